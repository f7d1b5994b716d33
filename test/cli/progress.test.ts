import { expect, it } from 'vitest'
import { Io } from '../../src/cli/io.ts'
import { Progress } from '../../src/cli/progress.ts'
import { FakeHost } from './fake-host.ts'

const FAR_BYTES = 16e6
const ALL_BYTES = 260e6

it('is gone from the terminal before lines of the result come there', () => {
  const shown: string[] = []
  const host = new FakeHost({}, 100)
  for (const stream of [host.stdout, host.stderr])
    Object.assign(stream, { write: (text: string) => shown.push(text) > 0 })
  const io = new Io(host)
  const progress = new Progress(io)
  progress.update(FAR_BYTES, ALL_BYTES)
  io.print('one\n')
  io.close()
  progress.clear()
  expect(shown).toEqual(['\r6 % of 260 MB\x1b[K', '\r\x1b[K', 'one\n'])
})

it('is shown for long readings only, to a person, and not with -q', () => {
  for (const [columns, quiet, bytes] of [
    [100, false, 99e6],
    [undefined, false, ALL_BYTES],
    [100, true, ALL_BYTES],
  ] as const) {
    const host = new FakeHost({}, columns)
    const io = new Io(host)
    io.use({ quiet })
    new Progress(io).update(FAR_BYTES, bytes)
    expect(host.err).toBe('')
  }
})

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { EventCommand } from '../../src/edge/hooks.ts'

describe('a command per event', () => {
  let dir: string
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'vrrpscope-hooks-'))
  })
  afterAll(() => rmSync(dir, { recursive: true }))

  const linesOf = (file: string) => readFileSync(file, 'utf8').trim().split('\n')

  it('gets each event on its standard input, and is waited for at the end', async () => {
    const file = join(dir, 'events')
    const hook = new EventCommand(`sleep 0.1; cat >> ${file}`, () => {})
    for (let i = 0; i < 6; i++) hook.run(`{"event":${i}}\n`)
    await hook.close()
    expect(linesOf(file).sort()).toEqual([0, 1, 2, 3, 4, 5].map((i) => `{"event":${i}}`))
  })

  it('runs four times at once and no more', async () => {
    const file = join(dir, 'running')
    const running = `$(ls ${dir}/run.* | wc -l)`
    // However slowly they start, the first four wait for each other; nobody would come if fewer ran at once.
    const meet = `until [ -e ${dir}/met ]; do [ ${running} -lt 4 ] || touch ${dir}/met; sleep 0.02; done`
    const hook = new EventCommand(
      `touch ${dir}/run.$$; ${meet}; sleep 0.1; echo ${running} >> ${file}; rm ${dir}/run.$$`,
      () => {},
    )
    for (let i = 0; i < 9; i++) hook.run('{}\n')
    await vi.waitFor(() => expect(linesOf(file)).toHaveLength(9), 25_000)
    await hook.close()
    expect(Math.max(...linesOf(file).map(Number))).toBe(4)
  })

  it('leaves events out behind commands that do not end, ends those at the close, and says both', async () => {
    const notes: string[] = []
    const file = join(dir, 'child')
    const hook = new EventCommand(`sleep 60 & echo $! > ${file}; wait`, (text) => notes.push(text))
    for (let i = 0; i < 4 + 100 + 7; i++) hook.run('{}\n')
    await hook.close()
    // Seven had no room, a hundred waited in vain.
    expect(notes.at(-1)).toBe('--exec: 107 events were left out')
    expect(notes).toContain('--exec: not done after 5 s: ended')
    // A kill is an order: the scheduler carries it out.
    await vi.waitFor(() => expect(isRunning(linesOf(file)[0]!)).toBe(false), 10_000)
  })

  it('tells of a command that fails', async () => {
    const notes: string[] = []
    const hook = new EventCommand('exit 3', (text) => notes.push(text))
    hook.run('{}\n')
    await hook.close()
    expect(notes).toEqual(['--exec: exit status 3'])
  })
})

/** A process that has ended may wait for its parent as a zombie. */
function isRunning(pid: string): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

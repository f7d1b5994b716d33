import { describe, expect, test } from 'vitest'
import { CaptureParser } from '../../src/capture/detect.ts'
import { CaptureRun } from '../../src/capture/run.ts'
import type { FrameSink } from '../../src/capture/source.ts'
import { type Bytes, pcapHeader, pcapRecord } from './bytes.ts'

const SEC = 1_700_000_000
const frame = (protocol: number): number[] => [
  ...new Array(12).fill(2),
  ...[0x08, 0x00, 0x45, 0, 0, 40, 0, 0, 0, 0, 64, protocol, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2],
  ...new Array(20).fill(0),
]
const TCP = frame(6)
const VRRP = frame(112)

/** What a sink is told, in order: the number of a frame, or how many bystanders up to what millisecond. */
function told(file: Bytes, quietUntilNs: number, chunkSize = 1 << 20) {
  const calls: string[] = []
  const parser = new CaptureParser('test', new CaptureRun())
  const sink: FrameSink = {
    onFrame: ({ frameNo, tNs }) => calls.push(`frame ${frameNo} at ${tNs / 1e6}`),
    onBystanders: (source, count, lastNs) => calls.push(`${count} of ${source} to ${lastNs / 1e6}`),
    onGap: ({ reason }) => calls.push(reason),
    quietUntilNs,
  }
  const all = file.done()
  for (let at = 0; at < all.length; at += chunkSize) parser.push(all.slice(at, at + chunkSize), sink)
  return { calls, summary: parser.end() }
}

const records = (...list: readonly (readonly [ms: number, bytes: number[]])[]): Bytes =>
  list.reduce((file, [ms, bytes]) => file.add(pcapRecord(SEC, ms * 1000, bytes)), pcapHeader(0xa1b2c3d4))

describe('bystanders', () => {
  test('are counted in one call; the first frame and what concerns us are shown', () => {
    const file = records([0, TCP], [1, TCP], [2, TCP], [3, VRRP], [4, TCP])
    const { calls, summary } = told(file, Number.POSITIVE_INFINITY)
    expect(calls).toEqual(['frame 1 at 0', '2 of 0 to 2', 'frame 4 at 3', '1 of 0 to 4'])
    expect(summary).toMatchObject({ packets: 5, first: 0, last: 4_000_000, complete: true })
  })

  test('are shown from the time on at which something falls due', () => {
    const file = records([0, TCP], [1, TCP], [2, TCP], [3, TCP])
    expect(told(file, 2e6).calls).toEqual(['frame 1 at 0', '1 of 0 to 1', 'frame 3 at 2', 'frame 4 at 3'])
  })

  test('are shown where time runs backwards, and the step is told first', () => {
    const file = records([0, TCP], [9000, TCP], [50, TCP], [60, TCP])
    const { calls, summary } = told(file, Number.POSITIVE_INFINITY)
    expect(calls).toEqual(['frame 1 at 0', '1 of 0 to 9000', 'clock-step', 'frame 3 at 50', '1 of 0 to 60'])
    expect(summary).toMatchObject({ packets: 4, last: 9_000_000_000, complete: false })
  })

  test.each([1, 7, 40, 75, 76])('add up to the same in chunks of %i bytes', (size) => {
    const file = records([0, TCP], [1, TCP], [2, VRRP], [3, TCP], [4, TCP], [5, VRRP])
    const { calls, summary } = told(file, Number.POSITIVE_INFINITY, size)
    expect(calls.filter((call) => /^frame [36] /.test(call))).toEqual(['frame 3 at 2', 'frame 6 at 5'])
    expect(summary).toMatchObject({ packets: 6, last: 5_000_000, complete: true })
  })

  test('are shown like any other in other link types and with a check sequence', () => {
    for (const [magic, link] of [
      [0xa1b2c3d4, 101],
      [0xa1b2c3d4, 0x2400_0001],
    ] as const) {
      const file = pcapHeader(magic, link)
        .add(pcapRecord(SEC, 0, TCP))
        .add(pcapRecord(SEC, 1000, TCP))
      expect(told(file, Number.POSITIVE_INFINITY).calls).toEqual(['frame 1 at 0', 'frame 2 at 1'])
    }
  })
})

import { expect, it } from 'vitest'
import type { CaptureGap } from '../../src/capture/source.ts'
import { type Narrowing, narrowed } from '../../src/cli/narrow.ts'
import { type Ns, ns } from '../../src/core/time.ts'
import { FrameView } from '../../src/wire/view.ts'

const sec = (at: number): Ns => ns(at * 1e9)

/** Frames 1 to 9 at 1 to 9 s, one lost behind each (told with the next one, as an enhanced packet does) and 3 anywhere. */
function gapsOf(narrowing: Narrowing): string[] {
  const told: string[] = []
  const sink = narrowed(
    { onFrame: () => {}, onGap: ({ from, to }) => told.push(`${from / 1e9}-${to / 1e9}`) },
    narrowing,
    { epochSec: 0 },
  )
  const lose = (from: number, to: number, reason: CaptureGap['reason']) =>
    sink.onGap?.({ source: 0, from: sec(from), to: sec(to), reason, dropped: 1 })
  for (let frameNo = 1; frameNo <= 9; frameNo++) {
    if (frameNo > 1) lose(frameNo - 1, frameNo, 'drops')
    sink.onFrame(Object.assign(new FrameView(), { frameNo, tNs: sec(frameNo) }))
  }
  lose(0, 10, 'drops-unplaced')
  return told
}

it.each([
  { narrowing: { packets: [4, 6] as const }, gaps: ['4-5', '5-6', '0-10'] },
  { narrowing: { packets: [8, Number.POSITIVE_INFINITY] as const }, gaps: ['8-9', '0-10'] },
  { narrowing: { packets: [20, 30] as const }, gaps: [] },
  {
    narrowing: { from: { kind: 'since-first', ns: 3e9 } as const, to: { kind: 'since-first', ns: 5e9 } as const },
    gaps: ['4-5', '5-6', '0-10'],
  },
])('keeps the losses inside $narrowing', ({ narrowing, gaps }) => {
  expect(gapsOf(narrowing)).toEqual(gaps)
})

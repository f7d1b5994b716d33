import { expect, it } from 'vitest'
import type { CaptureGap } from '../../src/capture/source.ts'
import { givenOf } from '../../src/cli/given.ts'
import { type Narrowing, narrowed } from '../../src/cli/narrow.ts'
import { type Ns, ns } from '../../src/core/time.ts'
import { joinFrame } from '../../src/wire/frames.ts'
import { FrameView } from '../../src/wire/view.ts'
import { A } from '../checks/scene.ts'
import { TUNNELLED } from '../wire/tunnelled.ts'
import { bytes, viewOfFrame } from '../wire/views.ts'

const sec = (at: number): Ns => ns(at * 1e9)

/** Frames 1 to 9 at 1 to 9 s, one lost behind each (told with the next one, as an enhanced packet does) and 3 anywhere. */
function gapsOf(narrowing: Narrowing, parts: readonly number[] = []): string[] {
  const told: string[] = []
  const sink = narrowed(
    { onFrame: () => {}, onGap: ({ from, to }) => told.push(`${from / 1e9}-${to / 1e9}`) },
    narrowing,
    { epochSec: 0 },
  )
  const lose = (from: number, to: number, reason: CaptureGap['reason']) =>
    sink.onGap?.({ source: 0, from: sec(from), to: sec(to), reason, dropped: 1 })
  const face = { linkType: 276, snapLen: 0, clock: 'kernel' } as const
  sink.onInterface?.({ index: 0, name: 'any', ...face })
  for (const index of parts) sink.onInterface?.({ index, name: `any ${index}`, ...face, within: 0, ifIndex: index })
  for (let frameNo = 1; frameNo <= 9; frameNo++) {
    if (frameNo > 1) lose(frameNo - 1, frameNo, 'drops')
    const source = parts[frameNo % parts.length] ?? 0
    sink.onFrame(Object.assign(new FrameView(), { frameNo, tNs: sec(frameNo), source }))
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
  // Of a capture whose interfaces are told apart, all lose what it loses.
  expect(gapsOf(narrowing, [1, 2])).toEqual(gaps)
})

/** Whether a frame is one of those asked for. */
function isKept(narrowing: Narrowing, frame: Uint8Array): boolean {
  let frames = 0
  narrowed({ onFrame: () => frames++ }, narrowing, { epochSec: 0 }).onFrame(viewOfFrame(frame))
  return frames === 1
}

// HSRPv1 hello of 10.0.0.2 to 224.0.0.2, group 1, Active.
const HELLO = bytes(`01005e000002 00000c07ac01 0800 45c0 0030 0000 0000 0111 cf08 0a000002 e0000002
  07c1 07c1 001c 0000 0000 1003 0a64 0100 636973636f000000 0a000064`)

it.each([
  ['an IGMP report', joinFrame({ link: { srcMac: A.mac }, src: A.ip }), A.ip.text, '224.0.0.22'],
  ['HSRP', HELLO, '10.0.0.2', '224.0.0.2'],
])('keeps %s by either of its addresses', (_, frame, src, dst) => {
  expect(isKept({ host: src }, frame)).toBe(true)
  expect(isKept({ host: dst }, frame)).toBe(true)
  expect(isKept({ host: '192.0.2.99' }, frame)).toBe(false)
})

it('keeps the frames of a VLAN, whatever tunnel lies in it', () => {
  const { frame } = TUNNELLED['mpls in a vlan']!
  expect([20, 7, 0].map((vlan) => isKept({ vlan }, frame))).toEqual([true, false, false])
  const untagged = TUNNELLED['mpls pseudo-wire']!.frame
  expect([20, 0].map((vlan) => isKept({ vlan }, untagged))).toEqual([false, true])
})

it('tells rules what flags leave out', () => {
  const asked = { group: [], vip: [] }
  expect(givenOf(asked)).toMatchObject({ onlyVrid: undefined, isNarrowed: false })
  expect(givenOf({ ...asked, vrid: 51 })).toMatchObject({ onlyVrid: 51, isNarrowed: false })
  for (const narrow of [{ vlan: 0 }, { host: '192.0.2.11' }])
    expect(givenOf({ ...asked, ...narrow })).toMatchObject({ isNarrowed: true })
  expect(givenOf(asked, 'host 192.0.2.11')).toMatchObject({ isNarrowed: true })
})

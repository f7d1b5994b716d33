import { expect, test } from 'vitest'
import { CaptureParser } from '../../src/capture/detect.ts'
import { CaptureRun } from '../../src/capture/run.ts'
import type { FrameSink } from '../../src/capture/source.ts'
import { Analysis } from '../../src/cli/analysis.ts'
import { type Ns, ns } from '../../src/core/time.ts'
import { arpRequestFrame } from '../../src/wire/frames.ts'
import { type Bytes, pcapHeader, pcapRecord } from '../capture/bytes.ts'
import { A, advertOf, B, HOST, ip } from '../checks/scene.ts'

const SEC = 1_700_000_000
type Frames = readonly (readonly [atSec: number, frame: Uint8Array])[]

const pcap = (frames: Frames): Uint8Array =>
  [...frames]
    .sort(([a], [b]) => a - b)
    .reduce(
      (file: Bytes, [atSec, frame]) => file.add(pcapRecord(SEC + Math.floor(atSec), (atSec % 1) * 1e6, [...frame])),
      pcapHeader(0xa1b2c3d4),
    )
    .done()

/** Each finding with the time and the frames that it is told with. */
function found(frames: Frames, sinkOf: (analysis: Analysis) => FrameSink = (analysis) => analysis) {
  const analysis = new Analysis()
  new CaptureParser('test', new CaptureRun()).push(pcap(frames), sinkOf(analysis))
  analysis.observer.end()
  return analysis.engine.findings().map(({ id, firstSeen, lastSeen }) => ({ id, firstSeen, lastSeen }))
}

/** As in a live run: time passes every tenth of a second. */
const live = (analysis: Analysis): FrameSink => {
  let tick = ns(0)
  return {
    onInterface: (face) => analysis.onInterface(face),
    onFrame: (view) => {
      for (; tick < view.tNs; tick = (tick + 1e8) as Ns) analysis.advanceTo(tick)
      analysis.onFrame(view)
    },
  }
}

// The adverts of A are steady; that nothing authenticates them is decided after ten of them, long before B comes with a
// password.
const steady: Frames = Array.from({ length: 40 }, (_, i) => [i, advertOf(A, { ipId: i + 1 })])
const password = { version: 2, authType: 1, authData: new TextEncoder().encode('secret\0\0') } as const
const frames: Frames = [...steady, [30.5, advertOf(B, password)]]
const foreign = arpRequestFrame({ link: { srcMac: HOST.mac }, senderIp: ip('10.9.9.9'), target: ip('10.9.9.8') })
const bystander = advertOf(A).map((byte, at) => (at === 23 ? 6 : byte))

test('what is found does not depend on frames that say nothing of it, nor on whether time passes without a frame', () => {
  const alone = found(frames)
  expect(alone.map(({ id }) => id)).toContain('sec/no-authentication')
  expect(found([...frames, [15.5, foreign]])).toEqual(alone)
  expect(found([...frames, ...[15.25, 15.5, 15.75].map((atSec) => [atSec, bystander] as const)])).toEqual(alone)
  expect(found(frames, live)).toEqual(alone)
})

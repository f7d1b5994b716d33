import { expect, test } from 'vitest'
import { TrafficObserver } from '../../src/observe/observer.ts'
import { FrameView } from '../../src/wire/view.ts'
import { captureFiles, readCapture } from '../wire/captured.ts'

// Frames of real captures with bytes changed at random (fixed seed) and times that jump: nothing throws, and what is
// reported still makes sense.

test('mutated captures', () => {
  let seed = 7
  const random = (n: number) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
    return (seed >>> 8) % n
  }
  let frames = 0
  for (const file of captureFiles()) {
    const observer = new TrafficObserver()
    readCapture(file, (view) => {
      for (let copy = 0; copy < 4; copy++) {
        const length = view.end - view.start
        const bytes = new Uint8Array(view.dv.buffer, view.dv.byteOffset + view.start, length).slice()
        for (let hits = random(4); hits > 0; hits--) bytes[random(length)] = random(256)
        const mutant = new FrameView()
        mutant.dv = new DataView(bytes.buffer)
        mutant.end = random(8) === 0 ? random(length) : length
        mutant.wireLen = length
        mutant.linkType = view.linkType
        mutant.tNs = (view.tNs + (random(50) === 0 ? (random(20) - 10) * 1e9 : 0)) as typeof view.tNs
        mutant.frameNo = ++frames
        observer.onFrame(mutant)
      }
    })
    observer.end()
    for (const vr of observer.snapshot().virtualRouters) {
      for (const { from, to } of vr.activePeriods) expect(to ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(from)
      for (const t of vr.takeovers) expect(vr.routers.map((r) => r.name)).toContain(t.to)
    }
  }
  expect(frames).toBeGreaterThan(20_000)
})

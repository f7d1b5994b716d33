import { expect, test } from 'vitest'
import { cs } from '../../src/core/time.ts'
import { keyedHash } from '../../src/edge/keyed-hash.ts'
import type { Repeats } from '../../src/observe/listener.ts'
import { TrafficObserver } from '../../src/observe/observer.ts'
import { advertFrame } from '../../src/wire/frames.ts'
import { locate } from '../../src/wire/locate.ts'
import { factOf } from '../../src/wire/sighting.ts'
import { A, nsOf, VIP } from '../checks/scene.ts'
import { captureFiles, readCapture } from '../wire/captured.ts'
import { viewOfFrame } from '../wire/views.ts'
import { Segment } from './segment.ts'

// The steady path must not change what is known, only what it costs: facts that come without a frame never take it.

test.each(captureFiles())('%s: frames and decoded facts make the same snapshot', (file) => {
  const byFrame = new TrafficObserver()
  const byFact = new TrafficObserver()
  byFact.onInterface({ index: 0, name: 'the only one' })
  readCapture(file, (view) => {
    byFrame.onFrame(view)
    const fact = factOf(view, locate(view))
    if (fact !== undefined) byFact.observe(fact)
    else byFact.advanceTo(view.tNs)
  })
  byFrame.end()
  byFact.end()
  expect(byFrame.snapshot().virtualRouters).toEqual(byFact.snapshot().virtualRouters)
})

test('equal adverts are not shown one by one, but counted, measured and told as repeats', () => {
  const shown: number[] = []
  const told: Repeats[] = []
  const s = new Segment({
    listeners: [{ onSighting: (x) => shown.push(x.frameNo), onRepeats: (_, __, repeats) => told.push(repeats) }],
  })
  s.adverts(0, 99)
  s.advert(100, { priority: 120 })
  s.end()
  const [router] = s.observer.virtualRouters[0]!.routers
  expect(router!.adverts).toBe(101)
  expect(router!.intervals.count).toBe(100)
  expect(router!.ipId).toMatchObject({ last: 101, consecutive: 100, restarts: 0 })
  expect(shown).toEqual([1, 101])
  expect(told).toEqual([{ count: 99, firstNs: 1e9, lastNs: 99e9, frames: Array.from({ length: 20 }, (_, i) => i + 2) }])
})

test('a flood of equal adverts is shown at first, and all of it counted', () => {
  let shown = 0
  const s = new Segment({ listeners: [{ onSighting: () => shown++ }] })
  s.adverts(0, 9)
  for (let i = 1; i <= 3000; i++) s.advert(9 + i * 16e-6)
  s.adverts(10, 19)
  s.end()
  const [vr] = s.observer.snapshot().virtualRouters
  expect(vr!.routers[0]).toMatchObject({ adverts: 3020, interval: { min: 16_000 } })
  expect(vr!.activePeriods).toHaveLength(1)
  expect(shown).toBeGreaterThan(1000)
  expect(shown).toBeLessThan(1100)
})

test.each([
  ['another priority', { priority: 149 }],
  ['another hop limit', { hopLimit: 254 }],
  ['another destination MAC', { dstMac: '01:00:5e:00:00:13' }],
  ['another source MAC', { mac: '02:00:00:00:00:99' }],
  ['another address list', { addresses: ['192.0.2.101'] }],
  ['the IP id of the one before', { ipId: 10 }],
])('%s leaves the steady path', (_, change) => {
  const shown: number[] = []
  const s = new Segment({ listeners: [{ onSighting: (x) => shown.push(x.frameNo) }] })
  s.adverts(0, 9)
  s.advert(10, change)
  s.end()
  expect(shown.at(-1)).toBe(11)
})

test('an advert at half or at twice the time leaves the steady path', () => {
  const shown: number[] = []
  const s = new Segment({ listeners: [{ onSighting: (x) => shown.push(x.frameNo) }] })
  s.adverts(0, 9)
  s.advert(9.4)
  s.advert(11.5)
  s.end()
  expect(shown.slice(-2)).toEqual([11, 12])
})

test('of forty adverts of 255 virtual routers each one is counted', () => {
  const s = new Segment()
  for (let round = 0; round < 40; round++)
    for (let vrid = 1; vrid < 256; vrid++) s.advert(round + vrid / 1000, { vrid, ipId: round + 1 })
  s.end()
  const { virtualRouters, counts } = s.observer.snapshot()
  expect(counts.vrrp).toBe(10_200)
  expect(virtualRouters).toHaveLength(255)
  expect(virtualRouters.every((vr) => vr.routers[0]!.adverts === 40 && vr.activePeriods.length === 1)).toBe(true)
  expect(virtualRouters.every((vr) => vr.routers[0]!.interval.p50 === 1e9)).toBe(true)
})

test('with AH, too, an advert that comes late leaves the steady path alone: those behind it go on', () => {
  const shown: number[] = []
  const observer = new TrafficObserver({ listeners: [{ onSighting: ({ frameNo }) => shown.push(frameNo) }] })
  const key = new Uint8Array(8)
  const lateNo = 12
  const advert = {
    version: 2,
    vrid: 51,
    priority: 150,
    maxAdvertInterval: cs(100),
    addresses: [VIP],
    authType: 2,
  } as const
  for (let frameNo = 1; frameNo <= 30; frameNo++) {
    const protection = { kind: 'ah', key, sequence: frameNo, hash: keyedHash } as const
    const frame = advertFrame({ link: { srcMac: A.mac }, src: A.ip, ipId: frameNo, protection, advert })
    const tNs = nsOf(frameNo + (frameNo >= lateNo ? 1.5 : 0))
    observer.onFrame(Object.assign(viewOfFrame(frame), { tNs, frameNo, source: 0 }))
  }
  expect(shown).toEqual([1, lateNo])
})

import { expect, test } from 'vitest'
import { Engine } from '../../src/checks/engine.ts'
import type { Rule, Sign } from '../../src/checks/rule.ts'
import { hmacClockSkew } from '../../src/checks/rules/sec/hmac-clock-skew.ts'
import { replay } from '../../src/checks/rules/sec/replay.ts'
import { type Ns, ns } from '../../src/core/time.ts'
import type { LiveRouter, LiveVirtualRouter } from '../../src/observe/live.ts'
import { TrafficObserver } from '../../src/observe/observer.ts'
import type { Sighting, TrailerFacts } from '../../src/wire/facts.ts'
import { readCapture } from '../wire/captured.ts'
import { viewOfFrame } from '../wire/views.ts'

// These two rules look at nothing but the numbers in adverts, one after the other.

const [left, right] = [{ name: '192.0.2.11' }, { name: '192.0.2.12' }] as unknown as [LiveRouter, LiveRouter]
const vr = { routers: [left, right] } as unknown as LiveVirtualRouter

interface Advert {
  readonly router: LiveRouter
  readonly atSec: number
  readonly ipId?: number
  readonly ah?: number
  /** Clock of the trailer, in seconds, and its counter. */
  readonly trailer?: readonly [sec: number, counter: number]
}

function said(rule: Rule, adverts: readonly Advert[]): { message: string; sign: Sign }[] {
  const reports: { message: string; sign: Sign }[] = []
  const run = {
    report: (message: string, sign: Sign) => reports.push({ message, sign }),
    close: () => {},
    after: () => {},
    verify: undefined,
  }
  const hooks = rule.watch(run as unknown as Parameters<Rule['watch']>[0])
  for (const [i, { router, atSec, ipId = i + 2, ah, trailer }] of adverts.entries()) {
    const facts: Partial<TrailerFacts> | undefined = trailer && {
      seconds: Math.floor(trailer[0]),
      fraction: 0,
      counter: trailer[1],
    }
    const sighting = {
      tNs: ns(atSec * 1e9) as Ns,
      frameNo: i + 1,
      ipId,
      src: { text: router.name },
      dst: { text: '224.0.0.18' },
      advert: { vrid: 51, ...(ah === undefined ? {} : { ah: { sequence: ah } }), ...(facts && { trailer: facts }) },
    } as unknown as Sighting
    hooks.onAdvert?.(sighting, vr, router)
  }
  return reports
}

test('sec/replay: an AH sequence that goes backwards, not the first of a daemon that has just started', () => {
  const at = (ah: number, ipId?: number): Advert => ({ router: left, atSec: ah, ah, ...(ipId && { ipId }) })
  expect(said(replay, [at(1), at(2), at(5), at(6)])).toEqual([])
  expect(said(replay, [at(7), at(8), at(1, 1), at(2)])).toEqual([])
  expect(said(replay, [at(7), at(8), at(7)])).toMatchObject([
    { message: 'ah', sign: { values: { sequence: 7, before: 8, src: '192.0.2.11' } } },
  ])
  expect(said(replay, [at(7), { ...at(3), router: right }])).toEqual([])
})

test('sec/replay: an HMAC trailer older than one before it', () => {
  const at = (sec: number, counter: number): Advert => ({ router: left, atSec: sec, trailer: [sec, counter] })
  expect(said(replay, [at(100, 1), at(101, 2), at(102, 3)])).toEqual([])
  expect(said(replay, [at(100, 1), at(104, 2), at(101, 3)])).toMatchObject([
    { message: 'hmac', sign: { values: { behindMs: 3000 } } },
  ])
})

test('sec/hmac-clock-skew: clocks further apart than the window of 5 s', () => {
  const at = (router: LiveRouter, atSec: number, clock: number): Advert => ({ router, atSec, trailer: [clock, 1] })
  expect(said(hmacClockSkew, [at(left, 0, 100), at(right, 1, 105)])).toEqual([])
  expect(said(hmacClockSkew, [at(left, 0, 100), at(right, 1, 110)])).toMatchObject([
    { message: 'differ', sign: { values: { src: '192.0.2.12', other: '192.0.2.11', skewSec: 9, windowSec: 5 } } },
  ])
})

test.each([
  ['an AH sequence', { ah: 8 }],
  ['an HMAC trailer', { trailer: [1000, 3] as const }],
])(
  'sec/replay: %s that comes twice within a moment is doubled by the network, later it is played again',
  (_, number) => {
    const again = (laterSec: number) =>
      said(replay, [
        { router: left, atSec: 0, ...number },
        { router: left, atSec: laterSec, ...number },
      ])
    expect(again(0.002)).toEqual([])
    expect(again(0.2)).toHaveLength(1)
  },
)

test('sec/replay: what the steady path passed over counts, too', () => {
  const engine = new Engine([replay])
  const observer = new TrafficObserver({ listeners: [engine] })
  engine.start(observer)
  let recorded: Uint8Array | undefined
  // 192.0.2.12 is Active from frame 18 (sequence 7) on; frame 37 has sequence 14.
  readCapture('v2-ah/switch.pcap', (view) => {
    observer.onFrame(view)
    const { dv, start, end, tNs, frameNo } = view
    if (frameNo === 26) recorded = new Uint8Array(dv.buffer, dv.byteOffset + start, end - start).slice()
    if (frameNo !== 37) return
    observer.onFrame(Object.assign(viewOfFrame(recorded!), { tNs: ns(tNs + 5e8), frameNo: 1000 }))
  })
  observer.end()
  const found = engine.findings()
  expect(found).toMatchObject([{ id: 'sec/replay', count: 1, frames: [1000], values: { sequence: 10, before: 14 } }])
})

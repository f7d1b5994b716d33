import { describe, expect, test } from 'vitest'
import { parseIp } from '../../src/core/address.ts'
import { type Ns, nsFromSec } from '../../src/core/time.ts'
import type { Deviation, Listener } from '../../src/observe/listener.ts'
import type { Fact } from '../../src/wire/facts.ts'
import { seen } from '../checks/scene.ts'
import { macOf, Segment } from './segment.ts'

// Times at 1 s and version 3: Skew_Time of 150 is 106/256 s = 414 ms, of 100 156/256 s = 609 ms.
const B = { src: '192.0.2.12', priority: 100 } as const

describe('the beginning of a capture', () => {
  test('steady adverts from the first second on: Active since the capture began, and no takeover', () => {
    const s = new Segment()
    s.begins(0)
    s.adverts(0.4, 20.4)
    expect(s.story()).toEqual({ takeovers: [], periods: ['.11 0 to the end capture-end'] })
  })

  test('a silence of Active_Down_Interval was watched: a start-up', () => {
    const s = new Segment()
    s.begins(0)
    s.adverts(3.5, 6.5)
    expect(s.story().takeovers).toEqual(['3.5 nobody -> .11 startup'])
  })

  test('an announcement follows the first advert: a start-up', () => {
    const s = new Segment()
    s.begins(0)
    s.advert(0.3)
    s.announcement(0.301)
    s.adverts(1.3, 5.3)
    const { takeovers, periods } = s.story()
    expect(takeovers).toEqual(['0.3 nobody -> .11 startup'])
    expect(periods).toEqual(['.11 0.3 to the end capture-end'])
  })

  test('an announcement in front of the first advert may be one that comes again: no takeover', () => {
    const s = new Segment()
    s.begins(0)
    s.announcement(0.39)
    s.advert(0.4)
    // A burst of many goes on.
    s.announcement(0.401)
    s.adverts(1.4, 5.4)
    expect(s.story()).toEqual({ takeovers: [], periods: ['.11 0 to the end capture-end'] })
  })

  test('unless no advert came in the interval before it', () => {
    const s = new Segment()
    s.begins(0)
    s.announcement(1.19)
    s.adverts(1.2, 5.2)
    expect(s.story().takeovers).toEqual(['1.2 nobody -> .11 startup'])
  })

  test('nor does it make a split of two that were both Active before', () => {
    const s = new Segment()
    s.begins(0)
    s.announcement(0.1)
    for (let at = 0; at < 6; at++) {
      s.advert(at + 0.2, B)
      s.advert(at + 0.7)
    }
    expect(s.story().takeovers).toEqual([])
  })

  test('a silence that is too short to prove anything: no takeover is claimed', () => {
    const s = new Segment()
    s.begins(0)
    s.adverts(2, 6)
    expect(s.story()).toEqual({ takeovers: [], periods: ['.11 2 to the end capture-end'] })
  })

  test('priority 0 as the first advert: it had been Active', () => {
    const s = new Segment()
    s.begins(0)
    s.advert(0.5, { priority: 0 })
    s.adverts(1.109, 4.109, B)
    const { takeovers, periods } = s.story()
    expect(periods[0]).toBe('.11 0 to 0.5 priority-zero')
    expect(takeovers).toEqual(['1.109 .11 -> .12 priority-zero'])
  })

  test('two that advertise from the start were both Active before', () => {
    const s = new Segment()
    s.begins(0)
    for (let at = 0; at < 6; at++) {
      s.advert(at + 0.2)
      s.advert(at + 0.7, B)
    }
    expect(s.story()).toEqual({
      takeovers: [],
      periods: ['.11 0 to the end capture-end', '.12 0 to the end capture-end'],
    })
  })
})

describe('takeovers', () => {
  test('silence, then Active_Down_Interval: timeout, with gap and what the state machine allows', () => {
    const s = new Segment()
    s.adverts(0, 5)
    s.adverts(8.62, 12.62, B)
    const { takeovers, periods } = s.story()
    expect(takeovers).toEqual(['8.62 .11 -> .12 timeout'])
    expect(periods).toEqual(['.11 0 to 5 silence', '.12 8.62 to the end capture-end'])
    const [takeover] = s.observer.snapshot().virtualRouters[0]!.takeovers
    expect(takeover).toMatchObject({
      gap: 3_620_000_000,
      expectedGap: { min: 3_609_375_000, max: 3_609_375_000 },
      overlap: 0,
    })
  })

  test('long after a priority 0: unknown, and Skew_Time is what was allowed', () => {
    const s = new Segment()
    s.adverts(0, 5)
    s.advert(5.1, { priority: 0 })
    s.adverts(20, 22, B)
    expect(s.story().takeovers).toEqual(['20 .11 -> .12 unknown'])
    const [takeover] = s.observer.snapshot().virtualRouters[0]!.takeovers
    expect(takeover).toMatchObject({ gap: 14_900_000_000, expectedGap: { min: 609_375_000, max: 609_375_000 } })
  })

  test('a crash that the other one awaits for two adverts: nobody fell silent for it', () => {
    const deviations: Deviation[] = []
    const s = new Segment({ listeners: [{ onDeviation: (d: Deviation) => deviations.push(d) }] })
    s.adverts(0, 5)
    s.adverts(7.62, 12.62, B)
    expect(s.story().takeovers).toEqual(['7.62 .11 -> .12 unknown'])
    expect(deviations).toEqual([])
  })

  test('the interval in a priority 0 is not adopted', () => {
    const s = new Segment()
    s.adverts(0, 5)
    s.advert(5.5, { priority: 0, intervalCs: 4095 })
    s.adverts(6.11, 12.11, B)
    expect(s.story().takeovers).toEqual(['6.11 .11 -> .12 priority-zero'])
    const { takeovers, routers } = s.observer.snapshot().virtualRouters[0]!
    expect(takeovers[0]!.expectedGap).toEqual({ min: 609_375_000, max: 609_375_000 })
    expect(routers[0]!.interval.advertised).toBe(100)
  })

  test('priority 0 said twice is one departure; the gap runs from the second', () => {
    const s = new Segment()
    s.adverts(0, 5)
    s.advert(5.5, { priority: 0 })
    s.advert(5.501, { priority: 0 })
    s.adverts(6.11, 9.11, B)
    expect(s.story().takeovers).toEqual(['6.11 .11 -> .12 priority-zero'])
    const [vr] = s.observer.snapshot().virtualRouters
    expect(vr!.takeovers[0]).toMatchObject({ gap: 609_000_000, expectedGap: { min: 609_375_000, max: 609_375_000 } })
    expect(vr!.routers[0]).toMatchObject({ adverts: 8, priorityZero: 2 })
  })

  test('a higher priority comes and the other one falls silent: preemption', () => {
    const s = new Segment()
    s.adverts(0, 5, B)
    s.adverts(5.4, 9.4)
    expect(s.story()).toEqual({
      takeovers: ['5.4 .12 -> .11 preemption'],
      periods: ['.12 0 to 5.4 yielded', '.11 5.4 to the end capture-end'],
    })
  })

  test('the newcomer leaves with priority 0 before the other one would have missed two adverts', () => {
    const s = new Segment()
    s.adverts(0, 5, B)
    s.adverts(5.2, 6.2)
    s.advert(6.25, { priority: 0 })
    s.adverts(6.86, 9.86, B)
    expect(s.story()).toEqual({
      takeovers: ['5.2 .12 -> .11 preemption', '6.86 .11 -> .12 priority-zero'],
      periods: ['.12 0 to 5.2 yielded', '.11 5.2 to 6.25 priority-zero', '.12 6.86 to the end capture-end'],
    })
  })

  test('equal priority, higher address: tie-break', () => {
    const s = new Segment()
    s.adverts(0, 5, { priority: 100 })
    s.adverts(5.2, 9.2, B)
    expect(s.story().takeovers).toEqual(['5.2 .11 -> .12 tie-break'])
  })

  test('one last advert within milliseconds (higher_prio_send_advert) is part of a yield', () => {
    const s = new Segment()
    s.adverts(0, 5, B)
    s.advert(5.4)
    s.advert(5.401, B)
    s.adverts(6.4, 9.4)
    const { takeovers, periods } = s.story()
    expect(takeovers).toEqual(['5.4 .12 -> .11 preemption'])
    expect(periods[0]).toBe('.12 0 to 5.401 yielded')
    expect(s.observer.snapshot().virtualRouters[0]!.takeovers[0]!.overlap).toBe(1_000_000)
  })

  test('the other one does not yield: a split, told once as a deviation', () => {
    const deviations: Deviation[] = []
    const listener: Listener = { onDeviation: (d) => deviations.push(d) }
    const s = new Segment({ listeners: [listener] })
    s.adverts(0, 5, B)
    for (let at = 5.4; at < 15; at++) {
      s.advert(at)
      s.advert(at + 0.6, B)
    }
    const { takeovers, periods } = s.story()
    expect(takeovers).toEqual(['5.4 nobody -> .11 split'])
    expect(periods).toEqual(['.12 0 to the end capture-end', '.11 5.4 to the end capture-end'])
    const disobedience = deviations.filter((d) => d.kind === 'did-not-yield')
    expect(disobedience.map((d) => [d.router.name, d.other.name, d.tNs])).toEqual([['192.0.2.12', '192.0.2.11', 6e9]])
  })

  test('a lower one beside a higher one that goes on: a split; silence after the healing is a yield', () => {
    const s = new Segment()
    s.adverts(0, 20)
    s.adverts(8.6, 12.6, B)
    expect(s.story()).toEqual({
      takeovers: ['8.6 nobody -> .12 split'],
      periods: ['.11 0 to the end capture-end', '.12 8.6 to 13 yielded'],
    })
  })

  test('back by itself after its own skew: from and to are the same router', () => {
    const s = new Segment()
    s.adverts(0, 5)
    s.advert(5.5, { priority: 0 })
    s.adverts(5.915, 8.915)
    expect(s.story().takeovers).toEqual(['5.915 .11 -> .11 priority-zero'])
    expect(s.observer.snapshot().virtualRouters[0]!.takeovers[0]!.gap).toBe(415_000_000)
  })

  test('killed and started again alone: the first period ends with a restart, the second is a start-up', () => {
    const s = new Segment()
    s.adverts(0, 5)
    s.advert(8.5, { ipId: 1 })
    s.adverts(9.5, 12.5)
    expect(s.story()).toEqual({
      takeovers: ['8.5 nobody -> .11 startup'],
      periods: ['.11 0 to 5 restart', '.11 8.5 to the end capture-end'],
    })
  })

  test('a source address that changes under the daemon: the same router goes on', () => {
    const s = new Segment()
    for (let i = 1; i < 6; i++) s.advert(i, { ipId: i })
    for (let i = 6; i < 12; i++) s.advert(i, { ipId: i, src: '192.0.2.99', mac: macOf('192.0.2.11') })
    expect(s.story()).toEqual({
      takeovers: [],
      periods: ['.11 1 to 5 restart', '.99 6 to the end capture-end'],
    })
  })

  test('behind one gateway all routers have its MAC: a takeover stays one', () => {
    const s = new Segment()
    const routed = { mac: macOf('192.0.2.1'), hopLimit: 254 }
    for (let i = 1; i < 21; i++) s.advert(i, { ...routed, ipId: i })
    for (let i = 0; i < 7; i++) s.advert(23.62 + i, { ...B, ...routed, ipId: 30 + i })
    expect(s.story().takeovers).toEqual(['23.62 .11 -> .12 timeout'])
  })

  test('a reload begins the IP ids anew without a pause: no restart', () => {
    const s = new Segment()
    s.adverts(0, 5)
    s.advert(5.3, { ipId: 7 })
    for (let i = 1; i < 6; i++) s.advert(5.3 + i, { ipId: i })
    expect(s.story().periods).toEqual(['.11 0 to the end capture-end'])
    expect(s.observer.virtualRouters[0]!.routers[0]!.ipId.restarts).toBe(1)
  })
})

describe('silence', () => {
  test('nobody advertises for longer than any Active_Down_Interval: told at that time, once', () => {
    const told: [number, number][] = []
    const s = new Segment({ listeners: [{ onNoActive: (_, since, at) => told.push([since / 1e9, at / 1e9]) }] })
    s.adverts(0, 5)
    s.begins(8.9)
    s.begins(9.1)
    s.begins(30)
    s.play()
    // Priority 1 waits 3 + 255/256 s, and 30 ms are the machine's.
    expect(told).toEqual([[5, 9.1]])
    expect(s.story().periods).toEqual(['.11 0 to 5 silence'])
  })

  test('nobody is Active only if speakers beyond those that are followed are silent, too', () => {
    const told: number[] = []
    const s = new Segment({ listeners: [{ onNoActive: (_, since) => told.push(since) }] })
    for (let i = 0; i < 32; i++) s.advert(i / 100, { src: `192.0.2.${100 + i}` })
    s.adverts(1, 60)
    s.begins(70)
    s.end()
    expect(told).toEqual([60e9])
  })

  test('live: a deadline passes without a frame', () => {
    const ended: string[] = []
    const s = new Segment({ listeners: [{ onPeriodEnd: (p) => ended.push(`${p.router.name} ${p.endedBy}`) }] })
    s.adverts(0, 5)
    s.play()
    s.observer.advanceTo(9e9 as never)
    expect(ended).toEqual([])
    s.observer.advanceTo(9.1e9 as never)
    expect(ended).toEqual(['192.0.2.11 silence'])
  })

  test('one missing advert is a silence, though no late one', () => {
    const late: number[] = []
    const silent: number[][] = []
    const s = new Segment({
      listeners: [
        { onLate: (_, gap) => late.push(gap / 1e9), onSilence: (_, from, to) => silent.push([from / 1e9, to / 1e9]) },
      ],
    })
    s.adverts(0, 5)
    s.adverts(6.99, 9.99)
    s.play()
    expect([late, silent]).toEqual([[], [[5, 6.99]]])
  })

  test('a late advert is counted and told, and the period goes on', () => {
    const late: number[] = []
    const silent: number[][] = []
    const s = new Segment({
      listeners: [
        { onLate: (_, gap) => late.push(gap / 1e9), onSilence: (_, from, to) => silent.push([from / 1e9, to / 1e9]) },
      ],
    })
    s.adverts(0, 5)
    s.adverts(7.5, 10.5)
    s.play()
    expect(late).toEqual([2.5])
    expect(silent).toEqual([[5, 7.5]])
    expect(s.observer.virtualRouters[0]!.routers[0]!.late).toEqual({ count: 1, worstNs: 2.5e9 })
    expect(s.story().periods).toEqual(['.11 0 to the end capture-end'])
  })
})

test('who did not yield to a router that leaves is Active all along', () => {
  const s = new Segment()
  s.adverts(0, 20, B)
  s.adverts(5.3, 10.3)
  s.advert(10.8, { priority: 0 })
  expect(s.story()).toEqual({
    takeovers: ['5.3 nobody -> .11 split'],
    periods: ['.12 0 to the end capture-end', '.11 5.3 to 10.8 priority-zero'],
  })
})

describe('the capture ends just behind an advert that calls for a yield', () => {
  test('who did not yield to its sender before is Active still', () => {
    const s = new Segment()
    s.adverts(0, 15)
    for (let at = 8.6; at < 15; at++) {
      s.advert(at, B)
      s.advert(at + 0.001)
    }
    expect(s.story().periods).toEqual(['.11 0 to the end capture-end', '.12 8.6 to the end capture-end'])
  })

  test('who hears the first one yields', () => {
    const s = new Segment()
    s.adverts(0, 5, B)
    s.advert(5.4)
    expect(s.story().periods).toEqual(['.12 0 to 5.4 yielded', '.11 5.4 to the end capture-end'])
  })
})

describe('the silent Active of keepalived', () => {
  const wrong = { ...B, version: 2, password: 'bravo' } as const
  const right = { version: 2, password: 'alpha' } as const

  test('rejected adverts restart its timer: Active and muted until its priority 0', () => {
    const muted: string[] = []
    const s = new Segment({ listeners: [{ onMuted: (r, by) => muted.push(`${r.name} by ${by.name}`) }] })
    s.adverts(0, 20, right)
    s.advert(8.6, wrong)
    s.advert(20.5, { ...wrong, priority: 0 })
    expect(s.story()).toEqual({
      takeovers: ['8.6 nobody -> .12 split'],
      periods: ['.11 0 to the end capture-end', '.12 8.6 to 20.5 priority-zero muted'],
    })
    expect(muted).toEqual(['192.0.2.12 by 192.0.2.11'])
  })

  test('both timers fire together and the other one is heard first: they take turns, and both stay Active', () => {
    const s = new Segment()
    s.adverts(0, 20, right)
    s.advert(8.6, wrong)
    s.adverts(20.999, 26, wrong)
    expect(s.story().periods).toEqual(['.11 0 to the end capture-end muted', '.12 8.6 to the end capture-end muted'])
  })

  test('silence that began before the rejected advert is not explained by it', () => {
    const s = new Segment()
    s.adverts(0, 10, right)
    // .11 has not been heard for 3.6 s when the other one comes up.
    s.adverts(13.6, 20.6, wrong)
    expect(s.story()).toEqual({
      takeovers: ['13.6 .11 -> .12 timeout'],
      periods: ['.11 0 to 10 silence', '.12 13.6 to the end capture-end'],
    })
  })

  test('not with the timers of the RFC: a router that is silent is gone', () => {
    const s = new Segment({ profile: 'rfc3768' })
    s.adverts(0, 20, right)
    s.advert(8.6, wrong)
    expect(s.story().periods[1]).toBe('.12 8.6 to 8.6 silence')
  })

  test('an announcement long after it seemed to yield shows that it is still Active (an AH key that no packet shows)', () => {
    const s = new Segment()
    s.adverts(0, 12)
    s.advert(3.6, B)
    s.announcement(8.6, macOf('192.0.2.12'))
    s.adverts(13, 15)
    const { takeovers, periods } = s.story()
    expect(takeovers).toEqual(['3.6 nobody -> .12 split'])
    expect(periods).toContain('.12 3.6 to the end capture-end muted')
  })

  test('an announcement that no timer of it explains proves nothing of the time before', () => {
    const s = new Segment()
    s.adverts(0, 12)
    s.advert(3.6, B)
    s.announcement(7.1, macOf('192.0.2.12'))
    s.adverts(13, 15)
    const { periods } = s.story()
    expect(periods.slice(1)).toEqual(['.12 3.6 to 4 yielded', '.12 7.1 to the end capture-end muted'])
  })

  test('an advert an interval after one that it seemed to yield to, too soon for a Backup: it was mute', () => {
    const s = new Segment()
    s.adverts(0, 12)
    for (const at of [3.6, 6, 9]) s.advert(at, B)
    expect(s.story()).toEqual({
      takeovers: ['3.6 nobody -> .12 split'],
      periods: ['.11 0 to the end capture-end', '.12 3.6 to the end capture-end muted'],
    })
  })

  test('at another time it is none that an advert restarted', () => {
    const s = new Segment()
    s.adverts(0, 12)
    for (const at of [3.6, 6.4]) s.advert(at, B)
    expect(s.story().periods.slice(1)).toEqual(['.12 3.6 to 4 yielded', '.12 6.4 to 7 yielded'])
  })

  test('nor does one just before its first advert: it has become Active', () => {
    const s = new Segment()
    s.adverts(0, 3, B)
    s.adverts(3.4, 10.4)
    s.announcement(14, macOf('192.0.2.12'))
    s.adverts(14.01, 20, B)
    expect(s.story()).toEqual({
      takeovers: ['3.4 .12 -> .11 preemption', '14.01 .11 -> .12 timeout'],
      periods: ['.12 0 to 3.4 yielded', '.11 3.4 to 10.4 silence', '.12 14.01 to the end capture-end'],
    })
  })
})

test('every Active period ends before the next one of its router begins, whatever is said', () => {
  // A small generator with a fixed seed: 15 runs of 200 adverts by three routers.
  let seed = 1
  const random = (n: number) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
    return (seed >>> 8) % n
  }
  for (let run = 0; run < 15; run++) {
    const s = new Segment()
    let at = 0
    for (let i = 0; i < 200; i++) {
      at += [0.001, 0.2, 0.5, 1, 4][random(5)]!
      const speaker = ['192.0.2.11', '192.0.2.12', '192.0.2.13'][random(3)]!
      if (random(10) === 0) s.announcement(at, macOf(speaker))
      else s.advert(at, { src: speaker, priority: [0, 100, 150][random(3)]! })
    }
    s.end()
    const [vr] = s.observer.snapshot().virtualRouters
    for (const router of vr!.routers) {
      const own = vr!.activePeriods.filter((p) => p.router === router.name)
      for (const [i, period] of own.entries()) {
        expect(period.to ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(period.from)
        const next = own[i + 1]
        if (next !== undefined) expect(next.from).toBeGreaterThanOrEqual(period.to!)
      }
    }
    for (const t of vr!.takeovers) expect(t.overlap).toBeGreaterThanOrEqual(0)
  }
})

describe('what the capture did not cover', () => {
  test('silence in a gap is no silence', () => {
    const late: number[] = []
    const s = new Segment({ listeners: [{ onLate: (_, gap) => late.push(gap) }] })
    s.adverts(0, 5)
    s.play()
    s.observer.onGap({ source: 0, from: 5e9 as Ns, to: 20e9 as Ns, reason: 'interface-down', dropped: 0 })
    s.adverts(21, 25)
    expect(s.story()).toEqual({ takeovers: [], periods: ['.11 0 to the end capture-end'] })
    expect(late).toEqual([])
    expect(s.observer.virtualRouters[0]!.routers[0]!.intervals.maxNs).toBe(1e9)
  })

  test('a takeover behind a gap has no known cause', () => {
    const s = new Segment()
    s.adverts(0, 5)
    s.play()
    s.observer.onGap({ source: 0, from: 5e9 as Ns, to: 20e9 as Ns, reason: 'drops', dropped: 9 })
    s.adverts(20.5, 25.5, B)
    expect(s.story().takeovers).toEqual(['20.5 .11 -> .12 unknown'])
  })

  test('a clock that is set back is no silence', () => {
    const silences: number[] = []
    const s = new Segment({ listeners: [{ onNoActive: (_, since) => silences.push(since) }] })
    s.adverts(0, 60)
    s.play()
    s.observer.onGap({ source: 0, from: 60e9 as Ns, to: 50e9 as Ns, reason: 'clock-step', dropped: 0 })
    s.adverts(50.5, 54.5)
    expect(s.story().periods).toEqual(['.11 0 to the end capture-end'])
    expect(silences).toEqual([])
  })

  describe('a clock is set back while nobody is Active', () => {
    const setBack = (fromSec: number, toSec: number, backAt: number, say: (s: Segment) => void) => {
      const noActive: number[] = []
      const s = new Segment({ listeners: [{ onNoActive: (_, since) => noActive.push(since) }] })
      s.begins(0)
      say(s)
      s.play()
      s.observer.onGap({ source: 0, from: nsFromSec(fromSec), to: nsFromSec(toSec), reason: 'clock-step', dropped: 0 })
      s.adverts(backAt, backAt + 10, B)
      return { ...s.story(), noActive }
    }
    const dies = (s: Segment) => s.adverts(3.5, 60.5)

    test.each([0.1, 0.7, 1.3, 3.6])('and the takeover comes %d s behind the step: none beside the other', (later) => {
      const { takeovers, periods } = setBack(61.5, 40, 40 + later, dies)
      expect(takeovers).toEqual(['3.5 nobody -> .11 startup', `${40 + later} .11 -> .12 unknown`])
      expect(periods).toEqual(['.11 3.5 to 40 silence', `.12 ${40 + later} to the end capture-end`])
    })

    test('behind a priority 0: the takeover is that of the priority 0, and nothing is measured', () => {
      const { takeovers } = setBack(60.7, 40, 40.4, (s) => {
        dies(s)
        s.advert(60.6, { priority: 0 })
      })
      expect(takeovers.at(-1)).toBe('40.4 .11 -> .12 priority-zero')
    })

    test('to before the one that is Active began', () => {
      const { takeovers, periods } = setBack(61.5, 1, 1.7, dies)
      expect(takeovers.at(-1)).toBe('1.7 .11 -> .12 unknown')
      expect(periods).toEqual(['.11 1 to 1 silence', '.12 1.7 to the end capture-end'])
    })
  })

  describe.each(['fragments', 'cut by the capture'])('adverts that cannot be read: %s', (what) => {
    const unread = (atSec: number, src: string, path = 0): Fact => {
      const where = { ...seen(), path, tNs: nsFromSec(atSec), src: parseIp(src)!, dst: parseIp('224.0.0.18')! }
      return what === 'fragments'
        ? { kind: 'fragment', ...where, fragmentOffset: 0, moreFragments: true, ipId: 1 }
        : { kind: 'malformed', ...where, defect: { code: 'vrrp/cut-short', offset: 34 } }
    }
    const afterAdverts = (src: string, path?: number) => {
      const noActive: Ns[] = []
      const silences: Ns[] = []
      const s = new Segment({
        listeners: [{ onNoActive: (_, since) => noActive.push(since), onSilence: (_, from) => silences.push(from) }],
      })
      s.adverts(0, 5)
      s.play()
      for (let at = 6; at <= 20; at++) s.observer.observe(unread(at, src, path))
      return { s, noActive, silences }
    }

    test('their sender lives', () => {
      const { s, noActive, silences } = afterAdverts('192.0.2.11')
      expect(s.story().periods).toEqual(['.11 0 to the end capture-end'])
      expect([...noActive, ...silences]).toEqual([])
    })

    test('until they stop, too', () => {
      const { s, noActive } = afterAdverts('192.0.2.11')
      s.observer.advanceTo(nsFromSec(23))
      expect(noActive).toEqual([])
      s.observer.advanceTo(nsFromSec(25))
      expect(noActive).toHaveLength(1)
    })

    test.each([
      ['of another address', '192.0.2.12', 0],
      ['of another path', '192.0.2.11', 1],
    ])('those %s tell nothing', (_, src, path) => {
      expect(afterAdverts(src, path).noActive).toHaveLength(1)
    })
  })

  test('time that runs backwards breaks nothing', () => {
    const s = new Segment()
    for (const at of [100, 101, 102, 3, 4, 5, 6, 103, 104]) {
      s.advert(at)
      s.play()
    }
    s.end()
    const [vr] = s.observer.snapshot().virtualRouters
    expect(vr!.routers[0]!.adverts).toBe(9)
    for (const { from, to } of vr!.activePeriods) expect(to ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(from)
  })
})

test('FRR in version 2 sends the byte 1 for half a second: its takeover is measured by what was observed', () => {
  const frr = { version: 2, mac: '00:00:5e:00:01:33', dontFragment: true } as const
  const s = new Segment()
  for (let i = 0; i < 20; i++) s.advert(i / 2, { ...frr, ipId: 4000 + 77 * i })
  // 3 * 0.5 s plus 156/256 s, cut to 10 ms.
  s.adverts(9.5 + 2.1, 15, { ...frr, ...B, ipId: 99 })
  s.end()
  const [takeover] = s.observer.snapshot().virtualRouters[0]!.takeovers
  expect(takeover).toMatchObject({ cause: 'timeout', gap: 2_100_000_000, expectedGap: { min: 2_100_000_000 } })
})

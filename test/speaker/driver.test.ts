import { describe, expect, it } from 'vitest'
import type { RouterConfig } from '../../src/config/model.ts'
import { cs, type Ns, ns } from '../../src/core/time.ts'
import { ip, router } from '../model/routers.ts'
import { MS, stateOf, TestSegment } from './segment.ts'

// Two speakers on a LAN with 0.1 ms from port to port. .11 has 150 (skew 106/256 s = 414.0625 ms), .12 has 100
// (609.375 ms), the interval is 1 s unless a test says otherwise.

const A = '192.0.2.11'
const B = '192.0.2.12'
const at = (address: string, change: Partial<RouterConfig> = {}) => router({ primaryAddress: ip(address), ...change })
const high = (change: Partial<RouterConfig> = {}) => at(A, { priority: 150, ...change })
const low = (change: Partial<RouterConfig> = {}) => at(B, change)

describe('election', () => {
  it('the higher priority becomes Active after its Active_Down_Interval and advertises every interval', () => {
    const lan = new TestSegment()
    const [a, b] = [lan.join([high()]), lan.join([low()])]
    lan.until(7000)
    expect([stateOf(a), stateOf(b)]).toEqual(['Active', 'Backup'])
    expect(lan.times(A)).toEqual([3414.0625, 4414.0625, 5414.0625, 6414.0625])
    expect(lan.times(B)).toEqual([])
  })

  it('after silence the Backup takes over, Active_Down_Interval after the last advert reached it', () => {
    const lan = new TestSegment()
    const [a, b] = [lan.join([high()]), lan.join([low()])]
    lan.until(4500)
    a.speaker.pause()
    lan.until(8100)
    // 4414.0625 + 0.1 + 3609.375
    expect(lan.times(B)).toEqual([8023.5375])
    expect(stateOf(b)).toBe('Active')
  })

  it('after priority 0 it takes over after Skew_Time', () => {
    const lan = new TestSegment()
    const [a] = [lan.join([high()]), lan.join([low()])]
    lan.until(4500)
    a.speaker.shutdown()
    lan.until(5500)
    expect(lan.adverts(A).map(({ advert }) => advert.priority)).toEqual([150, 150, 0])
    // 4500 + 0.1 + 609.375
    expect(lan.times(B)).toEqual([5109.475])
    expect(stateOf(a)).toBe('Initialize')
  })

  it('a newcomer of higher priority pre-empts when its own timer ends, and the other yields at once', () => {
    const lan = new TestSegment()
    const b = lan.join([low()])
    lan.until(10_000)
    const a = lan.join([high()])
    lan.until(13_414)
    expect([stateOf(a), stateOf(b)]).toEqual(['Backup', 'Active'])
    lan.until(13_415)
    expect([stateOf(a), stateOf(b)]).toEqual(['Active', 'Backup'])
    // b stays silent from then on.
    lan.until(20_000)
    expect(lan.times(B).at(-1)).toBeLessThan(13_414.1625 + 0.2)
  })

  it('with nopreempt it stays Backup', () => {
    const lan = new TestSegment()
    const b = lan.join([low()])
    lan.until(10_000)
    const a = lan.join([high({ preempt: false })])
    lan.until(60_000)
    expect([stateOf(a), stateOf(b)]).toEqual(['Backup', 'Active'])
  })

  it('a tie after a partition goes to the higher address, nopreempt or not', () => {
    const lan = new TestSegment()
    const [a, b] = [lan.join([at(A, { preempt: false })]), lan.join([at(B, { preempt: false })])]
    lan.lan.isolate(a.port)
    lan.until(10_000)
    expect([stateOf(a), stateOf(b)]).toEqual(['Active', 'Active'])
    lan.lan.heal()
    lan.until(12_000)
    expect([stateOf(a), stateOf(b)]).toEqual(['Backup', 'Active'])
  })

  it('one-way loss: the deaf one is Active, too, until it hears again', () => {
    const lan = new TestSegment()
    const [a, b] = [lan.join([high()]), lan.join([low()])]
    lan.until(5000)
    lan.lan.cut(a.port, b.port)
    lan.until(9000)
    expect([stateOf(a), stateOf(b)]).toEqual(['Active', 'Active'])
    lan.lan.heal()
    lan.until(10_500)
    expect([stateOf(a), stateOf(b)]).toEqual(['Active', 'Backup'])
  })

  it('version 3 learns the interval of the Active and uses its own when it takes over', () => {
    const lan = new TestSegment()
    const [a] = [lan.join([high({ advertInterval: cs(300) })]), lan.join([low({ advertInterval: cs(25) })])]
    // b is Active first, and yields when a comes: 9 s + 106 * 3 s / 256 = 10242.1875 ms after the start.
    lan.until(11_000)
    a.speaker.pause()
    lan.until(22_200)
    const [first, second] = lan.times(B).filter((time) => time > 11_000)
    // 10242.1875 + 0.1 + 3 * 3000 + 156 * 3000 / 256
    expect(first).toBe(21_070.4125)
    expect(second).toBe(21_320.4125)
  })

  it('version 2 refuses another interval, and both are Active', () => {
    const lan = new TestSegment()
    const v2 = { version: 2, profile: 'rfc3768' } as const
    const [a, b] = [lan.join([high({ ...v2, advertInterval: cs(300) })]), lan.join([low(v2)])]
    lan.until(30_000)
    expect([stateOf(a), stateOf(b)]).toEqual(['Active', 'Active'])
    expect(a.speaker.status()[0]!.advertsRejected.interval).toBeGreaterThan(10)
    expect(b.events.find(({ kind }) => kind === 'rejected')).toMatchObject({ from: { text: A }, reason: 'interval' })
  })

  it('keepalived falls silent beside a faster one that it rejects: the silent Active', () => {
    const lan = new TestSegment()
    const ka = { version: 2, profile: 'keepalived-2.2' } as const
    const [a, b] = [lan.join([high(ka)]), lan.join([low({ ...ka, advertInterval: cs(300) })])]
    lan.until(14_000)
    expect([stateOf(a), stateOf(b)]).toEqual(['Active', 'Active'])
    // Heard once, after 3 * 3 s + 609.375 ms; from then on every advert of a restarts its 3 s.
    expect(lan.times(B)).toEqual([9609.375])
    // And that one advert restarted the 1 s of a: 9609.375 + 0.1 + 1000. keepalived counts microseconds: 3414.062.
    expect(lan.times(A).slice(5)).toEqual([8414.062, 9414.062, 10_609.475, 11_609.475, 12_609.475, 13_609.475])
  })

  it('an address owner starts Active, and a second owner gives way by address', () => {
    const lan = new TestSegment()
    const [a, b] = [lan.join([at(A, { priority: 255 })]), lan.join([at(B, { priority: 255 })])]
    expect([stateOf(a), stateOf(b)]).toEqual(['Active', 'Active'])
    lan.until(5000)
    expect([stateOf(a), stateOf(b)]).toEqual(['Backup', 'Active'])
  })
})

describe('many', () => {
  it('255 virtual routers of each family on one link, one wake-up', () => {
    const lan = new TestSegment()
    const routers = Array.from({ length: 510 }, (_, i) => {
      const six = i >= 255
      const vrid = (i % 255) + 1
      return six
        ? router({ family: 6, vrid, instance: `v6-${vrid}`, addresses: [ip(`fe80::5:${vrid}`)] })
        : router({ vrid, instance: `v4-${vrid}`, addresses: [ip(`198.51.100.${vrid}`)], primaryAddress: ip(A) })
    })
    const { speaker } = lan.join(routers)
    lan.until(3610)
    expect(speaker.status().filter(({ state }) => state === 'Active')).toHaveLength(510)
    lan.facts.length = 0
    lan.until(5609)
    expect(lan.adverts()).toHaveLength(2 * 510 - 510)
    lan.until(5610)
    expect(lan.adverts()).toHaveLength(2 * 510)
  })

  it('one can be Active for one virtual router and Backup for another', () => {
    const lan = new TestSegment()
    const second = { vrid: 52, instance: 'VI_2', addresses: [ip('192.0.2.101')] }
    const a = lan.join([high(), at(A, { ...second, priority: 50 })])
    const b = lan.join([low(), at(B, { ...second, priority: 200 })])
    lan.until(8000)
    expect(a.speaker.status().map(({ state }) => state)).toEqual(['Active', 'Backup'])
    expect(b.speaker.status().map(({ state }) => state)).toEqual(['Backup', 'Active'])
  })
})

describe('timing', () => {
  it('late wake-ups do not make the interval longer', () => {
    const lan = new TestSegment()
    // An alarm that rings up to 0.9 ms late.
    const inner = lan.clock.wakeup()
    let lateNs = 0
    const sloppy = (deadline: Ns) => {
      lateNs = (lateNs + 300_007) % 900_000
      inner.at(ns(deadline + lateNs))
    }
    lan.join([at(A, { advertInterval: cs(1), priority: 254 })], { wakeup: { ...inner, at: sloppy } })
    lan.until(10_100)
    const times = lan.times(A)
    const mean = (times.at(-1)! - times[0]!) / (times.length - 1)
    expect(Math.abs(mean - 10)).toBeLessThan(0.001)
  })

  it('an advert that the link sent late spoils one interval, not two', () => {
    const lan = new TestSegment()
    let late: (key: number, by: Ns) => void = () => {}
    const link = {
      ...lan.lan.plug(),
      onLate: (tell: typeof late) => {
        late = tell
      },
    }
    lan.join([high()], { link })
    lan.until(3500)
    late(51, ns(2 * MS))
    lan.until(8500)
    // Half a millisecond is made up for with each.
    expect(lan.times(A)).toEqual([3414.0625, 4416.0625, 5415.5625, 6415.0625, 7414.5625, 8414.0625])
  })

  it('a process that hung for 5 intervals sends one advert when it goes on, not five', () => {
    const lan = new TestSegment()
    const { speaker } = lan.join([at(A)])
    lan.until(4000)
    speaker.pause()
    lan.until(9000)
    speaker.resume()
    lan.until(9900)
    expect(lan.times(A)).toEqual([3609.375, 9000])
  })
})

describe('refusing to pre-empt', () => {
  it('a newcomer that must not take over stops when it hears a lower priority serve', () => {
    const lan = new TestSegment()
    lan.join([low()])
    lan.until(10_000)
    const a = lan.join([high()], { mayPreempt: false })
    lan.until(20_000)
    expect(stateOf(a)).toBe('Initialize')
    expect(a.events.find(({ kind }) => kind === 'refused')).toMatchObject({ serving: { text: B }, priority: 100 })
    expect(lan.times(A)).toEqual([])
  })

  it('but takes over after silence and after priority 0', () => {
    const lan = new TestSegment()
    const b = lan.join([at(B, { priority: 200 })])
    const a = lan.join([high()], { mayPreempt: false })
    lan.until(10_000)
    b.speaker.shutdown()
    lan.until(10_500)
    expect(stateOf(a)).toBe('Active')
    // From then on it is a router like any other: a lower priority does not stop it.
    lan.join([at('192.0.2.13', { priority: 10 })])
    lan.until(20_000)
    expect(stateOf(a)).toBe('Active')
  })
})

describe('control', () => {
  it('a lower priority is in the next advert, and the other takes over when its timer ends', () => {
    const lan = new TestSegment()
    const [a, b] = [lan.join([high()]), lan.join([low()])]
    lan.until(5000)
    expect(a.speaker.setPriority(50)).toBe(true)
    lan.until(9000)
    expect(lan.adverts(A).map(({ advert }) => advert.priority)).toEqual([150, 150, 50, 50, 50])
    // The last advert that counted: 4414.0625 + 0.1 + 3609.375
    expect(lan.times(B)[0]).toBe(8023.5375)
    expect([stateOf(a), stateOf(b)]).toEqual(['Backup', 'Active'])
  })

  it('no virtual router of that name: nothing is done, and that is said', () => {
    const lan = new TestSegment()
    const { speaker } = lan.join([high()])
    expect(speaker.setPriority(50, 'VI_9')).toBe(false)
    expect(speaker.status()[0]!.priority).toBe(150)
  })

  it('drop to Backup says priority 0 and waits like any Backup', () => {
    const lan = new TestSegment()
    const [a, b] = [lan.join([high()]), lan.join([low()])]
    lan.until(5000)
    a.speaker.dropToBackup()
    lan.until(5700)
    expect([stateOf(a), stateOf(b)]).toEqual(['Backup', 'Active'])
    // It pre-empts again 3414.0625 ms after it stepped down.
    lan.until(8415)
    expect([stateOf(a), stateOf(b)]).toEqual(['Active', 'Backup'])
  })

  it('a forced advert is one more', () => {
    const lan = new TestSegment()
    const { speaker } = lan.join([high()])
    lan.until(3900)
    speaker.forceAdvert()
    lan.until(4500)
    expect(lan.times(A)).toEqual([3414.0625, 3900, 4414.0625])
  })

  it('muting one direction goes unnoticed by the router itself', () => {
    const lan = new TestSegment()
    const [a, b] = [lan.join([high()]), lan.join([low()])]
    lan.until(5000)
    a.speaker.mute('tx')
    lan.until(9000)
    expect([stateOf(a), stateOf(b)]).toEqual(['Active', 'Active'])
    a.speaker.mute('tx', false)
    b.speaker.mute('rx')
    lan.until(12_000)
    expect([stateOf(a), stateOf(b)]).toEqual(['Active', 'Active'])
    b.speaker.mute('rx', false)
    lan.until(14_000)
    expect([stateOf(a), stateOf(b)]).toEqual(['Active', 'Backup'])
  })
})

it('tells what happens, with its time', () => {
  const lan = new TestSegment()
  const a = lan.join([high()])
  lan.until(3500)
  a.speaker.shutdown()
  const place = { instance: 'VI_1', interfaceName: 'eth0', vrid: 51, family: 4 }
  expect(a.events).toEqual([
    { ...place, at: 0, kind: 'transition', from: 'Initialize', to: 'Backup', because: 'startup' },
    { ...place, at: 3414.0625 * MS, kind: 'advert-sent', priority: 150 },
    {
      ...place,
      at: 3414.0625 * MS,
      kind: 'transition',
      from: 'Backup',
      to: 'Active',
      because: 'Active_Down_Timer fired',
    },
    { ...place, at: 3414.0625 * MS, kind: 'announced', addresses: 1 },
    { ...place, at: 3500 * MS, kind: 'advert-sent', priority: 0 },
    { ...place, at: 3500 * MS, kind: 'transition', from: 'Active', to: 'Initialize', because: 'shutdown' },
  ])
  expect(a.speaker.status()[0]).toMatchObject({
    state: 'Initialize',
    advertsSent: 2,
    priorityZeroSent: 1,
    transitions: 3,
  })
})

import { describe, expect, test } from 'vitest'
import { parseIp } from '../../src/core/address.ts'
import { NS_PER_MS, NS_PER_SEC, type Ns } from '../../src/core/time.ts'
import { isEui64Of } from '../../src/observe/guess.ts'
import { HostTable } from '../../src/observe/hosts.ts'
import { IntervalHistogram } from '../../src/observe/intervals.ts'
import { IpIdCounter } from '../../src/observe/ip-id.ts'
import type { ArpFact } from '../../src/wire/facts.ts'
import { Segment } from './segment.ts'

describe('intervals', () => {
  test('empty', () => {
    const h = new IntervalHistogram()
    expect([h.count, h.minNs, h.maxNs, h.quantile(0.5)]).toEqual([0, undefined, undefined, undefined])
  })

  test('equal durations come back to the nanosecond', () => {
    const h = new IntervalHistogram()
    for (let i = 0; i < 1000; i++) h.add(1_000_123_457)
    expect([h.minNs, h.quantile(0.5), h.quantile(0.99), h.maxNs]).toEqual(Array(4).fill(1_000_123_457))
  })

  test('quantiles are within one percent, the ends exact', () => {
    const h = new IntervalHistogram()
    for (let ms = 1; ms <= 1000; ms++) h.add(ms * NS_PER_MS)
    expect([h.minNs, h.maxNs]).toEqual([NS_PER_MS, NS_PER_SEC])
    for (const [q, ms] of [
      [0.1, 100],
      [0.5, 500],
      [0.9, 900],
      [0.99, 990],
    ] as const)
      expect(Math.abs(h.quantile(q)! / NS_PER_MS - ms) / ms).toBeLessThan(0.01)
  })

  test('one late advert of a hundred is the maximum and the last quantile', () => {
    const h = new IntervalHistogram()
    for (let i = 0; i < 99; i++) h.add(NS_PER_SEC)
    h.add(2.5 * NS_PER_SEC)
    expect([h.quantile(0.5), h.quantile(0.99), h.quantile(1)]).toEqual([1e9, 1e9, 2.5e9])
  })

  test('of fewer than a hundred the longest is the 99th percentile, not the mean of those near it', () => {
    const h = new IntervalHistogram()
    for (let i = 0; i < 11; i++) h.add(1_000_200_000)
    h.add(1_000_504_000)
    expect([h.quantile(0.99), h.maxNs]).toEqual([1_000_504_000, 1_000_504_000])
  })

  test('nonsense is kept out of harm: zero, below a microsecond, hours', () => {
    const h = new IntervalHistogram()
    for (const duration of [0, 1, 999, 5 * 3600 * NS_PER_SEC]) h.add(duration)
    expect([h.count, h.minNs, h.maxNs]).toEqual([4, 0, 18_000e9])
  })
})

describe('IP ids', () => {
  const counted = (...ids: number[]) => {
    const counter = new IpIdCounter()
    for (const id of ids) counter.note(id)
    return counter
  }

  test('a row, its wrap without 0, and what is missing in it', () => {
    expect(counted(1, 2, 3, 4)).toMatchObject({ last: 4, consecutive: 3, missing: 0, restarts: 0 })
    expect(counted(65533, 65534, 65535, 1, 2)).toMatchObject({ consecutive: 4, restarts: 0 })
    expect(counted(1, 2, 3, 6)).toMatchObject({ consecutive: 2, missing: 2 })
  })

  test('back to 1: a fresh start', () => {
    expect(counted(1, 2, 3, 1, 2)).toMatchObject({ restarts: 1, consecutive: 3 })
  })

  test('ids of a kernel jump: no row, nothing missing', () => {
    expect(counted(9001, 44_120, 350, 350)).toMatchObject({ consecutive: 0, missing: 0, restarts: 0 })
  })

  test('IPv6 has none', () => {
    expect(counted(-1, -1)).toMatchObject({ last: -1, consecutive: 0 })
  })
})

test('an interface identifier made of a MAC (RFC 4291, appendix A)', () => {
  expect(isEui64Of(parseIp('fe80::200:5eff:fe00:23d')!, '00:00:5e:00:02:3d')).toBe(true)
  expect(isEui64Of(parseIp('fe80::5eff:fe10:9102')!, '00:00:5e:00:02:3d')).toBe(false)
  expect(isEui64Of(parseIp('192.0.2.1')!, '00:00:5e:00:02:3d')).toBe(false)
})

describe('hosts', () => {
  const arp = (mac: string, tNs: number, role: ArpFact['role'] = 'request') =>
    ({ kind: 'arp', srcMac: mac, senderMac: mac, senderIp: parseIp('192.0.2.1'), tNs, role }) as ArpFact

  test('first and last frame of a MAC, per segment', () => {
    const table = new HostTable()
    table.note(0, arp('02:00:00:00:00:01', 5))
    table.note(0, arp('02:00:00:00:00:01', 9, 'probe'))
    expect(table.get(0, '02:00:00:00:00:01')).toMatchObject({ firstNs: 5, lastNs: 9, lastProbeNs: 9 })
    expect(table.get(1, '02:00:00:00:00:01')).toBeUndefined()
  })

  test('the first few MACs of an address, the virtual ones aside', () => {
    const table = new HostTable()
    for (const mac of ['02:00:00:00:00:01', '00:00:5e:00:01:33', '02:00:00:00:00:02', '02:00:00:00:00:01'])
      table.note(0, arp(mac, 5))
    expect(table.macsOf('192.0.2.1')).toEqual(['02:00:00:00:00:01', '02:00:00:00:00:02'])
    for (let i = 3; i < 9; i++) table.note(0, arp(`02:00:00:00:00:0${i}`, 6))
    expect(table.macsOf('192.0.2.1').length).toBe(4)
    expect(table.macsOf('192.0.2.2')).toEqual([])
  })

  test('of ten thousand hosts the ones longest unheard are forgotten', () => {
    const table = new HostTable()
    const mac = (i: number) => `02:00:00:00:${(i >> 8).toString(16)}:${(i & 255).toString(16)}`
    for (let i = 0; i < 10_000; i++) {
      table.note(0, arp(mac(i), i))
      table.note(0, arp(mac(0), i))
    }
    expect([...table.all()].length).toBeLessThanOrEqual(8192)
    for (let i = 10_000 - 4096; i < 10_000; i++) expect(table.get(0, mac(i))?.lastNs).toBe(i)
    expect(table.get(0, mac(0))).toBeDefined()
    expect(table.get(0, mac(1))).toBeUndefined()
  })
})

describe('speakers that share address and MAC (FRR over IPv6)', () => {
  const twin = {
    src: 'fe80::200:5eff:fe00:233',
    mac: '00:00:5e:00:02:33',
    addresses: ['fe80::51'],
    ipId: 0,
  } as const

  test('priority tells them apart', () => {
    const s = new Segment()
    s.adverts(0, 4, { ...twin, priority: 150 })
    s.adverts(7.6, 10.6, { ...twin, priority: 100 })
    expect(s.story()).toEqual({
      takeovers: ['7.6 .233#1 -> .233#2 timeout'],
      periods: ['.233#1 0 to 4 silence', '.233#2 7.6 to the end capture-end'],
    })
  })

  test('a virtual address is of no one, either, unless the owner sends from it', () => {
    const from = (priority: number, second: number) => {
      const s = new Segment()
      s.adverts(0, 4, { ...twin, src: 'fe80::51', priority })
      s.adverts(7.6, 10.6, { ...twin, src: 'fe80::51', priority: second })
      s.end()
      return s.observer.virtualRouters[0]!.routers.map((r) => r.name)
    }
    expect(from(150, 100)).toEqual(['fe80::51#1', 'fe80::51#2'])
    expect(from(255, 255)).toEqual(['fe80::51'])
  })

  test('of equal priority a gap that fits a takeover does', () => {
    const s = new Segment()
    s.adverts(0, 4, { ...twin, priority: 100 })
    // 3 s plus 156/256 s: nobody else would wait as long.
    s.adverts(7.609, 10.609, { ...twin, priority: 100 })
    s.end()
    expect(s.observer.virtualRouters[0]!.routers.map((r) => r.name)).toEqual([`${twin.src}#1`, `${twin.src}#2`])
  })

  test.each([120, 100])(
    'the next advert comes when that of the Active router was due: its priority is %i now',
    (priority) => {
      const s = new Segment()
      s.adverts(0, 3, { ...twin, priority: 100 })
      s.adverts(3.4, 8.4, { ...twin, priority: 150 })
      s.adverts(9.4, 14.4, { ...twin, priority })
      expect(s.story()).toEqual({
        takeovers: ['3.4 .233#1 -> .233#2 preemption'],
        periods: ['.233#1 0 to 3.4 yielded', '.233#2 3.4 to the end capture-end'],
      })
    },
  )

  test('another gap is a pause of one router', () => {
    const s = new Segment()
    s.adverts(0, 4, { ...twin, priority: 100 })
    s.adverts(6.2, 10.2, { ...twin, priority: 100 })
    s.end()
    expect(s.observer.virtualRouters[0]!.routers.map((r) => r.name)).toEqual([twin.src])
  })
})

test('a live run that begins with silence: watched since advanceTo, so that the first advert is a start-up', () => {
  const s = new Segment()
  s.observer.onInterface({ index: 0, name: 'eth0' })
  s.observer.advanceTo(0 as Ns)
  s.adverts(3.5, 6.5)
  expect(s.story().takeovers).toEqual(['3.5 nobody -> .11 startup'])
})

import { describe, expect, test } from 'vitest'
import { ns } from '../../src/core/time.ts'
import type { Copy } from '../../src/observe/listener.ts'
import type { ObserverOptions } from '../../src/observe/options.ts'
import { bytes } from '../wire/views.ts'
import { Segment } from './segment.ts'

const B = { src: '192.0.2.12', priority: 100 } as const
const ids = (s: Segment): string[] => s.observer.snapshot().virtualRouters.map(({ id }) => id)

function twoSources(options: ObserverOptions = {}): Segment {
  const s = new Segment(options)
  s.observer.onInterface({ index: 0, name: 'eth0' })
  s.observer.onInterface({ index: 1, name: 'eth1' })
  return s
}

describe('vantage points', () => {
  test('one advert seen at two of them is one advert', () => {
    const copies: Copy[] = []
    const s = twoSources({ listeners: [{ onSighting: (_, __, ___, copy) => copies.push(copy) }] })
    for (let i = 1; i < 10; i++) {
      s.advert(i, { ipId: i })
      s.advert(i + 0.0001, { ipId: i, source: 1 })
    }
    s.end()
    expect(ids(s)).toEqual(['ipv4/51'])
    const [router] = s.observer.virtualRouters[0]!.routers
    expect(router).toMatchObject({ adverts: 9, copies: 9 })
    expect(router!.intervals.quantile(0.5)).toBe(1e9)
    expect(router!.flows.map((f) => [f.source, f.frames])).toEqual([
      [0, 9],
      [1, 9],
    ])
    expect(copies).toContain('vantage')
  })

  test.each([0.3, 0.7, 2.4])('clocks that are %d s apart: still one advert each', (apart) => {
    const s = twoSources()
    for (let i = 1; i < 20; i++) {
      s.advert(i, { ipId: i })
      s.advert(i + apart, { ipId: i, source: 1 })
    }
    s.end()
    const [vr] = s.observer.snapshot().virtualRouters
    expect(vr!.routers[0]).toMatchObject({ adverts: 19, interval: { min: 1e9, max: 1e9 } })
    expect(vr!.activePeriods).toHaveLength(1)
  })

  test.each([3, 20])('a clock that is %i s late tells of the same adverts, as their IP ids say', (late) => {
    const s = twoSources()
    const story = (source: number, from: number) => {
      for (let i = 1; i < 40; i++) s.advert(from + i, { ipId: i, source })
      for (let i = 1; i < 40; i++) s.advert(from + 42.62 + i, { ipId: i, source, src: '192.0.2.12', priority: 100 })
    }
    story(0, 0)
    story(1, late)
    s.end()
    const [vr] = s.observer.snapshot().virtualRouters
    expect(vr!.routers.map(({ adverts }) => adverts)).toEqual([39, 39])
    expect(vr!.activePeriods.map(({ endedBy }) => endedBy)).toEqual(['silence', 'capture-end'])
    expect(vr!.takeovers.map(({ cause, gap }) => [cause, gap])).toEqual([['timeout', 4.62e9]])
  })

  test('a clock that is late puts off that a router yielded: it may be back before that is known', () => {
    const s = twoSources()
    const both = (at: number, a: Parameters<Segment['advert']>[1]) => {
      s.advert(at, a)
      s.advert(at + 2.5, { ...a, source: 1 })
    }
    for (let i = 0; i < 20; i++) both(i, { ...B, ipId: i + 1 })
    both(19.4, { ipId: 1 })
    both(20.4, { ipId: 2 })
    both(21.4, { ipId: 3, priority: 100 })
    for (let i = 0; i < 5; i++) both(21.9 + i, { ...B, priority: 140, ipId: 21 + i })
    expect(s.story().periods).toEqual([
      '.12 0 to 19.4 yielded',
      '.11 19.4 to 21.9 yielded',
      '.12 21.9 to the end capture-end',
    ])
  })

  test('interfaces that one capture tells apart are watched as long as it, and lose frames with it', () => {
    const s = new Segment()
    s.observer.onInterface({ index: 0, name: 'any' })
    s.observer.onInterface({ index: 1, name: 'any:interface 2', within: 0, ifIndex: 2 })
    s.begins(0, 1)
    s.adverts(1, 9, { source: 1 })
    s.play()
    s.observer.onInterface({ index: 2, name: 'any:interface 3', within: 0, ifIndex: 3 })
    s.adverts(10, 20, { source: 2, src: '198.51.100.1', addresses: ['198.51.100.9'] })
    s.end()
    expect(ids(s)).toEqual(['any:interface 2/ipv4/51', 'any:interface 3/ipv4/51'])
    expect(s.observer.virtualRouters.map(({ watchedSinceNs }) => watchedSinceNs)).toEqual([0, 0])
    expect(s.observer.coverage(1)).toMatchObject({ fromNs: 0, toNs: 20e9 })
    s.observer.onGap({ source: 0, from: ns(5e9), to: ns(6e9), reason: 'drops', dropped: 3 })
    for (const segment of [1, 2]) expect(s.observer.lossesOn(segment)).toHaveLength(1)
  })

  test('the next file of such a capture goes on for each of its interfaces', () => {
    const s = new Segment()
    const begin = (whole: number, ...ifIndexes: number[]) => {
      s.observer.onInterface({ index: whole, name: `file ${whole}` })
      for (const [i, ifIndex] of ifIndexes.entries())
        s.observer.onInterface({ index: whole + 1 + i, name: `${whole}:interface ${ifIndex}`, within: whole, ifIndex })
    }
    begin(0, 2)
    s.adverts(1, 5, { source: 1 })
    s.play()
    s.observer.onInterfaceEnd(1)
    begin(2, 3, 2)
    s.advert(5.4, { source: 3, src: '198.51.100.1', addresses: ['198.51.100.9'] })
    s.adverts(6, 9, { source: 4 })
    s.end()
    expect(ids(s)).toEqual(['0:interface 2/ipv4/51', '2:interface 3/ipv4/51'])
    expect(s.observer.virtualRouters[0]!.routers[0]!.adverts).toBe(9)
  })

  test.each([
    ['other addresses than before', ['192.0.2.105']],
    ['no address', []],
  ])('a router whose first advert in the next file has %s is the one of the file before', (_, addresses) => {
    const s = new Segment()
    for (const whole of [0, 2]) {
      s.observer.onInterface({ index: whole, name: `file ${whole}` })
      s.observer.onInterface({ index: whole + 1, name: `${whole}:interface 3`, within: whole, ifIndex: 3 })
    }
    s.adverts(1, 5, { source: 1 })
    s.play()
    s.observer.onInterfaceEnd(1)
    s.adverts(6, 9, { source: 3, addresses })
    s.end()
    expect(ids(s)).toEqual(['ipv4/51'])
    expect(s.observer.virtualRouters[0]!.routers[0]!.adverts).toBe(9)
  })

  test('in a file that begins where another ended, a daemon that starts anew is heard', () => {
    const s = new Segment()
    s.observer.onInterface({ index: 0, name: 'eth0' })
    s.observer.onInterface({ index: 1, name: 'eth0' })
    for (let i = 1; i < 20; i++) s.advert(i, { ipId: i })
    s.play()
    s.observer.onInterfaceEnd(0)
    for (let i = 1; i < 10; i++) s.advert(29 + i, { ipId: i, source: 1 })
    s.end()
    const [vr] = s.observer.snapshot().virtualRouters
    expect(vr!.routers[0]!.adverts).toBe(28)
  })

  test('also a second behind its last advert in the one before', () => {
    const s = new Segment()
    for (let i = 1; i <= 5; i++) s.advert(i, { ipId: i })
    s.play()
    s.observer.onInterfaceEnd(0)
    for (let i = 1; i <= 9; i++) s.advert(5 + i, { ipId: i, source: 1 })
    s.end()
    expect(s.observer.snapshot().virtualRouters[0]!.routers[0]!.adverts).toBe(14)
  })

  test('behind a flood of senders that are not followed, those that are go on in every later file', () => {
    const s = new Segment()
    s.adverts(0, 3, B)
    s.adverts(3.2, 9.2)
    for (let i = 0; i < 200; i++) s.advert(5 + i / 1000, { src: `192.0.3.${i}` })
    s.play()
    for (const source of [0, 1, 2]) {
      s.observer.onInterfaceEnd(source)
      s.adverts(10.2 + 10 * source, 19.2 + 10 * source, { source: source + 1 })
      s.play()
    }
    s.adverts(42.81, 50.81, { ...B, source: 3 })
    expect(s.story().takeovers.at(-1)).toBe('42.81 .11 -> .12 timeout')
  })

  test('the next file of a capture shows the same segment, also where nothing of it comes there', () => {
    const noActive: string[] = []
    const s = new Segment({ listeners: [{ onNoActive: (vr) => noActive.push(vr.id) }] })
    s.observer.onInterface({ index: 0, name: 'one.pcap' })
    s.observer.onInterface({ index: 1, name: 'two.pcap' })
    s.adverts(0, 20)
    s.play()
    s.observer.onInterfaceEnd(0)
    for (let i = 0; i < 20; i++) s.begins(20.5 + i, 1)
    s.end()
    expect(noActive).toEqual(['ipv4/51'])
  })

  test('one that sees what the other does not keeps the router alive', () => {
    const s = twoSources()
    for (let i = 1; i < 20; i++) {
      if (i < 8) s.advert(i, { ipId: i })
      s.advert(i + 0.0001, { ipId: i, source: 1 })
    }
    s.end()
    const [vr] = s.observer.snapshot().virtualRouters
    expect(vr!.activePeriods).toHaveLength(1)
    expect(vr!.routers[0]!.adverts).toBe(19)
  })

  test('one number, no common address: two segments, each with its name', () => {
    const s = twoSources()
    s.adverts(0, 5)
    s.adverts(0.5, 5.5, { src: '198.51.100.2', addresses: ['198.51.100.1'], source: 1 })
    s.end()
    expect(ids(s)).toEqual(['eth0/ipv4/51', 'eth1/ipv4/51'])
  })

  test('a common address of one virtual router unites all of both', () => {
    const s = twoSources()
    // VRID 52 is seen at eth1 alone, and before anything tells that the two are one.
    s.adverts(0, 5, { src: '192.0.2.12', vrid: 52, addresses: ['192.0.2.200'], source: 1 })
    s.adverts(0.2, 5.2)
    s.adverts(0.7, 5.7, { src: '192.0.2.13', priority: 100, source: 1 })
    s.end()
    expect(ids(s)).toEqual(['ipv4/51', 'ipv4/52'])
    expect(s.observer.virtualRouters[0]!.routers.map((r) => r.name)).toEqual(['192.0.2.11', '192.0.2.13'])
  })

  test('an address that turns up later unites two that were apart, and what both knew is kept', () => {
    const merged: string[] = []
    const s = twoSources({
      listeners: [{ onMerged: (retired, into) => merged.push(`${retired.key} into ${into.key}`) }],
    })
    s.adverts(0, 5)
    s.adverts(0.5, 5.5, { src: '192.0.2.12', addresses: ['192.0.2.200'], source: 1 })
    s.adverts(6.5, 9.5, { src: '192.0.2.12', addresses: ['192.0.2.200', '192.0.2.100'], source: 1 })
    s.end()
    expect(merged).toEqual(['1 into 0'])
    expect(ids(s)).toEqual(['ipv4/51'])
    const [vr] = s.observer.snapshot().virtualRouters
    expect(vr!.routers.map((r) => [r.name, r.adverts])).toEqual([
      ['192.0.2.11', 6],
      ['192.0.2.12', 10],
    ])
  })

  test('segments: each keeps apart what would be one, one unites what would be two', () => {
    const apart = twoSources({ segments: 'each' })
    const together = twoSources({ segments: 'one' })
    for (const s of [apart, together]) {
      s.adverts(0, 3)
      s.adverts(0.1, 3.1, { source: 1 })
      s.end()
    }
    expect(ids(apart)).toEqual(['eth0/ipv4/51', 'eth1/ipv4/51'])
    expect(ids(together)).toEqual(['ipv4/51'])
  })
})

describe('tags, copies and names', () => {
  test('a tag is part of the identity', () => {
    const s = new Segment()
    s.adverts(0, 3)
    s.adverts(0.3, 3.3, { vlan: 20, ipId: 900 })
    s.end()
    expect(ids(s)).toEqual(['ipv4/51', 'vlan 20/ipv4/51'])
  })

  test('the same bytes under two tags are two virtual routers, as IP ids count from 1 in each', () => {
    const s = new Segment()
    for (let i = 1; i < 6; i++) {
      s.advert(i, { ipId: i, vlan: 10 })
      s.advert(i + 0.0001, { ipId: i, vlan: 20 })
    }
    s.end()
    expect(ids(s)).toEqual(['vlan 10/ipv4/51', 'vlan 20/ipv4/51'])
  })

  test('the same advert with and without its tag is one', () => {
    const s = new Segment()
    for (let i = 1; i < 6; i++) {
      s.advert(i, { ipId: i, vlan: 20 })
      s.advert(i + 0.0001, { ipId: i })
    }
    s.end()
    expect(ids(s)).toEqual(['ipv4/51'])
    expect(s.observer.virtualRouters[0]!.routers[0]).toMatchObject({ adverts: 5, copies: 5 })
  })

  test('unicast copies to several peers are one advert', () => {
    const s = new Segment()
    for (let i = 1; i < 10; i++)
      for (const [n, peer] of ['192.0.2.12', '192.0.2.13'].entries())
        s.advert(i + n / 1e4, { ipId: i, dst: peer, dstMac: `02:00:00:00:00:1${n}` })
    s.end()
    const [vr] = s.observer.snapshot().virtualRouters
    expect(vr).toMatchObject({ transport: 'unicast' })
    expect(vr!.routers[0]).toMatchObject({ adverts: 9, interval: { min: 1e9, max: 1e9 } })
  })

  test('groups of unicast peers with one number on one wire are virtual routers of their own', () => {
    const s = new Segment()
    const other = { src: '198.51.100.1', dst: '198.51.100.2', addresses: ['198.51.100.9'] }
    s.adverts(0, 5, { dst: '192.0.2.12' })
    s.adverts(0.5, 20.5, other)
    s.adverts(8.62, 20, { src: '192.0.2.12', dst: '192.0.2.11', priority: 100 })
    s.end()
    expect(ids(s)).toEqual(['ipv4/51', 'ipv4/51#2'])
    const [first, second] = s.observer.virtualRouters
    expect(first!.takeovers.map(({ cause }) => cause)).toEqual(['timeout'])
    expect(second!.takeovers).toEqual([])
  })

  test('a multicast advert belongs to the group that has its sender, and to no other', () => {
    const s = new Segment()
    s.adverts(0, 20, { dst: '192.0.2.12' })
    s.adverts(0.5, 20.5, { src: '198.51.100.1', dst: '198.51.100.2', addresses: ['198.51.100.9'] })
    s.advert(10.2, { src: '198.51.100.2', addresses: ['198.51.100.9'], priority: 90 })
    s.adverts(0.7, 20.7, { src: '203.0.113.1', addresses: ['203.0.113.9'] })
    s.end()
    expect(s.observer.virtualRouters.map((vr) => [vr.id, vr.routers.map(({ name }) => name)])).toEqual([
      ['ipv4/51', ['192.0.2.11']],
      ['ipv4/51#2', ['198.51.100.1', '198.51.100.2']],
      ['ipv4/51#3', ['203.0.113.1']],
    ])
  })

  test('adverts of no version that there is belong to one virtual router', () => {
    const s = new Segment()
    for (let i = 0; i < 5; i++) s.advert(i, { version: 8 as 3 })
    s.end()
    expect(ids(s)).toEqual(['ipv4/51'])
  })

  test('a flood in one group hides no other', () => {
    const s = new Segment()
    const other = { src: '198.51.100.1', dst: '198.51.100.2', addresses: ['198.51.100.9'] }
    s.adverts(0, 20, other)
    for (let i = 0; i < 200; i++) s.advert(i / 100, { src: `192.0.2.${i}`, dst: '192.0.2.12', ipId: i })
    s.end()
    expect(s.observer.virtualRouters.find((vr) => vr.routers[0]!.name === other.src)!.routers[0]!.adverts).toBe(21)
  })

  test('unicast peers that name other addresses are still peers', () => {
    const s = new Segment()
    s.adverts(0, 5, { dst: '192.0.2.12' })
    s.adverts(0.5, 5.5, { src: '192.0.2.12', dst: '192.0.2.11', addresses: ['192.0.2.101'] })
    s.end()
    expect(ids(s)).toEqual(['ipv4/51'])
  })

  test('unicast senders without end make a few groups, and then are one', () => {
    const s = new Segment()
    for (let i = 1; i < 200; i++)
      s.advert(i / 100, { src: `198.51.100.${i}`, dst: `203.0.113.${i}`, addresses: [`192.0.2.${i}`], ipId: i })
    s.end()
    expect(ids(s)).toHaveLength(9)
  })

  test('the same frame twice at one vantage point is a twin, not an advert', () => {
    const s = new Segment()
    for (let i = 1; i < 10; i++) {
      s.advert(i, { ipId: i })
      s.advert(i + 0.001, { ipId: i })
    }
    s.end()
    const [router] = s.observer.virtualRouters[0]!.routers
    expect(router!.adverts).toBe(9)
    expect(router!.flows[0]!.twins).toBe(9)
  })

  test('also behind the advert that came next: priority 0 stands', () => {
    const s = new Segment()
    s.adverts(1, 4)
    s.advert(4.5, { ipId: 5 })
    s.advert(4.501, { ipId: 6, priority: 0 })
    s.advert(4.502, { ipId: 5 })
    s.advert(4.503, { ipId: 6, priority: 0 })
    s.begins(5)
    expect(s.story().periods).toEqual(['.11 1 to 4.501 priority-zero'])
    expect(s.observer.virtualRouters[0]!.routers[0]!.flows[0]!.twins).toBe(2)
  })

  test('without an IP id, twins of three adverts in a row show that all the others are twins, too', () => {
    const s = new Segment()
    for (let i = 1; i < 20; i++) {
      s.advert(i, { ipId: 0 })
      s.advert(i + 0.001, { ipId: 0 })
    }
    s.end()
    const [router] = s.observer.virtualRouters[0]!.routers
    expect(router!.adverts).toBe(19 + 2)
    expect(router!.intervals.minNs).toBe(0.999e9)
    expect(router!.flows[0]!.twins).toBe(19)
  })

  test('a loop that begins later is one, too', () => {
    const s = new Segment()
    for (let i = 1; i < 60; i++) {
      s.advert(i, { ipId: 0 })
      if (i > 30) s.advert(i + 0.001, { ipId: 0 })
    }
    s.end()
    expect(s.observer.virtualRouters[0]!.routers[0]!.adverts).toBe(59 + 2)
  })

  test('an advert that answers another router is no twin', () => {
    const s = new Segment()
    for (let i = 1; i < 20; i++) {
      s.advert(i, { ipId: 0 })
      s.advert(i + 0.01, { ipId: 0, src: '192.0.2.12', priority: 90 })
      s.advert(i + 0.011, { ipId: 0 })
    }
    s.end()
    expect(s.observer.virtualRouters[0]!.routers[0]!.flows[0]!.twins).toBe(0)
  })

  test('without an IP id, adverts of a short interval are no twins', () => {
    const s = new Segment()
    s.adverts(0, 1, { ipId: 0, intervalCs: 2 })
    s.end()
    const [router] = s.observer.virtualRouters[0]!.routers
    expect(router!).toMatchObject({ adverts: 51, copies: 0 })
    expect(router!.flows[0]!.twins).toBe(0)
  })

  test('one address from two MACs at one time: two routers, told apart by number', () => {
    const s = new Segment()
    for (let i = 0; i < 5; i++) {
      s.advert(i, { ipId: 100 + i })
      s.advert(i + 0.5, { ipId: 40_000 + 7 * i, mac: '02:00:00:00:00:99' })
    }
    s.end()
    expect(s.observer.snapshot().virtualRouters[0]!.routers.map((r) => r.name)).toEqual([
      '192.0.2.11#1',
      '192.0.2.11#2',
    ])
  })
})

const CARP = bytes(`01005e000012 020000000001 0800 45c0 0038 0001 0000 ff70 d080 0a000002 e0000012
  2133 0007 0001 10c5 0123456789abcdef 7f3c9a15e2d04b8866c1f0937a5be41d8c2fa630`)

describe('memory', () => {
  test('spoofed sources beyond the limit are counted, not kept', () => {
    const s = new Segment()
    for (let i = 0; i < 2000; i++)
      s.advert(i / 1000, { src: `10.0.${i >> 8}.${i & 255}`, mac: '02:00:00:00:00:01', ipId: i })
    s.end()
    const { counts, virtualRouters } = s.observer.snapshot()
    expect(virtualRouters[0]!.routers).toHaveLength(32)
    expect(counts).toMatchObject({ vrrp: 2000, untracked: 1968 })
  })

  test('beyond the limit of virtual routers, CARP is CARP still', () => {
    const s = new Segment()
    for (let i = 0; i < 3100; i++) s.advert(i / 1000, { vrid: 1 + (i % 255), vlan: 1 + Math.floor(i / 255) })
    s.raw(4, CARP)
    s.end()
    expect(s.observer.snapshot().counts).toMatchObject({ vrrp: 3100, carp: 1, untracked: 3100 - 2048 })
  })
})

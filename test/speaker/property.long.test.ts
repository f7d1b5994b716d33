import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareIp, ipFromBytes, sameIp } from '../../src/core/address.ts'
import { cs, ns } from '../../src/core/time.ts'
import { advertFrame } from '../../src/wire/frames.ts'
import { ip, router } from '../model/routers.ts'
import { SEC, stateOf, TestSegment } from './segment.ts'

const anyHost = fc.integer({ min: 1, max: 250 }).map((last) => ipFromBytes(Uint8Array.of(192, 0, 2, last)))

describe('a LAN without loss', () => {
  it('settles on one Active: the highest priority, among equals the highest address', () => {
    const member = fc.record({
      priority: fc.integer({ min: 1, max: 254 }),
      primaryAddress: anyHost,
      start: fc.integer({ min: 0, max: 20_000 }),
    })
    fc.assert(
      fc.property(
        fc.uniqueArray(member, { minLength: 2, maxLength: 4, selector: ({ primaryAddress }) => primaryAddress.text }),
        fc.constantFrom('rfc9568', 'rfc5798', 'rfc3768', 'keepalived-2.2', 'keepalived-2.4', 'frr'),
        fc.constantFrom(100, 200),
        (routers, profile, interval) => {
          const lan = new TestSegment()
          const version = profile === 'rfc3768' ? 2 : 3
          const members = routers.map(({ start, ...change }) => {
            const one = lan.add([router({ ...change, profile, version, advertInterval: cs(interval) })])
            lan.clock.at(ns(start * 1_000_000), () => one.speaker.start())
            return { ...change, one }
          })
          lan.until(60_000)
          const active = members.filter(({ one }) => stateOf(one) === 'Active')
          expect(active).toHaveLength(1)
          // Equal priorities: whoever serves stays, so it is only sure that nobody higher is left waiting.
          const highest = Math.max(...routers.map(({ priority }) => priority))
          expect(active[0]!.priority).toBe(highest)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('equal routers that start together: the highest address', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyHost, { minLength: 2, maxLength: 4, selector: ({ text }) => text }), (hosts) => {
        const lan = new TestSegment()
        const members = hosts.map((primaryAddress) => lan.join([router({ primaryAddress })]))
        lan.until(10_000)
        const winner = [...hosts].sort(compareIp).at(-1)!
        members.forEach((member, i) => {
          expect(stateOf(member)).toBe(sameIp(hosts[i]!, winner) ? 'Active' : 'Backup')
        })
      }),
      { numRuns: 40 },
    )
  })

  it('is never without an Active for longer than the longest Active_Down_Interval, whoever stops', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        (stops, orderly) => {
          const lan = new TestSegment()
          const hosts = ['192.0.2.11', '192.0.2.12', '192.0.2.13']
          const members = hosts.map((host, i) =>
            lan.join([router({ primaryAddress: ip(host), priority: 100 + i * 50 })]),
          )
          lan.until(5000)
          for (const stop of stops) {
            const { speaker } = members[stop]!
            if (orderly) speaker.shutdown()
            else speaker.pause()
            lan.clock.runFor(ns(4 * SEC))
            expect(members.filter((one, i) => i !== stop && stateOf(one) === 'Active')).toHaveLength(1)
            if (orderly) speaker.start()
            else speaker.resume()
            lan.clock.runFor(ns(10 * SEC))
            expect(members.map(stateOf)).toEqual(['Backup', 'Backup', 'Active'])
          }
        },
      ),
      { numRuns: 30 },
    )
  })
})

describe('hostile frames', () => {
  const sound = advertFrame({
    link: { srcMac: '02:00:00:00:66:66' as never },
    src: ip('192.0.2.66'),
    advert: { version: 3, vrid: 51, priority: 200, maxAdvertInterval: cs(100), addresses: [ip('192.0.2.100')] },
  })

  it('any bytes, and adverts with any bytes changed, never end a speaker', () => {
    const changes = fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { maxLength: 4 })
    const mutated = changes.map((edits) => {
      const frame = sound.slice()
      for (const [at, byte] of edits) frame[at] = byte
      return frame
    })
    const cut = fc.nat(sound.length).map((length) => sound.slice(0, length))
    const frames = fc.array(fc.oneof(fc.uint8Array({ maxLength: 200 }), mutated, cut), { minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(frames, (flood) => {
        const lan = new TestSegment()
        const member = lan.join([router()])
        const attacker = lan.lan.plug()
        lan.until(4000)
        for (const frame of flood) attacker.send(frame)
        lan.until(30_000)
        // Silence after the flood: whatever it was told, it serves again.
        expect(stateOf(member)).toBe('Active')
      }),
      { numRuns: 200 },
    )
  })

  it('a flood of adverts that it refuses does not delay its own', () => {
    const lan = new TestSegment()
    lan.join([router()])
    const attacker = lan.lan.plug()
    const bad = sound.slice()
    bad[14 + 20 + 6]! ^= 0xff
    for (let t = 3_600; t < 6_000; t++) lan.clock.at(ns(t * 1_000_000), () => attacker.send(bad))
    lan.until(6_700)
    expect(lan.times('192.0.2.11')).toEqual([3609.375, 4609.375, 5609.375, 6609.375])
  })
})

import { describe, expect, it } from 'vitest'
import type { Mac } from '../../src/core/address.ts'
import { ns } from '../../src/core/time.ts'
import { advertOf } from '../../src/speaker/frames.ts'
import { advertFrame } from '../../src/wire/frames.ts'
import { locate } from '../../src/wire/locate.ts'
import { factOf } from '../../src/wire/sighting.ts'
import { ip, router } from '../model/routers.ts'
import { hash, MS, stateOf, TestSegment } from './segment.ts'

// AH has one counter for all routers: an advert whose number is not above the receiver's own is dropped as a replay.

const ah = (priority: number, node: number) =>
  router({
    version: 2,
    profile: 'keepalived-2.2',
    authentication: { kind: 'ah', password: new Uint8Array(8).fill(65) },
    primaryAddress: ip(`192.0.2.${node}`),
    priority,
  })

describe('AH', () => {
  it('a router that pre-empts while the Active Router sends is believed at its second advert', () => {
    const lan = new TestSegment()
    const old = lan.join([ah(100, 12)])
    // The old one serves from 3 s + 156/256 s = 3609.375 ms on, every second. The new one comes 3 s + 106/256 s =
    // 3414.0625 ms before 9609.40 ms, when the advert of 9609.375 ms is still under way for 75 us.
    const fresh = lan.add([ah(150, 11)])
    lan.clock.at(ns(6195.3375 * MS), () => fresh.speaker.start())
    lan.until(10_300)
    expect([stateOf(old), stateOf(fresh)]).toEqual(['Active', 'Active'])
    expect(
      lan
        .adverts()
        .slice(-2)
        .map(({ advert }) => advert.ah?.sequence),
    ).toEqual([7, 7])
    // Each started its timer again at the advert that it refused: they cross once more.
    lan.until(10_700)
    expect([stateOf(old), stateOf(fresh)]).toEqual(['Backup', 'Active'])
  })

  it('in a tie whose adverts cross the lower address gives way', () => {
    const lan = new TestSegment()
    const low = lan.join([ah(100, 11)])
    const high = lan.add([ah(100, 12)])
    lan.clock.at(ns(0.05 * MS), () => high.speaker.start())
    lan.until(4000)
    expect(lan.adverts().map(({ advert }) => advert.ah?.sequence)).toEqual([1, 1])
    lan.until(6000)
    expect([stateOf(low), stateOf(high)]).toEqual(['Backup', 'Active'])
  })

  it('before a keepalived that refuses its adverts as often as they cross it gives way', () => {
    const lan = new TestSegment()
    const ours = lan.join([ah(100, 11)])
    // It counts on from what it takes, and leaves out a number only where it takes one.
    const port = lan.lan.plug()
    const theirs = ah(100, 12)
    let counter = 0
    const send = () => {
      const protection = { kind: 'ah' as const, key: new Uint8Array(8).fill(65), sequence: ++counter, hash }
      const advert = advertOf(
        theirs,
        { mac: '02:00:00:00:00:77' as Mac, tags: [] },
        { priority: 100, src: ip('192.0.2.12'), peer: undefined, ipId: counter, protection },
      )
      port.send(advertFrame(advert))
    }
    port.onFrame((view) => {
      const fact = factOf(view, locate(view))
      if (fact?.kind !== 'advert' || fact.advert.ah!.sequence <= counter) return
      counter = fact.advert.ah!.sequence + 1
      send()
    })
    for (let i = 0; i < 20; i++)
      lan.clock.at(ns((3609.4 + i * 1000.1) * MS), () => {
        if (stateOf(ours) === 'Active') send()
      })
    lan.until(5000)
    expect([stateOf(ours), counter]).toEqual(['Active', 2])
    lan.until(6000)
    expect(stateOf(ours)).toBe('Backup')
  })

  it('a number heard in an advert that was refused for something else is not used again', () => {
    const lan = new TestSegment()
    const old = lan.join([{ ...ah(100, 12), addresses: [ip('192.0.2.99')], hopLimit: 64 }])
    const fresh = lan.join([{ ...ah(90, 11) }])
    lan.until(20_000)
    // 3 s + 156/256 s before the other: its first advert is number 1, and the wrong hop limit has it refused.
    expect([stateOf(old), stateOf(fresh)]).toEqual(['Active', 'Active'])
    expect(fresh.speaker.status()[0]!.advertsRejected).toHaveProperty('hop-limit')
    expect(lan.adverts('192.0.2.11')[0]!.advert.ah?.sequence).toBe(2)
  })
})

import { describe, expect, it } from 'vitest'
import { ns } from '../../src/core/time.ts'
import { ip, router } from '../model/routers.ts'
import { MS, stateOf, TestSegment } from './segment.ts'

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

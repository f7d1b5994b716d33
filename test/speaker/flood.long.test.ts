import { describe, expect, it } from 'vitest'
import type { RouterConfig } from '../../src/config/model.ts'
import type { Mac } from '../../src/core/address.ts'
import { cs, ns } from '../../src/core/time.ts'
import { advertFrame } from '../../src/wire/frames.ts'
import { ip, router } from '../model/routers.ts'
import { MS, stateOf, TestSegment } from './segment.ts'

// 50,000 frames a second for the VRID of an Active Router. Virtual time: what is shown is that no event of the flood
// moves its timer or is kept; how fast a real machine is, the bench and the soak tell.

const EVERY_NS = 20_000
const FLOOD_FROM_MS = 5000
const FLOOD_TO_MS = 5700

/** An advert of priority 50 for VRID 51 from any of 250 senders. */
const advert = (i: number): Uint8Array =>
  advertFrame({
    link: { srcMac: '02:00:00:00:66:66' as Mac },
    src: ip(`192.0.2.${(i % 250) + 1}`),
    advert: { version: 3, vrid: 51, priority: 50, maxAdvertInterval: cs(100), addresses: [ip('192.0.2.100')] },
  })

function flooded(frames: readonly Uint8Array[], config: Partial<RouterConfig> = {}) {
  const lan = new TestSegment()
  const member = lan.join([router({ primaryAddress: ip('192.0.2.254'), ...config })])
  const attacker = lan.lan.plug()
  let sent = 0
  const flood = (): void => {
    attacker.send(frames[sent % frames.length]!)
    sent++
    const next = lan.clock.now() + EVERY_NS
    if (next < FLOOD_TO_MS * MS) lan.clock.at(ns(next), flood)
  }
  lan.clock.at(ns(FLOOD_FROM_MS * MS), flood)
  lan.until(8000)
  return { lan, member, sent: () => sent }
}

const damaged = (i: number): Uint8Array => {
  const frame = advert(i)
  frame[14 + 20 + 6]! ^= 0xff
  return frame
}

describe('a flood of 50,000 adverts a second', () => {
  it('that are invalid: no advert of its own is late', () => {
    const { lan, member, sent } = flooded(Array.from({ length: 250 }, (_, i) => damaged(i)))
    expect(sent()).toBe(35_000)
    expect(lan.times('192.0.2.254')).toEqual([3609.375, 4609.375, 5609.375, 6609.375, 7609.375])
    expect(member.speaker.status()[0]!.advertsRejected).toEqual({ checksum: 35_000 })
  })

  it('that are cut short: the same', () => {
    const { lan, member } = flooded([advert(1).subarray(0, 37), new Uint8Array(60), advert(2).subarray(0, 14)])
    expect(lan.times('192.0.2.254')).toEqual([3609.375, 4609.375, 5609.375, 6609.375, 7609.375])
    expect(stateOf(member)).toBe('Active')
  })

  it('that are valid and of a lower priority: its adverts go on, and it stays Active', () => {
    const { lan, member } = flooded(Array.from({ length: 250 }, (_, i) => advert(i)))
    const own = lan.adverts('192.0.2.254').map(({ tNs }) => tNs / MS)
    const gaps = own.slice(1).map((time, i) => time - own[i]!)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(1000)
    expect(stateOf(member)).toBe('Active')
  })

  it('that it answers: at most 100 at once and one a millisecond, and as few rounds of gratuitous ARP', () => {
    const announce = { ...router({}).announce, lowerPriorityRepeat: 1, lowerPriorityDelay: ns(5000 * MS) }
    const { lan } = flooded([advert(1)], { profile: 'keepalived-2.2', announce })
    const during = (one: { tNs: number }) => one.tNs >= FLOOD_FROM_MS * MS && one.tNs < FLOOD_TO_MS * MS
    const answers = lan.adverts('192.0.2.254').filter(during).length
    expect(answers).toBeGreaterThan(700)
    expect(answers).toBeLessThanOrEqual(801)
    expect(lan.arps().filter(during).length).toBeLessThanOrEqual(801)
    // Of the rounds that come later only the last ones are left.
    const before = lan.arps().length
    lan.until(15_000)
    expect(lan.arps().length - before).toBe(1)
  })

  it('that are valid and outrank it: a Backup as long as it lasts, Active_Down_Interval after it', () => {
    const high = advertFrame({
      link: { srcMac: '02:00:00:00:66:66' as Mac },
      src: ip('192.0.2.66'),
      advert: { version: 3, vrid: 51, priority: 200, maxAdvertInterval: cs(100), addresses: [ip('192.0.2.100')] },
    })
    const { lan, member } = flooded([high])
    expect(stateOf(member)).toBe('Backup')
    lan.until(10_000)
    // The last of them left at 5699.98 ms: 0.1 ms of way, then 3 s + 156/256 s.
    expect(lan.times('192.0.2.254').at(-1)).toBe(9309.455)
  })
})

import { describe, expect, it } from 'vitest'
import { cs, ns } from '../../src/core/time.ts'
import { type Fault, faultsNamed } from '../../src/speaker/faults.ts'
import { listeningFirst, refusalOf } from '../../src/speaker/safety.ts'
import { ip, router } from '../model/routers.ts'
import { stateOf, TestSegment } from './segment.ts'

const harmless = { owner: false, faults: [], allowFaults: false, ownNamespace: false }

describe('before anything is sent', () => {
  it('a router like any other may start', () => {
    expect(refusalOf([router({ priority: 254 })], harmless)).toBeUndefined()
  })
  it('priority 255 must be meant', () => {
    const owner = router({ priority: 255 })
    expect(refusalOf([router(), owner], harmless)).toMatchObject({ code: 'owner-not-meant' })
    expect(refusalOf([owner], { ...harmless, owner: true })).toBeUndefined()
  })
  it('faults need a namespace of their own, or leave', () => {
    const faulty = { ...harmless, faults: ['mute'] }
    expect(refusalOf([router()], faulty)).toMatchObject({ code: 'faults-not-allowed' })
    expect(refusalOf([router()], { ...faulty, ownNamespace: true })).toBeUndefined()
    expect(refusalOf([router()], { ...faulty, allowFaults: true })).toBeUndefined()
  })
})

describe('an owner', () => {
  const owner = router({ priority: 255, initialState: 'Active', advertInterval: cs(50) })

  it('listens for three intervals', () => {
    expect(listeningFirst(owner).startupDelay).toBe(1_500_000_000)
    expect(listeningFirst({ ...owner, startupDelay: ns(9e9) }).startupDelay).toBe(9e9)
    expect(listeningFirst(router()).startupDelay).toBe(0)
  })

  it('then starts, if nobody serves', () => {
    const lan = new TestSegment()
    const member = lan.join([listeningFirst(owner)], { mayPreempt: false })
    lan.until(1499)
    expect(stateOf(member)).toBe('Backup')
    lan.until(1500)
    expect(stateOf(member)).toBe('Active')
  })

  it('and refuses, if somebody does', () => {
    const lan = new TestSegment()
    lan.join([router({ advertInterval: cs(50) })])
    lan.until(5000)
    const member = lan.join([listeningFirst({ ...owner, primaryAddress: ip('192.0.2.12') })], {
      mayPreempt: false,
    })
    lan.until(10_000)
    expect(stateOf(member)).toBe('Initialize')
    expect(member.events.at(-1)).toMatchObject({ kind: 'refused', priority: 100 })
  })
})

describe('the will: what the tap says if this process dies', () => {
  function withWills(config = router(), faultNames: readonly string[] = []) {
    const lan = new TestSegment()
    const wills: (Uint8Array | number)[] = []
    const link = {
      ...lan.lan.plug(),
      setWill: (frame: Uint8Array) => wills.push(frame),
      clearWill: (key: number) => wills.push(key),
    }
    const faults = faultsNamed(faultNames) as readonly Fault[]
    return { lan, wills, member: lan.join([config], { link, faults }) }
  }

  it('is left with each advert, and taken back when it stops', () => {
    const { lan, wills, member } = withWills()
    // Adverts at 3.609 s and 4.609 s. The first transition, to Backup, takes back what is not there.
    lan.until(5000)
    expect(wills).toHaveLength(3)
    expect(wills[0]).toBe(51)
    // Ethernet 14, IPv4 20: byte 2 of the advert is the priority.
    expect((wills[1] as Uint8Array)[14 + 20 + 2]).toBe(0)
    member.speaker.shutdown()
    expect(wills[3]).toBe(51)
  })

  it('takes no number away where it is signed', () => {
    const { lan, wills } = withWills(
      router({ version: 2, profile: 'rfc2338', authentication: { kind: 'ah', password: new Uint8Array(8) } }),
    )
    lan.until(6000)
    expect(wills).toHaveLength(4)
    expect(lan.adverts().map(({ advert }) => advert.ah?.sequence)).toEqual([1, 2, 3])
  })

  it('goes to each unicast peer whose MAC address is known', () => {
    const peers = [ip('192.0.2.12'), ip('192.0.2.13')]
    const { lan, wills } = withWills(router({ unicastPeers: peers.map((address) => ({ address })) }))
    // One peer, which answers ARP for its address, is there.
    lan.join([router({ vrid: 99, primaryAddress: peers[0]! })])
    lan.until(3700)
    const frames = wills.filter((one) => typeof one !== 'number')
    expect(frames).toHaveLength(1)
    // Ethernet 14, IPv4 20: the destination is bytes 16 to 19 of the IPv4 header.
    expect([...frames[0]!.slice(14 + 16, 14 + 20)]).toEqual([192, 0, 2, 12])
  })

  it.each(['no-goodbye', 'mute'])('is none with %s', (fault) => {
    const { lan, wills } = withWills(router(), [fault])
    lan.until(6000)
    expect(wills.length).toBeGreaterThan(1)
    expect(new Set(wills)).toEqual(new Set([51]))
  })

  it('is as wrong as the adverts are', () => {
    const { lan, wills } = withWills(router(), ['goodbye-with-priority', 'hop-limit-254'])
    lan.until(5000)
    const will = wills[1] as Uint8Array
    // Ethernet 14: byte 8 of the IPv4 header is the TTL.
    expect([will[14 + 8], will[14 + 20 + 2]]).toEqual([254, 100])
  })

  it('has the key 256 + VRID over IPv6', () => {
    expect(withWills(router({ family: 6 })).wills).toEqual([256 + 51])
  })
})

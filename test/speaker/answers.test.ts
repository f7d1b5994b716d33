import { describe, expect, it } from 'vitest'
import type { RouterConfig } from '../../src/config/model.ts'
import type { Ip, Mac } from '../../src/core/address.ts'
import { ns } from '../../src/core/time.ts'
import type { EchoFact, Fact } from '../../src/wire/facts.ts'
import { arpRequestFrame, echoFrame, joinFrame, solicitationFrame } from '../../src/wire/frames.ts'
import { ip, router } from '../model/routers.ts'
import { stateOf, TestSegment } from './segment.ts'

// A host at .99 asks; the speaker is at .11 and serves .100.

const HOST_MAC = '02:00:00:00:99:99' as Mac
const VIRTUAL_MAC = '00:00:5e:00:01:33'
const VIRTUAL_MAC_6 = '00:00:5e:00:02:33'
const link = { srcMac: HOST_MAC }

/** A LAN with one speaker and one host. The result of `ask` is what came back within a millisecond. */
function withHost(config: Partial<RouterConfig> = {}, ownHost = true) {
  const lan = new TestSegment()
  const member = lan.join([router(config)], { ownHost })
  const host = lan.lan.plug()
  const ask = (frame: Uint8Array): Fact[] => {
    const asked = lan.facts.length + 1
    host.send(frame)
    lan.clock.runFor(ns(1_000_000))
    return lan.facts.slice(asked)
  }
  return { lan, member, ask }
}

const whoHas = (target: string, sender = '192.0.2.99') =>
  arpRequestFrame({ link, senderIp: ip(sender), target: ip(target) })

describe('ARP', () => {
  it('the Active answers for the virtual address with the virtual MAC, to the one who asked', () => {
    const { lan, ask } = withHost()
    lan.until(4000)
    expect(ask(whoHas('192.0.2.100'))).toMatchObject([
      {
        role: 'reply',
        senderIp: { text: '192.0.2.100' },
        senderMac: VIRTUAL_MAC,
        srcMac: VIRTUAL_MAC,
        targetMac: HOST_MAC,
        dstMac: HOST_MAC,
        targetIp: { text: '192.0.2.99' },
      },
    ])
  })

  it('without a virtual MAC it is the MAC of the interface', () => {
    const { lan, member, ask } = withHost({ virtualMac: false })
    lan.until(4000)
    expect(ask(whoHas('192.0.2.100'))).toMatchObject([{ senderMac: member.mac }])
  })

  it('a probe for it is answered as well', () => {
    const { lan, ask } = withHost()
    lan.until(4000)
    expect(ask(whoHas('192.0.2.100', '0.0.0.0'))).toMatchObject([{ role: 'reply', senderMac: VIRTUAL_MAC }])
  })

  it('a Backup answers nothing, nor does one that has stopped', () => {
    const { lan, member, ask } = withHost()
    lan.until(1000)
    expect(stateOf(member)).toBe('Backup')
    expect(ask(whoHas('192.0.2.100'))).toEqual([])
    lan.until(4000)
    member.speaker.shutdown()
    expect(ask(whoHas('192.0.2.100'))).toEqual([])
  })

  it('the host answers for its own address in every state, unless the kernel is the host', () => {
    const { member, ask } = withHost()
    expect(ask(whoHas('192.0.2.11'))).toMatchObject([{ role: 'reply', senderMac: member.mac }])
    expect(withHost({}, false).ask(whoHas('192.0.2.11'))).toEqual([])
  })

  it('an owner answers for its address with the virtual MAC', () => {
    const { ask } = withHost({ priority: 255, addresses: [ip('192.0.2.11')] })
    expect(ask(whoHas('192.0.2.11'))).toMatchObject([{ senderMac: VIRTUAL_MAC }])
  })

  it('no address of others', () => {
    const { lan, ask } = withHost()
    lan.until(4000)
    expect(ask(whoHas('192.0.2.101'))).toEqual([])
  })
})

describe('neighbour discovery', () => {
  const six = { family: 6, addresses: [ip('fe80::5:100'), ip('2001:db8:5::100')] } as const
  const solicit = (target: string, src = 'fe80::99') => solicitationFrame({ link, src: ip(src), target: ip(target) })

  it('the Active answers with Router, Solicited and Override set', () => {
    const { lan, ask } = withHost(six)
    lan.until(4000)
    expect(ask(solicit('2001:db8:5::100'))).toMatchObject([
      {
        role: 'advertisement',
        src: { text: '2001:db8:5::100' },
        dst: { text: 'fe80::99' },
        dstMac: HOST_MAC,
        router: true,
        solicited: true,
        override: true,
        linkLayer: VIRTUAL_MAC_6,
        hopLimit: 255,
      },
    ])
  })

  it('a question without a source is answered before all nodes', () => {
    const { lan, ask } = withHost(six)
    lan.until(4000)
    expect(ask(solicit('fe80::5:100', '::'))).toMatchObject([
      { role: 'unsolicited', dst: { text: 'ff02::1' }, solicited: false, override: true },
    ])
  })

  it('a Backup answers nothing; the host only for itself and not as a router', () => {
    const { ask } = withHost(six)
    expect(ask(solicit('2001:db8:5::100'))).toEqual([])
    expect(ask(solicit('fe80::11'))).toMatchObject([{ role: 'advertisement', router: false }])
  })

  it('takeover: solicited-node groups are joined, then each address is announced', () => {
    const { lan } = withHost(six)
    lan.until(4000)
    const after = lan.facts.slice(lan.facts.findIndex(({ kind }) => kind === 'advert'))
    expect(after).toMatchObject([
      { kind: 'advert' },
      { kind: 'membership', role: 'join', groups: [{ text: 'ff02::1:ff05:100' }] },
      { kind: 'membership', role: 'join', groups: [{ text: 'ff02::1:ff00:100' }] },
      { kind: 'nd', role: 'unsolicited', target: { text: 'fe80::5:100' }, router: true, linkLayer: VIRTUAL_MAC_6 },
      { kind: 'nd', role: 'unsolicited', target: { text: '2001:db8:5::100' }, solicited: false, override: true },
    ])
  })
})

describe('echo', () => {
  const ping = (dst: string, dstMac: string) =>
    echoFrame({
      link: { ...link, dstMac: dstMac as Mac },
      src: ip('192.0.2.99'),
      dst: ip(dst),
      reply: false,
      data: Uint8Array.of(1, 2, 0, 7, 0xca, 0xfe),
    })
  const echoes = (facts: Fact[]) => facts.filter((fact): fact is EchoFact => fact.kind === 'echo')

  it('with accept the Active answers for the virtual address', () => {
    const { lan, ask } = withHost({ accept: true })
    lan.until(4000)
    expect(echoes(ask(ping('192.0.2.100', VIRTUAL_MAC)))).toMatchObject([
      { reply: true, src: { text: '192.0.2.100' }, dst: { text: '192.0.2.99' }, srcMac: VIRTUAL_MAC, dstMac: HOST_MAC },
    ])
  })
  it('without accept it does not, but for its own address it does', () => {
    const { lan, member, ask } = withHost()
    lan.until(4000)
    expect(ask(ping('192.0.2.100', VIRTUAL_MAC))).toEqual([])
    expect(echoes(ask(ping('192.0.2.11', member.mac)))).toHaveLength(1)
  })
  it('a Backup does not answer', () => {
    expect(withHost({ accept: true }).ask(ping('192.0.2.100', VIRTUAL_MAC))).toEqual([])
  })
  it('nor anybody to a frame for another host', () => {
    const { lan, ask } = withHost({ accept: true })
    lan.until(4000)
    expect(ask(ping('192.0.2.100', '02:00:00:00:77:77'))).toEqual([])
  })
})

describe('groups', () => {
  it('are joined at the start', () => {
    const groups = (facts: Fact[]): Ip[] => facts.flatMap((fact) => (fact.kind === 'membership' ? fact.groups : []))
    expect(groups(withHost().lan.facts).map(({ text }) => text)).toEqual(['224.0.0.18'])
    const six = withHost({ family: 6, addresses: [ip('fe80::5:100')] })
    expect(groups(six.lan.facts).map(({ text }) => text)).toEqual(['ff02::12', 'ff02::1:ff00:11'])
    expect(groups(withHost({}, false).lan.facts)).toEqual([])
  })

  it('a report of somebody else is no query', () => {
    const { ask } = withHost()
    expect(ask(joinFrame({ link, src: ip('192.0.2.99') }))).toEqual([])
  })
})

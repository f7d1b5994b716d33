import type { RouterConfig } from '../../config/model.ts'
import { type Mac, sameIp, virtualMac } from '../../core/address.ts'
import { ArpOperation } from '../../wire/arp.ts'
import { damaged, dstMacOf } from '../../wire/damage.ts'
import type { ArpFact, EchoFact, NdFact } from '../../wire/facts.ts'
import {
  arpReplyFrame,
  echoFrame,
  gratuitousArpFrame,
  joinFrame,
  solicitedNaFrame,
  unsolicitedNaFrame,
} from '../../wire/frames.ts'
import type { Heard } from '../heard.ts'
import type { DeviceMutant, LinkMutation } from './mutant.ts'

// Announcements and answers for the virtual addresses with one thing wrong.

const PHYSICAL = '02:00:00:00:00:64' as Mac
const BROADCAST = 'ff:ff:ff:ff:ff:ff' as Mac

export const answeringMutants: readonly DeviceMutant[] = [
  sends('answers-with-physical-mac', 'answers for the virtual addresses with its own MAC', (fact) =>
    isAnswer(fact) ? [answerLike(fact, { mac: PHYSICAL })] : undefined,
  ),
  sends('answers-without-flags', 'clears the Router flag in its Neighbor Advertisements', (fact) =>
    fact.kind === 'nd' && fact.linkLayer !== undefined ? [answerLike(fact, { router: false })] : undefined,
  ),
  sends('answers-with-low-hop-limit', 'sends its Neighbor Advertisements with hop limit 64', (fact, frame) =>
    fact.kind === 'nd' ? [withHopLimit(frame, 64)] : undefined,
  ),
  sends(
    'answers-probes-by-unicast',
    'answers duplicate address detection to everybody by ARP and to nobody by ND',
    (fact) => (fact.kind === 'nd' && fact.role === 'unsolicited' ? [] : undefined),
  ),
  sends('announces-first-address-only', 'announces its first address only', (fact, _, routers) =>
    isAnnouncement(fact) && !routers.some(({ addresses }) => sameIp(addresses[0]!, addressOf(fact))) ? [] : undefined,
  ),
  sends('announces-physical-mac', 'announces its addresses with its own MAC', (fact) =>
    isAnnouncement(fact) ? [announcementLike(fact, PHYSICAL)] : undefined,
  ),
  sends('announces-by-reply', 'announces by ARP reply where a request is asked for', (fact) =>
    fact.kind === 'arp' && isAnnouncement(fact)
      ? [gratuitousArpFrame({ link: linkOf(fact), address: fact.senderIp, mac: fact.senderMac, reply: true })]
      : undefined,
  ),
  sends('announces-to-the-group', 'sends its gratuitous ARP to a group address', (fact, frame) =>
    fact.kind === 'arp' && isAnnouncement(fact) ? [dstMacOf('01:00:5e:00:00:12' as Mac)(frame)] : undefined,
  ),
  sends('announces-broadcast-target', 'names the broadcast address as target of its gratuitous ARP', (fact, frame) =>
    fact.kind === 'arp' && isAnnouncement(fact) ? [withTargetMac(frame, 0xff)] : undefined,
  ),
  sends('announces-once-more', 'sends every announcement twice', (fact, frame) =>
    isAnnouncement(fact) ? [frame, frame] : undefined,
  ),
  reacts('answers-always', 'answers ARP for the virtual addresses in every state, stopped as well', (fact, routers) =>
    fact.kind === 'arp' && fact.role === 'request' && serves(routers, fact.targetIp)
      ? [
          arpReplyFrame({
            link: { srcMac: PHYSICAL },
            address: fact.targetIp,
            askerMac: fact.senderMac,
            askerIp: fact.senderIp,
          }),
        ]
      : [],
  ),
  reacts('echoes-always', 'answers echo requests to the virtual addresses in every state and mode', (fact, routers) =>
    fact.kind === 'echo' && !fact.reply && serves(routers, fact.dst) ? [echoOf(fact)] : [],
  ),
  reacts('leaks-virtual-mac', 'sends group reports from the virtual MAC as Backup', (fact, routers) => {
    const router = routers.find(
      ({ vrid, family }) => fact.kind === 'advert' && fact.advert.vrid === vrid && fact.src.family === family,
    )
    if (router === undefined || fact.kind !== 'advert') return []
    return [joinFrame({ link: { srcMac: virtualMac(router.family, router.vrid) }, src: fact.src })]
  }),
]

type Sent = (fact: Heard, frame: Uint8Array, routers: readonly RouterConfig[]) => Uint8Array[] | undefined

function sends(name: string, sentence: string, change: Sent): DeviceMutant {
  const outgoing: LinkMutation['outgoing'] = (frame, fact, routers) => change(fact, frame, routers)
  return { name, sentence, link: { outgoing } }
}

function reacts(name: string, sentence: string, reaction: NonNullable<LinkMutation['reaction']>): DeviceMutant {
  return { name, sentence, link: { reaction } }
}

const isAnswer = (fact: Heard): fact is ArpFact | NdFact =>
  (fact.kind === 'arp' && fact.role === 'reply') || (fact.kind === 'nd' && fact.role === 'advertisement')

const isAnnouncement = (fact: Heard): fact is ArpFact | NdFact =>
  (fact.kind === 'arp' && fact.role.startsWith('gratuitous')) || (fact.kind === 'nd' && fact.role === 'unsolicited')

const addressOf = (fact: ArpFact | NdFact) => (fact.kind === 'arp' ? fact.senderIp : fact.target)

const serves = (routers: readonly RouterConfig[], address: ArpFact['targetIp']): boolean =>
  routers.some(({ addresses }) => addresses.some((own) => sameIp(own, address)))

const linkOf = (fact: Heard) => ({ srcMac: fact.srcMac ?? PHYSICAL })

function answerLike(fact: ArpFact | NdFact, change: { mac?: Mac; router?: boolean }): Uint8Array {
  if (fact.kind === 'arp') {
    const mac = change.mac ?? fact.senderMac
    return arpReplyFrame({
      link: linkOf(fact),
      address: fact.senderIp,
      mac,
      askerMac: fact.targetMac,
      askerIp: fact.targetIp,
    })
  }
  const mac = change.mac ?? fact.linkLayer ?? PHYSICAL
  const router = change.router ?? fact.router
  if (fact.role === 'unsolicited') return unsolicitedNaFrame({ link: linkOf(fact), address: fact.target, mac, router })
  const asker = { askerMac: fact.dstMac ?? BROADCAST, askerIp: fact.dst }
  return solicitedNaFrame({ link: linkOf(fact), address: fact.target, mac, router, ...asker })
}

const announcementLike = (fact: ArpFact | NdFact, mac: Mac): Uint8Array =>
  fact.kind === 'arp'
    ? gratuitousArpFrame({
        link: linkOf(fact),
        address: fact.senderIp,
        mac,
        reply: fact.operation === ArpOperation.reply,
      })
    : unsolicitedNaFrame({ link: linkOf(fact), address: fact.target, mac, router: fact.router })

const echoOf = (fact: EchoFact): Uint8Array =>
  echoFrame({
    link: { srcMac: PHYSICAL, dstMac: fact.srcMac ?? BROADCAST },
    src: fact.dst,
    dst: fact.src,
    reply: true,
    data: new Uint8Array(8),
  })

/** Byte 7 of the IPv6 header behind an untagged Ethernet header; the ICMPv6 checksum does not cover it. */
const withHopLimit = (frame: Uint8Array, hopLimit: number): Uint8Array => edited(frame, 14 + 7, [hopLimit])

/** Target hardware address, 18 bytes into the ARP packet. */
const withTargetMac = (frame: Uint8Array, byte: number): Uint8Array => edited(frame, 14 + 18, Array(6).fill(byte))

function edited(frame: Uint8Array, at: number, bytes: readonly number[]): Uint8Array {
  return damaged(frame, (sound) => {
    const copy = sound.slice()
    copy.set(bytes, at)
    return copy
  })
}

import type { RouterConfig } from '../../config/model.ts'
import { type Ip, isMulticast, type Mac, macBytes, parseIp, sameIp, virtualMac } from '../../core/address.ts'
import { hopLimitOf } from '../../wire/damage.ts'
import { ETHERNET_DST, ETHERNET_LEN, EtherType, emitEthernet, multicastMac } from '../../wire/ethernet.ts'
import type { EchoFact, Sighting } from '../../wire/facts.ts'
import { gratuitousArpFrame, ipFrame, solicitationFrame, unsolicitedNaFrame } from '../../wire/frames.ts'
import { emitEcho } from '../../wire/icmp.ts'
import { IPV6_HOP_LIMIT } from '../../wire/ipv6.ts'
import { IpProtocol } from '../../wire/protocol.ts'
import { linkLocalOf, redirectFrame, routerAdvertFrame } from '../../wire/router-messages.ts'
import type { Heard } from '../heard.ts'
import type { DeviceMutant, LinkMutation } from './mutant.ts'

// What the device does for hosts beside VRRP, with one thing wrong.

const PHYSICAL = '02:00:00:00:00:64' as Mac

export const routingMutants: readonly DeviceMutant[] = [
  sends('forwards-nothing', 'forwards nothing', (heard) => (heard.kind === 'echo' && !heard.reply ? [] : undefined)),
  reacts('forwards-as-backup', 'forwards what is sent to its virtual MACs in every state', (heard, routers) =>
    heard.kind === 'echo' && routers.some(({ family, vrid }) => virtualMac(family, vrid) === heard.dstMac)
      ? [forwardedEcho(heard)]
      : [],
  ),
  sends('redirects-from-its-own-address', 'redirects in its own name', (heard) =>
    heard.kind === 'redirect'
      ? [
          redirectFrame({
            link: { srcMac: PHYSICAL, ...(heard.dstMac && { dstMac: heard.dstMac }) },
            src: ownAddress(heard.src),
            to: heard.dst,
            destination: heard.dst,
            packet: new Uint8Array(28),
          }),
        ]
      : undefined,
  ),
  sends('solicits-with-physical-mac', 'solicits from a virtual address with its own MAC', (heard, _, routers) => {
    const src = heard.kind === 'nd' && heard.role === 'solicitation' && linkLocalOf(routers[0]!.addresses)
    return src ? [solicitationFrame({ link: { srcMac: PHYSICAL }, src, target: heard.target })] : undefined
  }),
  {
    name: 'keeps-old-neighbours',
    sentence: 'answers every host at the MAC that it saw first',
    get link(): LinkMutation {
      const first = new Map<string, Mac>()
      return {
        incoming: (_, heard) => {
          if (heard.kind === 'echo' && heard.srcMac !== undefined && !first.has(heard.src.text))
            first.set(heard.src.text, heard.srcMac)
          return undefined
        },
        outgoing: (frame, heard) => {
          const mac = heard.kind === 'echo' && heard.reply ? first.get(heard.dst.text) : undefined
          return mac === undefined ? undefined : [withBytes(frame, ETHERNET_DST, macBytes(mac))]
        },
      }
    },
  },
  sends('advertises-no-routers', 'sends no Router Advertisements', (heard) =>
    heard.kind === 'router-advert' ? [] : undefined,
  ),
  sends('advertises-routers-with-low-hop-limit', 'sends Router Advertisements with hop limit 64', (heard, frame) =>
    heard.kind === 'router-advert' ? [withBytes(frame, ETHERNET_LEN + IPV6_HOP_LIMIT, [64])] : undefined,
  ),
  sends('advertises-routers-with-physical-mac', 'names its own MAC in Router Advertisements', (heard) =>
    heard.kind === 'router-advert'
      ? [routerAdvertFrame({ link: { srcMac: PHYSICAL }, src: heard.src, mac: PHYSICAL })]
      : undefined,
  ),
  reacts('advertises-routers-always', 'sends Router Advertisements in every state', (heard, routers) =>
    heard.kind === 'router-solicitation' ? routers.flatMap(routerAdvertOf) : [],
  ),
  reacts('forwards-the-group', 'forwards what is sent to the VRRP group', (heard) =>
    heard.kind === 'advert' && isMulticast(heard.dst) && heard.hopLimit > 1 ? [forwardedAdvert(heard)] : [],
  ),
  sends('boots-with-physical-mac', 'announces its addresses with its own MAC as it starts', (heard, frame, routers) =>
    heard.kind === 'membership' ? [frame, ...announcementsOf(routers, heard.family)] : undefined,
  ),
]

type Sent = (heard: Heard, frame: Uint8Array, routers: readonly RouterConfig[]) => Uint8Array[] | undefined

function sends(name: string, sentence: string, change: Sent): DeviceMutant {
  return { name, sentence, link: { outgoing: (frame, heard, routers) => change(heard, frame, routers) } }
}

function reacts(name: string, sentence: string, reaction: NonNullable<LinkMutation['reaction']>): DeviceMutant {
  return { name, sentence, link: { reaction } }
}

function forwardedEcho({ src, dst, hopLimit }: EchoFact): Uint8Array {
  const protocol = src.family === 4 ? IpProtocol.icmp : IpProtocol.icmp6
  const message = emitEcho(false, new Uint8Array(8), { src, dst })
  return ipFrame(
    { link: { srcMac: PHYSICAL }, hopLimit: hopLimit - 1, trafficClass: 0 },
    { src, dst },
    protocol,
    message,
  )
}

function forwardedAdvert({ dst, packet, hopLimit }: Sighting): Uint8Array {
  const etherType = dst.family === 4 ? EtherType.ipv4 : EtherType.ipv6
  return hopLimitOf(hopLimit - 1)(emitEthernet({ dst: multicastMac(dst), src: PHYSICAL, etherType }, packet))
}

function routerAdvertOf({ family, vrid, addresses }: RouterConfig): Uint8Array[] {
  const src = linkLocalOf(addresses)
  return family === 6 && src !== undefined ? [routerAdvertFrame({ link: { srcMac: virtualMac(6, vrid) }, src })] : []
}

const announcementsOf = (routers: readonly RouterConfig[], family: 4 | 6): Uint8Array[] =>
  routers
    .filter((router) => router.family === family)
    .flatMap(({ addresses }) => addresses)
    .filter((address, i, all) => all.findIndex((each) => sameIp(each, address)) === i)
    .map((address) =>
      family === 4
        ? gratuitousArpFrame({ link: { srcMac: PHYSICAL }, address })
        : unsolicitedNaFrame({ link: { srcMac: PHYSICAL }, address }),
    )

const ownAddress = (like: Ip): Ip => parseIp(like.family === 4 ? '192.0.2.100' : 'fe80::100')!

function withBytes(frame: Uint8Array, at: number, bytes: ArrayLike<number>): Uint8Array {
  const copy = frame.slice()
  copy.set(bytes, at)
  return copy
}

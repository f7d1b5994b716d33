import type { RouterConfig } from '../config/model.ts'
import { type Ip, type Mac, virtualMac } from '../core/address.ts'
import { cs } from '../core/time.ts'
import { wholeSeconds } from '../model/params.ts'
import type { ChecksumReading } from '../wire/facts.ts'
import {
  type AdvertFrame,
  gratuitousArpFrame,
  type LinkHeader,
  type Protection,
  unsolicitedNaFrame,
} from '../wire/frames.ts'
import type { VlanTag } from '../wire/vlan.ts'
import { AuthType } from '../wire/vrrp.ts'

// What a configuration looks like on the wire.

/** Where a router sits: its interface's MAC address and the tags of its VLAN. */
export interface Seat {
  readonly mac: Mac
  readonly tags: readonly VlanTag[]
}

/** The MAC address that stands for the virtual addresses. */
export const addressMac = (config: RouterConfig, seat: Seat): Mac =>
  config.virtualMac ? virtualMac(config.family, config.vrid) : seat.mac

/** Source MAC of the adverts: the same, unless the configuration sends them from another. */
export const advertMac = (config: RouterConfig, seat: Seat): Mac => config.sourceMac ?? addressMac(config, seat)

export interface AdvertNow {
  readonly priority: number
  readonly src: Ip
  /** Undefined: the group. */
  readonly peer: { readonly address: Ip; readonly mac: Mac } | undefined
  readonly ipId: number
  readonly protection: Protection | undefined
}

export function advertOf(config: RouterConfig, seat: Seat, now: AdvertNow): AdvertFrame {
  const { authentication: auth, version } = config
  const authType = auth.kind === 'simple' ? AuthType.simple : auth.kind === 'ah' ? AuthType.ah : AuthType.none
  const link: LinkHeader = { srcMac: advertMac(config, seat), tags: seat.tags }
  return {
    link: now.peer ? { ...link, dstMac: now.peer.mac } : link,
    src: now.src,
    dst: now.peer?.address ?? config.group,
    hopLimit: config.hopLimit,
    ipId: now.ipId,
    advert: {
      version,
      vrid: config.vrid,
      priority: now.priority,
      maxAdvertInterval: version === 2 ? cs(100 * wholeSeconds(config.advertInterval)) : config.advertInterval,
      addresses: config.addresses,
      ...(version === 2 && { authType }),
      ...(version === 2 && auth.kind === 'simple' && config.family === 4 && { authData: auth.password }),
    },
    checksum: readingOf(config, now.protection?.kind === 'hmac'),
    ...(now.protection && { protection: now.protection }),
  }
}

/** One round: gratuitous ARP or unsolicited NA for every address, in the order of the configuration. */
export function announcementsOf(config: RouterConfig, seat: Seat): Uint8Array[] {
  const mac = addressMac(config, seat)
  const link: LinkHeader = { srcMac: mac, tags: seat.tags }
  const { arp } = config.announce
  const targetMac = config.profile === 'rfc9568' ? { targetMac: mac } : {}
  const kinds = arp === 'both' ? [false, true] : [arp === 'reply']
  return [...config.addresses, ...config.excludedAddresses].flatMap((address) =>
    address.family === 6
      ? [unsolicitedNaFrame({ link, address, mac })]
      : kinds.map((reply) => gratuitousArpFrame({ link, address, mac, reply, ...targetMac })),
  )
}

function readingOf(config: RouterConfig, signed: boolean): ChecksumReading {
  if (config.family === 6) return signed ? 'with-trailer' : 'pseudo-header'
  return config.version === 2 ? 'message-only' : config.checksum
}

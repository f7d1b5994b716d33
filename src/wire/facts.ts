import type { Ip, Mac } from '../core/address.ts'
import type { Cs, Ns } from '../core/time.ts'

// What the decoders hand on: plain, immutable data that owns its bytes. Nothing here points into a capture buffer.

/** Something wrong on the wire: `code` from the catalogue in defects.ts, `offset` in bytes from the start of the frame. */
export interface Defect {
  readonly code: string
  readonly offset: number
}

/**
 * A way to read the VRRP checksum that gives the sum found in the packet.
 * `pseudo-header-group` is keepalived's old unicast form (224.0.0.18 in place of the destination),
 * `with-trailer` covers PDU and HMAC trailer (IPv6), `ipv6-message-only` leaves the IPv6 pseudo-header out.
 */
export type ChecksumReading =
  | 'message-only'
  | 'pseudo-header'
  | 'pseudo-header-group'
  | 'with-trailer'
  | 'ipv6-message-only'

/** `unknown`: a type of version 2 that nobody has defined, or the capture ends before what would tell. */
export type AuthKind = 'none' | 'simple' | 'ah' | 'md5' | 'hmac' | 'unknown'

/** AH in front of the advert (RFC 4302). */
export interface AhFacts {
  readonly nextHeader: number
  readonly spi: number
  readonly sequence: number
  readonly icv: Uint8Array
}

/** keepalived's 28-byte HMAC trailer behind the advert. `seconds` are Unix UTC, `fraction` 1/65536 s. */
export interface TrailerFacts {
  readonly type: number
  readonly keyId: number
  readonly seconds: number
  readonly fraction: number
  readonly counter: number
  readonly hmac: Uint8Array
}

/** One VRRP advertisement, versions 2 and 3 (RFC 3768 5.1, RFC 9568 5.1). */
export interface VrrpAdvert {
  readonly version: number
  readonly type: number
  readonly vrid: number
  /** 0 = the Active Router is leaving, 255 = address owner. */
  readonly priority: number
  readonly maxAdvertInterval: Cs
  /** The count byte as sent; `addresses` holds what the bytes really had room for. */
  readonly addressCount: number
  readonly addresses: readonly Ip[]
  /** As sent; -1 where the capture ends before it. */
  readonly checksum: number
  /** All readings that fit; empty: none does; absent: not checkable because the capture is cut. */
  readonly checksums?: readonly ChecksumReading[]
  readonly auth: AuthKind
  /** Authentication type byte of version 2; -1 in version 3. */
  readonly authType: number
  /** Version 2 authentication data as sent (8 bytes; Cisco MD5 more); absent where the packet has none. */
  readonly authData?: Uint8Array
  readonly ah?: AhFacts
  /** Absent also where `auth` is `hmac` and the capture cuts it. */
  readonly trailer?: TrailerFacts
  /** The 4 reserved bits of version 3. */
  readonly reserved: number
  /** Bytes behind the advert that are neither padding nor a known trailer. */
  readonly trailingBytes: number
  /** The capture holds less than the packet had. */
  readonly truncated: boolean
  readonly defects: readonly Defect[]
}

/** Where and when a frame was seen. */
export interface Seen {
  readonly tNs: Ns
  readonly frameNo: number
  /** Vantage point. */
  readonly source: number
  /** Tag and tunnel path id, see path.ts. */
  readonly path: number
  readonly srcMac: Mac | undefined
  readonly dstMac: Mac | undefined
  /** The cooked capture says that this host sent it. */
  readonly outgoing: boolean
}

/** One advert in its packet. */
export interface Sighting extends Seen {
  readonly kind: 'advert'
  readonly src: Ip
  readonly dst: Ip
  readonly hopLimit: number
  /** IPv4 identification; -1 over IPv6. */
  readonly ipId: number
  readonly advert: VrrpAdvert
  /** The IP packet from its first header byte, copied: ICV and HMAC are checked over it. */
  readonly packet: Uint8Array
  /** Offset of the VRRP PDU in `packet`. */
  readonly pduAt: number
}

/** ARP (RFC 826, RFC 5227). `role` is what its addresses make of it. */
export interface ArpFact extends Seen {
  readonly kind: 'arp'
  readonly operation: number
  readonly role: 'request' | 'reply' | 'gratuitous-request' | 'gratuitous-reply' | 'probe' | 'other'
  readonly senderMac: Mac
  readonly senderIp: Ip
  readonly targetMac: Mac
  readonly targetIp: Ip
}

/** Why receivers silently discard a message of neighbour discovery (RFC 4861 7.1.1, 7.1.2). */
export type NdFlaw =
  | 'hop-limit'
  | 'checksum'
  | 'code'
  | 'target'
  | 'solicited'
  | 'probe-destination'
  | 'probe-link-layer'
  | 'option-length'
  | 'option-overrun'
  | 'link-layer-length'

/** Neighbour solicitation or advertisement (RFC 4861 4.3, 4.4). */
export interface NdFact extends Seen {
  readonly kind: 'nd'
  readonly role: 'solicitation' | 'advertisement' | 'unsolicited' | 'dad-probe'
  readonly src: Ip
  readonly dst: Ip
  readonly hopLimit: number
  readonly target: Ip
  readonly router: boolean
  readonly solicited: boolean
  readonly override: boolean
  /** Source or target link-layer address option; where `truncated` it may be behind the end of the capture. */
  readonly linkLayer: Mac | undefined
  /** The first one; what the capture cuts off is not held against it. */
  readonly flaw: NdFlaw | undefined
  /** The capture holds less than the packet had. */
  readonly truncated: boolean
}

/** ICMP or ICMPv6 error that quotes an advert, or AH around one. */
export interface IcmpErrorFact extends Seen {
  readonly kind: 'icmp-error'
  readonly family: 4 | 6
  readonly src: Ip
  readonly dst: Ip
  readonly type: number
  readonly code: number
  /** Words for type and code: `protocol unreachable`, `administratively prohibited`. */
  readonly meaning: string
  readonly quotedSrc: Ip
  readonly quotedDst: Ip
  readonly quotedProtocol: number
  /** -1 where the quotation is too short or that of a later fragment. */
  readonly quotedVrid: number
}

/** ICMP echo, of use to measure when an address answers. */
export interface EchoFact extends Seen {
  readonly kind: 'echo'
  readonly src: Ip
  readonly dst: Ip
  readonly hopLimit: number
  readonly reply: boolean
}

/** IGMP or MLD (RFC 3376, RFC 3810). */
export interface MembershipFact extends Seen {
  readonly kind: 'membership'
  readonly family: 4 | 6
  /** Of the VRRP group where it is one of `groups`. */
  readonly role: 'query' | 'join' | 'leave' | 'other'
  readonly src: Ip
  readonly dst: Ip
  readonly groups: readonly Ip[]
  /** One of `groups` is the VRRP group. */
  readonly vrrpGroup: boolean
  /** The capture ends inside the records of a report. */
  readonly truncated: boolean
}

/** CARP, told from VRRP by content. */
export interface CarpFact extends Seen {
  readonly kind: 'carp'
  readonly src: Ip
  readonly dst: Ip
  readonly vhid: number
  readonly advSkew: number
  readonly advBase: number
  readonly demotion: number
  /** Undefined where the capture is cut. */
  readonly checksumGood: boolean | undefined
}

/** HSRP or GLBP. */
export interface FhrpFact extends Seen {
  readonly kind: 'fhrp'
  readonly protocol: 'HSRPv1' | 'HSRPv2' | 'GLBP'
  readonly src: Ip
  readonly dst: Ip
  readonly group: number
  /** Like the priority absent where the message is none of those that tell it. */
  readonly state: string | undefined
  readonly priority: number | undefined
  /** The virtual address, where the message carries one. */
  readonly address: Ip | undefined
}

/** A fragment of protocol 112 or 51. */
export interface FragmentFact extends Seen {
  readonly kind: 'fragment'
  readonly src: Ip
  readonly dst: Ip
  readonly fragmentOffset: number
  readonly moreFragments: boolean
  readonly ipId: number
}

/** A frame that is ours by its headers and cannot be read. */
export interface MalformedFact extends Seen {
  readonly kind: 'malformed'
  readonly src: Ip | undefined
  readonly dst: Ip | undefined
  readonly defect: Defect
}

/** All but adverts. */
export type OtherFact =
  | ArpFact
  | NdFact
  | IcmpErrorFact
  | EchoFact
  | MembershipFact
  | CarpFact
  | FhrpFact
  | FragmentFact
  | MalformedFact

export type Fact = Sighting | OtherFact

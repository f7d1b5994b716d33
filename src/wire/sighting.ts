import { parseArp } from './arp.ts'
import { copied } from './bytes.ts'
import { isCarp, parseCarp } from './carp.ts'
import { malformation } from './defects.ts'
import type { Fact, FragmentFact, MalformedFact, Sighting } from './facts.ts'
import { parseFhrp } from './fhrp.ts'
import { parseEcho, parseIcmpError } from './icmp.ts'
import { IPV4_FRAGMENT, IPV4_ID, IPV4_LEN } from './ipv4.ts'
import { IPV6_LEN } from './ipv6.ts'
import { parseMembership } from './membership.ts'
import { parseNd } from './nd.ts'
import { dstMacOf, dstOf, isOutgoing, seenAt, srcMacOf, srcOf } from './seen.ts'
import { type FrameView, Kind } from './view.ts'
import { parseVrrp } from './vrrp.ts'

/** What a located view says, as data of its own; undefined for `Kind.None`. Never throws. */
export function factOf(v: FrameView, kind: Kind): Fact | undefined {
  switch (kind) {
    case Kind.None:
      return undefined
    case Kind.Vrrp:
      return isCarp(v) ? parseCarp(v) : sight(v)
    case Kind.Arp:
      return parseArp(v)
    case Kind.Nd:
      return parseNd(v)
    case Kind.IcmpError:
      return parseIcmpError(v)
    case Kind.Membership:
      return parseMembership(v)
    case Kind.OtherFhrp:
      return parseFhrp(v)
    case Kind.Fragment:
      return parseFragment(v)
    case Kind.Echo:
      return parseEcho(v)
    case Kind.Malformed:
      return parseMalformed(v)
  }
}

/** The advert of a view of `Kind.Vrrp` that is not CARP, in its packet. */
export function sight(v: FrameView): Sighting {
  return {
    kind: 'advert',
    src: srcOf(v),
    dst: dstOf(v),
    hopLimit: v.hopLimit,
    ipId: v.family === 4 ? v.dv.getUint16(v.l3 + IPV4_ID) : -1,
    advert: parseVrrp(v),
    packet: copied(v.dv, v.l3, v.l4End - v.l3),
    pduAt: v.l4 - v.l3,
    tNs: v.tNs,
    frameNo: v.frameNo,
    source: v.source,
    path: v.path,
    srcMac: srcMacOf(v),
    dstMac: dstMacOf(v),
    outgoing: isOutgoing(v),
  }
}

function parseFragment(v: FrameView): FragmentFact {
  const { dv } = v
  // IPv4 has both in the header; IPv6 in the fragment header, at l4 (RFC 8200 4.5).
  const word = v.family === 4 ? dv.getUint16(v.l3 + IPV4_FRAGMENT) : dv.getUint16(v.l4 + 2)
  return {
    kind: 'fragment',
    src: srcOf(v),
    dst: dstOf(v),
    fragmentOffset: v.family === 4 ? (word & 0x1fff) * 8 : word & 0xfff8,
    moreFragments: v.family === 4 ? (word & 0x2000) !== 0 : (word & 1) !== 0,
    ipId: v.family === 4 ? dv.getUint16(v.l3 + IPV4_ID) : dv.getUint32(v.l4 + 4),
    ...seenAt(v),
  }
}

function parseMalformed(v: FrameView): MalformedFact {
  const hasAddresses = v.family !== 0 && v.l3 + (v.family === 4 ? IPV4_LEN : IPV6_LEN) <= v.end
  return {
    kind: 'malformed',
    src: hasAddresses ? srcOf(v) : undefined,
    dst: hasAddresses ? dstOf(v) : undefined,
    defect: malformation(v),
    ...seenAt(v),
  }
}

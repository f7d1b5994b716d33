import type { Ns } from '../core/time.ts'

/** What `locate` found. Everything but `None` is worth a decoder. */
export const Kind = {
  None: 0,
  /** IP protocol 112: VRRP or CARP, told apart by content. Also inside AH (protocol 51). */
  Vrrp: 1,
  Arp: 2,
  /** ICMPv6 neighbour solicitation or advertisement. */
  Nd: 3,
  /** ICMP or ICMPv6 error that quotes protocol 112 or 51. */
  IcmpError: 4,
  /** IGMP or MLD: joins, leaves and queries. */
  Membership: 5,
  /** HSRP or GLBP. */
  OtherFhrp: 6,
  /** A fragment of protocol 112 or 51: the advert cannot be read from it. */
  Fragment: 7,
  /** ICMP echo request or reply. */
  Echo: 8,
  /** Ours by its headers, but cut short or self-contradicting before a decoder can start. */
  Malformed: 9,
} as const
export type Kind = (typeof Kind)[keyof typeof Kind]

export const LinkType = {
  Null: 0,
  Ethernet: 1,
  Raw: 101,
  /** Raw IP as BSD systems number it. */
  Raw12: 12,
  Raw14: 14,
  Loop: 108,
  LinuxSll: 113,
  Ipv4: 228,
  Ipv6: 229,
  LinuxSll2: 276,
} as const

/** Whose frame it is, where the link type says so (Linux cooked): 0 to us, 1 broadcast, 2 multicast, 3 to others, 4 ours. */
export type PacketDirection = -1 | 0 | 1 | 2 | 3 | 4

/**
 * A reusable cursor over one captured frame: one per source, valid only inside `onFrame`. Offsets are in bytes from the
 * start of `dv`. The reader fills the first block, `locate` the second. Every field is always a number (one hidden
 * class, no boxing); -1 means absent.
 */
export class FrameView {
  dv: DataView = new DataView(new ArrayBuffer(0))
  /** First and one-past-last captured byte. */
  start = 0
  end = 0
  /** Length on the wire; more than `end - start` where the snap length cut the frame. */
  wireLen = 0
  linkType = 1
  tNs = 0 as Ns
  /** From 1 in each capture; in a run of several it says which capture, too: see core/frame-number.ts. */
  frameNo = 0
  /** Vantage point: index of the source interface, dense over the run. */
  source = 0
  /** Set by the reader where the container says it, by `locate` where the link type (Linux cooked) does. */
  direction: PacketDirection = -1

  /** Link-layer addresses of the innermost Ethernet frame, the one the IP packet came in; -1 where it came in none. */
  srcMacAt = -1
  dstMacAt = -1
  /** Id of the tag and tunnel path in `paths` (wire/path.ts); 0 is the untagged segment. */
  path = 0
  /** Innermost VLAN id in the path, -1 if it has none. */
  vlan = -1
  /** Offset of the innermost IP (or ARP) header. */
  l3 = 0
  /** Offset of what the IP header carries, after options, extension headers and AH. */
  l4 = 0
  /** One past the last byte of it: shrunk by the IP length, never beyond `end`. */
  l4End = 0
  /** Where it would end by the IP length; more than `l4End` where the snap length cut it. */
  l4WireEnd = 0
  /** 4 or 6; 0 for ARP. */
  family = 0
  hopLimit = 0
  /** Protocol that `l4` holds: 112 also behind AH. */
  protocol = 0
  /** Offset of the AH header in front of `l4`, or -1. */
  ahAt = -1
  /** `Kind.Malformed` only: what is wrong (index into the catalogue of defects.ts) and the offset where. */
  defect = -1
  defectAt = 0
}

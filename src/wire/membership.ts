import { type Ip, ipAt, vrrpGroup } from '../core/address.ts'
import { viewOf } from './bytes.ts'
import { internetChecksum } from './checksum.ts'
import type { MembershipFact } from './facts.ts'
import { emitIcmp6 } from './icmp6.ts'
import { dstMacOf, dstOf, isOutgoing, srcMacOf, srcOf, wireEndOf } from './seen.ts'
import type { FrameView } from './view.ts'

// IGMPv1, v2 and MLDv1 are one group behind 4 (IGMP) or 8 (MLD) bytes. IGMPv3 and MLDv2 reports are records:
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// | Type 0x22/143 |    Reserved   |           Checksum            |
// +---------------+---------------+-------------------------------+
// |            Reserved           |       Number of records       |
// +---------------+---------------+-------------------------------+
// |  Record type  | Aux. length/4 |       Number of sources       |
// +---------------+---------------+-------------------------------+
// |     Group (4 or 16), sources, auxiliary data; next record     |     RFC 3376 4.2, RFC 3810 5.2
const RECORD_COUNT = 6
const RECORDS = 8
const RECORD_LEN = 4
const SOURCE_COUNT = 2
const AUX_LENGTH = 1

const Igmp = { query: 0x11, reportV1: 0x12, reportV2: 0x16, leave: 0x17, reportV3: 0x22 } as const
const Mld = { query: 130, report: 131, done: 132, reportV2: 143 } as const
const Record = { isInclude: 1, isExclude: 2, toInclude: 3, toExclude: 4, allow: 5, block: 6 } as const

// A report can claim 65 535 records; a packet has room for far fewer, and nobody reads more.
const MAX_GROUPS = 512

/** The message of a view that `locate` called `Kind.Membership`. */
export function parseMembership(v: FrameView): MembershipFact {
  const family = v.family === 4 ? 4 : 6
  const type = v.dv.getUint8(v.l4)
  const isReport = type === (family === 4 ? Igmp.reportV3 : Mld.reportV2)
  const { role, groups, truncated } = isReport ? readRecords(v, family) : readMessage(v, family, type)
  const wanted = vrrpGroup(family).text
  return {
    kind: 'membership',
    family,
    role,
    src: srcOf(v),
    dst: dstOf(v),
    groups,
    vrrpGroup: groups.some((group) => group.text === wanted),
    truncated,
    tNs: v.tNs,
    frameNo: v.frameNo,
    source: v.source,
    path: v.path,
    srcMac: srcMacOf(v),
    dstMac: dstMacOf(v),
    outgoing: isOutgoing(v),
  }
}

/** IGMPv3 report that joins each group from any source; goes to 224.0.0.22 with router alert and TTL 1 (RFC 3376 4). */
export function emitIgmpV3Join(groups: readonly Ip[]): Uint8Array {
  const bytes = reportOf(groups, Igmp.reportV3)
  const dv = viewOf(bytes)
  dv.setUint16(2, internetChecksum(dv, 0, bytes.length))
  return bytes
}

/** MLDv2 report that joins each group from any source; goes to ff02::16 behind MLD_ROUTER_ALERT (RFC 3810 5). */
export function emitMldV2Join(groups: readonly Ip[], route: { readonly src: Ip; readonly dst: Ip }): Uint8Array {
  return emitIcmp6(reportOf(groups, Mld.reportV2), route)
}

/** General IGMPv3 query that wants its answers within a second; goes to 224.0.0.1 like a report (RFC 3376 4.1). */
export function emitIgmpV3Query(): Uint8Array {
  const bytes = Uint8Array.of(Igmp.query, 10, 0, 0, 0, 0, 0, 0, ROBUSTNESS, QUERY_INTERVAL_SEC, 0, 0)
  const dv = viewOf(bytes)
  dv.setUint16(2, internetChecksum(dv, 0, bytes.length))
  return bytes
}

/** General MLDv2 query that wants its answers within a second; goes to ff02::1 (RFC 3810 5.1). */
export function emitMldV2Query(route: { readonly src: Ip; readonly dst: Ip }): Uint8Array {
  const bytes = new Uint8Array(28)
  bytes.set([Mld.query, 0, 0, 0, 1000 >> 8, 1000 & 0xff])
  bytes.set([ROBUSTNESS, QUERY_INTERVAL_SEC], 24)
  return emitIcmp6(bytes, route)
}

const ROBUSTNESS = 2
const QUERY_INTERVAL_SEC = 125

function reportOf(groups: readonly Ip[], type: number): Uint8Array {
  const bytes = new Uint8Array(RECORDS + groups.reduce((length, group) => length + RECORD_LEN + group.bytes.length, 0))
  bytes[0] = type
  viewOf(bytes).setUint16(RECORD_COUNT, groups.length)
  let at = RECORDS
  for (const group of groups) {
    bytes[at] = Record.toExclude
    bytes.set(group.bytes, at + RECORD_LEN)
    at += RECORD_LEN + group.bytes.length
  }
  return bytes
}

/** Whether somebody joins the VRRP group, as far as the capture shows. */
export const mayJoin = ({ role, vrrpGroup, truncated }: MembershipFact): boolean =>
  truncated || (role === 'join' && vrrpGroup)

// What else IGMP carries (DVMRP, PIMv1, router discovery) has no group at that place.
function readMessage(v: FrameView, family: 4 | 6, type: number): RoleAndGroups {
  const role = roleOf(family, type)
  return { role, groups: role === 'other' ? [] : oneGroup(v, family), truncated: false }
}

function oneGroup(v: FrameView, family: 4 | 6): Ip[] {
  const group = ipAt(v.dv, v.l4 + (family === 4 ? 4 : 8), family)
  // A general query names no group.
  return group.bytes.every((byte) => byte === 0) ? [] : [group]
}

function roleOf(family: 4 | 6, type: number): MembershipFact['role'] {
  if (type === (family === 4 ? Igmp.query : Mld.query)) return 'query'
  if (type === (family === 4 ? Igmp.leave : Mld.done)) return 'leave'
  const isJoin = family === 4 ? type === Igmp.reportV1 || type === Igmp.reportV2 : type === Mld.report
  return isJoin ? 'join' : 'other'
}

/** Each record is about its own group: of a report that names the VRRP group, only those of that group count. */
function readRecords(v: FrameView, family: 4 | 6): RoleAndGroups {
  const addressLen = family === 4 ? 4 : 16
  const count = Math.min(v.dv.getUint16(v.l4 + RECORD_COUNT), MAX_GROUPS)
  const wanted = vrrpGroup(family).text
  const groups: Ip[] = []
  let ofVrrp: MembershipFact['role'] | undefined
  let ofOthers: MembershipFact['role'] = 'other'
  let at = v.l4 + RECORDS
  for (let i = 0; i < count && at + RECORD_LEN + addressLen <= v.l4End; i++) {
    const sources = v.dv.getUint16(at + SOURCE_COUNT)
    const role = roleOfRecord(v.dv.getUint8(at), sources)
    const group = ipAt(v.dv, at + RECORD_LEN, family)
    groups.push(group)
    if (group.text === wanted) ofVrrp = stronger(ofVrrp, role)
    else ofOthers = stronger(ofOthers, role)
    at += RECORD_LEN + addressLen * (1 + sources) + v.dv.getUint8(at + AUX_LENGTH) * 4
  }
  const truncated = groups.length < count && wireEndOf(v) > v.l4End
  return { role: ofVrrp ?? ofOthers, groups, truncated }
}

function roleOfRecord(type: number, sources: number): MembershipFact['role'] {
  if ((type === Record.toInclude || type === Record.isInclude) && sources === 0) return 'leave'
  // Who blocks sources may take others: that says neither.
  return type >= Record.isInclude && type <= Record.allow ? 'join' : 'other'
}

// Who takes one source and gives up another is in the group.
function stronger(a: MembershipFact['role'] | undefined, b: MembershipFact['role']): MembershipFact['role'] {
  return a === 'join' || b === 'join' ? 'join' : a === 'leave' || b === 'leave' ? 'leave' : 'other'
}

type RoleAndGroups = Pick<MembershipFact, 'role' | 'groups' | 'truncated'>

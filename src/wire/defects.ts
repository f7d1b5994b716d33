import type { Defect } from './facts.ts'
import type { FrameView } from './view.ts'

interface Words {
  readonly words: string
  /** Who cut or bent it: the `sender`, or the `capture` whose snap length ended first. */
  readonly blame: 'sender' | 'capture'
}

const bySender = (words: string): Words => ({ words, blame: 'sender' })
const byCapture = (words: string): Words => ({ words, blame: 'capture' })

// Everything that a packet of ours can have wrong, by layer. Codes are contracts: rules and vectors name them.
const CATALOGUE = {
  // Frames that no decoder can start on (Kind.Malformed).
  'ipv4/cut-short': byCapture('the capture ends inside the IPv4 header'),
  'ipv4/too-short': bySender('the frame ends inside the IPv4 header'),
  'ipv4/header-length': bySender('the IPv4 header length is below 20 bytes'),
  'ipv4/total-length': bySender('the IPv4 total length is shorter than its header'),
  'ipv6/cut-short': byCapture('the capture ends inside the IPv6 header'),
  'ipv6/too-short': bySender('the frame ends inside the IPv6 header'),
  'ah/cut-short': byCapture('the capture ends inside the authentication header'),
  'ah/too-short': bySender('the packet ends inside the authentication header'),
  'ah/length': bySender('the authentication header claims a length below 12 bytes'),
  'vrrp/cut-short': byCapture('the capture ends inside the fixed part of the advert'),
  'vrrp/too-short': bySender('the packet is shorter than the 8 fixed bytes of an advert'),
  'arp/cut-short': byCapture('the capture ends inside the ARP packet'),
  'arp/too-short': bySender('the ARP packet is shorter than 28 bytes'),
  'nd/cut-short': byCapture('the capture ends inside the neighbour discovery message'),
  'nd/too-short': bySender('the neighbour discovery message is shorter than 24 bytes'),
  'icmp/cut-short': byCapture('the capture ends inside the quoted packet'),
  'icmp/too-short': bySender('the quoted packet is shorter than its header'),
  'membership/cut-short': byCapture('the capture ends inside the membership message'),
  'membership/too-short': bySender('the membership message is shorter than its fixed part'),

  // Adverts that can be read all the same.
  'ip/length-beyond-frame': bySender('the IP header claims more bytes than the frame had'),
  'vrrp/unknown-version': bySender('the version is neither 2 nor 3'),
  'vrrp/unknown-type': bySender('the type is not 1 (advertisement)'),
  'vrrp/vrid-zero': bySender('the VRID is 0'),
  'vrrp/no-addresses': bySender('the advert carries no virtual address'),
  'vrrp/address-count': bySender('the address count asks for more bytes than the packet has'),
  'vrrp/trailing-bytes': bySender('bytes are left over behind the advert'),
  'vrrp/auth-data-missing': bySender('the version 2 advert has no 8 bytes of authentication data'),
  'vrrp/auth-type-unknown': bySender('the authentication type is not 0, 1, 2 or 254'),
  'vrrp/version-2-over-ipv6': bySender('version 2 is not defined over IPv6'),
  'vrrp/interval-zero': bySender('the advertisement interval is 0'),
  'vrrp/reserved-not-zero': bySender('the 4 reserved bits are not zero'),
} as const satisfies Record<string, Words>

export type DefectCode = keyof typeof CATALOGUE

/** All codes; the index of a code is what `FrameView.defect` holds. */
export const DEFECT_CODES = Object.keys(CATALOGUE) as readonly DefectCode[]

export const defectIndex = (code: DefectCode): number => DEFECT_CODES.indexOf(code)

export const isDefectCode = (code: string): code is DefectCode => Object.hasOwn(CATALOGUE, code)

/** The condition in words, without subject: 'the VRID is 0'. */
export const defectWords = (code: DefectCode): string => CATALOGUE[code].words

/** True where the sender is at fault; false where the capture was cut and nothing can be said. */
export const isSendersFault = (code: DefectCode): boolean => CATALOGUE[code].blame === 'sender'

/** What stopped `locate` on a view of `Kind.Malformed`. */
export function malformation(v: FrameView): Defect {
  return { code: DEFECT_CODES[v.defect] ?? 'vrrp/too-short', offset: v.defectAt - v.start }
}

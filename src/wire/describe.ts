import { type Ip, isMulticast, isUnspecified, virtualMac } from '../core/address.ts'
import { MASK } from '../core/mask.ts'
import { printable } from '../core/printable.ts'
import type { Cs } from '../core/time.ts'
import { tellsAll } from './arp.ts'
import { defectWords, isDefectCode, isSendersFault } from './defects.ts'
import type { Defect, Fact, IcmpErrorFact, MembershipFact, NdFact, NdFlaw, Sighting, VrrpAdvert } from './facts.ts'
import { type DescribeOptions, passwordText } from './fields.ts'
import { paths } from './path.ts'
import { AuthType, isAuthCut } from './vrrp.ts'

/** Beyond this many the line says how many more there are; fieldsOf lists all. */
const ADDRESSES_SHOWN = 4

/** One fact as one line, without time: who says what to whom, then all that is unusual about it. */
export function describe(fact: Fact, options: DescribeOptions = {}): string {
  const path = fact.path === 0 ? '' : `[${paths.text(fact.path)}] `
  return path + words(fact, options) + (fact.outgoing ? '  (sent by this host)' : '')
}

/** 100 -> '1s', 25 -> '0.25s'. */
const intervalText = (interval: Cs): string => `${interval / 100}s`

function words(fact: Fact, options: DescribeOptions): string {
  switch (fact.kind) {
    case 'advert':
      return advertWords(fact, options)
    case 'arp':
      return `ARP  ${arpWords(fact)}`
    case 'nd':
      return `ND  ${ndWords(fact)}`
    case 'icmp-error':
      return icmpWords(fact)
    case 'echo':
      return `${fact.src.family === 4 ? 'ICMP' : 'ICMPv6'}  ${arrow(fact)}  echo ${fact.reply ? 'reply' : 'request'}`
    case 'membership':
      return membershipWords(fact)
    case 'carp':
      return joinParts(
        `CARP ${fact.vhid}`,
        arrow(fact),
        `skew ${fact.advSkew}`,
        `base ${fact.advBase}s`,
        fact.demotion > 0 && `demotion ${fact.demotion}`,
        fact.checksumGood === undefined && 'checksum not captured',
        fact.checksumGood === false && 'checksum BAD',
      )
    case 'fhrp':
      return joinParts(
        `${fact.protocol} ${fact.group}`,
        fact.src.text,
        fact.state ?? 'no hello',
        fact.priority !== undefined && `prio ${fact.priority}`,
        fact.address?.text,
      )
    case 'fragment':
      return joinParts(
        'IP fragment of an advert',
        arrow(fact),
        `id ${fact.ipId}`,
        `offset ${fact.fragmentOffset}`,
        fact.moreFragments && 'more follow',
      )
    case 'malformed':
      return joinParts(
        isDefectCode(fact.defect.code) && !isSendersFault(fact.defect.code) ? 'CUT' : 'MALFORMED',
        fact.src && fact.dst && `${fact.src.text} > ${fact.dst.text}`,
        `${defectText(fact.defect)} (byte ${fact.defect.offset})`,
      )
  }
}

function advertWords(s: Sighting, options: DescribeOptions): string {
  const a = s.advert
  const isVirtualMac = s.srcMac !== undefined && s.srcMac === virtualMac(s.src.family, a.vrid)
  return joinParts(
    `VRRPv${a.version} ${a.vrid}`,
    arrow(s),
    `prio ${a.priority}${a.priority === 0 ? ' (leaving)' : a.priority === 255 ? ' (owner)' : ''}`,
    intervalText(a.maxAdvertInterval),
    addressWords(a),
    authWords(a, options),
    checksumWords(a, s.src.family),
    s.hopLimit !== 255 && `${s.src.family === 4 ? 'ttl' : 'hlim'} ${s.hopLimit}`,
    isVirtualMac && 'virtual MAC',
    a.truncated && 'cut by the capture',
    a.defects.length > 0 && `! ${a.defects.map(defectText).join('; ')}`,
  )
}

// A list that the capture cut is not as short as it looks.
function addressWords({ addresses, addressCount, truncated }: VrrpAdvert): string {
  const missing = truncated ? addressCount - addresses.length : 0
  if (missing <= 0) return addressList(addresses)
  return `${addresses.length === 0 ? '' : `${addressList(addresses)}, `}${missing} of ${addressCount} addresses not captured`
}

function authWords(a: VrrpAdvert, options: DescribeOptions): string | false {
  switch (a.auth) {
    case 'none':
      return a.authType === AuthType.ah && 'auth type ah without AH header'
    case 'simple':
      if (a.authData === undefined) return 'auth simple'
      return `auth simple "${options.showSecrets ? printable(passwordText(a.authData)) : MASK}"`
    case 'ah':
      return a.ah ? `auth ah seq ${a.ah.sequence}` : 'auth ah'
    case 'hmac':
      return a.trailer ? `auth hmac key ${a.trailer.keyId}` : 'auth hmac'
    case 'md5':
      return 'auth md5 (Cisco)'
    case 'unknown':
      return isAuthCut(a) ? 'auth not captured' : a.authType >= 0 && `auth type ${a.authType}`
  }
}

// The usual reading is just ok; one that some receivers refuse is named: keepalived and FRR want the
// pseudo-header in version 3 over IPv4, RFC 9568 and Cisco do not).
function checksumWords(a: VrrpAdvert, family: 4 | 6): string {
  if (!a.checksums) return 'checksum not captured'
  const [reading] = a.checksums
  if (reading === undefined) return `checksum BAD (0x${a.checksum.toString(16).padStart(4, '0')})`
  const usual = family === 6 ? 'pseudo-header' : a.version === 2 ? 'message-only' : undefined
  return reading === usual ? 'checksum ok' : `checksum ${reading}`
}

function arpWords(fact: Extract<Fact, { kind: 'arp' }>): string {
  const { senderIp, senderMac, targetIp } = fact
  switch (fact.role) {
    case 'request':
      return `who has ${targetIp.text}?  tell ${senderIp.text} (${senderMac})`
    case 'probe':
      return `probe: is ${targetIp.text} in use?  asks ${senderMac}`
    case 'reply':
      return `${senderIp.text} is at ${senderMac}  told to ${targetIp.text}`
    case 'gratuitous-request':
    case 'gratuitous-reply':
      return (
        `gratuitous ${fact.role === 'gratuitous-request' ? 'request' : 'reply'}: ${senderIp.text} is at ${senderMac}` +
        (tellsAll(fact) ? '' : `  told to ${fact.dstMac} only`)
      )
    case 'other':
      return `operation ${fact.operation}  ${senderIp.text} (${senderMac}) > ${targetIp.text}`
  }
}

function ndWords(fact: NdFact): string {
  const flaw = fact.flaw !== undefined && `! hosts discard it: ${FLAWS[fact.flaw]}`
  if (fact.role === 'dad-probe') return joinParts(`probe: is ${fact.target.text} in use?`, flaw)
  if (fact.role === 'solicitation') return joinParts(`who has ${fact.target.text}?`, `tell ${fact.src.text}`, flaw)
  const flags = [fact.router && 'router', fact.solicited && 'solicited', fact.override && 'override'].filter(Boolean)
  const how = fact.role === 'unsolicited' ? 'unsolicited: ' : ''
  return joinParts(
    `${how}${fact.target.text}${placeWords(fact)}`,
    `from ${fact.src.text}`,
    !isMulticast(fact.dst) && `told to ${fact.dst.text}`,
    flags.length > 0 && `[${flags.join(' ')}]`,
    flaw,
  )
}

// The option alone says where: hosts do not read the Ethernet header.
function placeWords({ linkLayer, truncated }: NdFact): string {
  if (linkLayer !== undefined) return ` is at ${linkLayer}`
  return truncated ? ', link-layer address not captured' : ', no link-layer address'
}

const FLAWS: Readonly<Record<NdFlaw, string>> = {
  'hop-limit': 'the hop limit is not 255',
  checksum: 'the checksum is wrong',
  code: 'the code is not 0',
  target: 'the target is a multicast address',
  solicited: 'solicited, and sent to a group',
  'probe-destination': 'from ::, and not sent to a solicited-node group',
  'probe-link-layer': 'from ::, and with a link-layer address',
  'option-length': 'an option has length 0',
  'option-overrun': 'an option is longer than the message',
  'link-layer-length': 'its link-layer address is not one of 6 bytes',
}

function icmpWords(fact: IcmpErrorFact): string {
  const about = fact.quotedVrid < 0 ? 'an advert' : `an advert of VRID ${fact.quotedVrid}`
  return joinParts(
    fact.family === 4 ? 'ICMP' : 'ICMPv6',
    arrow(fact),
    fact.meaning,
    `about ${about}, ${fact.quotedSrc.text} > ${fact.quotedDst.text}`,
  )
}

function membershipWords(fact: MembershipFact): string {
  const groups = fact.groups.filter((group) => !isUnspecified(group))
  return joinParts(
    fact.family === 4 ? 'IGMP' : 'MLD',
    fact.src.text,
    fact.role,
    groups.length > 0 && addressList(groups),
  )
}

function addressList(addresses: readonly Ip[]): string {
  if (addresses.length === 0) return 'no addresses'
  const shown = addresses.slice(0, ADDRESSES_SHOWN).map((address) => address.text)
  const rest = addresses.length - shown.length
  return shown.join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}

const defectText = (defect: Defect): string => (isDefectCode(defect.code) ? defectWords(defect.code) : defect.code)

const arrow = (fact: { readonly src: Ip; readonly dst: Ip }): string => `${fact.src.text} > ${fact.dst.text}`

/** The parts that there are, two blanks apart. A line for every frame: no array but that of the arguments. */
function joinParts(first: string, ...parts: readonly (string | false | undefined)[]): string {
  let line = first
  for (const part of parts) if (part) line += `  ${part}`
  return line
}

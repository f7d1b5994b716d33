import type { Ip } from '../core/address.ts'
import { printable } from '../core/printable.ts'
import type { Fact, Sighting, VrrpAdvert } from './facts.ts'
import { paths } from './path.ts'

export type FieldValue = string | number | boolean | readonly string[]

export interface DescribeOptions {
  /** Passwords in clear; else `********`. */
  readonly showSecrets?: boolean
}

export const MASK = '********'

/**
 * A fact as flat fields with stable camelCase names, for jsonl, csv and `--fields`. A field that a fact has not is
 * absent. Durations are milliseconds. Time is left to the caller, who knows the run's clock.
 */
export function fieldsOf(fact: Fact, options: DescribeOptions = {}): Record<string, FieldValue> {
  return {
    kind: fact.kind,
    frame: fact.frameNo,
    source: fact.source,
    path: paths.text(fact.path),
    ...given({ srcMac: fact.srcMac, dstMac: fact.dstMac }),
    ...(fact.outgoing ? { outgoing: true } : {}),
    ...particulars(fact, options),
  }
}

/** What the simple password reads as on a terminal: without its zero bytes, escaped, masked unless it may be shown. */
export function passwordText(authData: Uint8Array, options: DescribeOptions): string {
  if (!options.showSecrets) return MASK
  return printable(String.fromCharCode(...authData).replace(/\0+$/, ''))
}

export const hex = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')

type Fields = Record<string, FieldValue>

function particulars(fact: Fact, options: DescribeOptions): Fields {
  switch (fact.kind) {
    case 'advert':
      return advertFields(fact, options)
    case 'arp':
      return {
        role: fact.role,
        operation: fact.operation,
        senderMac: fact.senderMac,
        senderIp: fact.senderIp.text,
        targetMac: fact.targetMac,
        targetIp: fact.targetIp.text,
      }
    case 'nd':
      return {
        role: fact.role,
        ...route(fact),
        hopLimit: fact.hopLimit,
        target: fact.target.text,
        router: fact.router,
        solicited: fact.solicited,
        override: fact.override,
        ...given({ linkLayer: fact.linkLayer }),
      }
    case 'icmp-error':
      return {
        ...route(fact),
        icmpType: fact.type,
        icmpCode: fact.code,
        meaning: fact.meaning,
        quotedSrc: fact.quotedSrc.text,
        quotedDst: fact.quotedDst.text,
        quotedProtocol: fact.quotedProtocol,
        ...(fact.quotedVrid < 0 ? {} : { quotedVrid: fact.quotedVrid }),
      }
    case 'echo':
      return { role: fact.reply ? 'reply' : 'request', ...route(fact) }
    case 'membership':
      return { role: fact.role, src: fact.src.text, groups: texts(fact.groups), vrrpGroup: fact.vrrpGroup }
    case 'carp':
      return {
        ...route(fact),
        vhid: fact.vhid,
        advSkew: fact.advSkew,
        advBase: fact.advBase,
        demotion: fact.demotion,
        checksumGood: fact.checksumGood,
      }
    case 'fhrp':
      return {
        protocol: fact.protocol,
        src: fact.src.text,
        group: fact.group,
        state: fact.state,
        priority: fact.priority,
        ...given({ address: fact.address?.text }),
      }
    case 'fragment':
      return {
        ...route(fact),
        fragmentOffset: fact.fragmentOffset,
        moreFragments: fact.moreFragments,
        ipId: fact.ipId,
      }
    case 'malformed':
      return {
        ...given({ src: fact.src?.text, dst: fact.dst?.text }),
        defects: [fact.defect.code],
        defectOffset: fact.defect.offset,
      }
  }
}

function advertFields(s: Sighting, options: DescribeOptions): Fields {
  const a = s.advert
  return {
    ...route(s),
    hopLimit: s.hopLimit,
    ...(s.ipId < 0 ? {} : { ipId: s.ipId }),
    version: a.version,
    type: a.type,
    vrid: a.vrid,
    priority: a.priority,
    intervalMs: a.maxAdvertInterval * 10,
    addressCount: a.addressCount,
    addresses: texts(a.addresses),
    auth: a.auth,
    ...authFields(a, options),
    ...(a.checksum < 0 ? {} : { checksum: `0x${a.checksum.toString(16).padStart(4, '0')}` }),
    ...(a.checksums ? { checksumReadings: a.checksums, checksumGood: a.checksums.length > 0 } : {}),
    reserved: a.reserved,
    trailingBytes: a.trailingBytes,
    truncated: a.truncated,
    defects: a.defects.map((defect) => defect.code),
  }
}

function authFields(a: VrrpAdvert, options: DescribeOptions): Fields {
  const { ah, trailer, authData } = a
  return {
    ...(a.authType < 0 ? {} : { authType: a.authType }),
    ...(authData && a.auth === 'simple' ? { password: passwordText(authData, options) } : {}),
    ...(authData && a.auth === 'md5' ? { authData: hex(authData) } : {}),
    ...(ah ? { ahSpi: ah.spi, ahSequence: ah.sequence, ahIcv: hex(ah.icv) } : {}),
    ...(trailer
      ? {
          hmacKeyId: trailer.keyId,
          hmacSeconds: trailer.seconds,
          hmacFraction: trailer.fraction,
          hmacCounter: trailer.counter,
          hmac: hex(trailer.hmac),
        }
      : {}),
  }
}

const route = (fact: { readonly src: Ip; readonly dst: Ip }): Fields => ({ src: fact.src.text, dst: fact.dst.text })

const texts = (addresses: readonly Ip[]): string[] => addresses.map((address) => address.text)

function given(fields: Readonly<Record<string, string | undefined>>): Fields {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

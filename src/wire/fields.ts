import type { Ip } from '../core/address.ts'
import { numberInCapture } from '../core/frame-number.ts'
import { MASK } from '../core/mask.ts'
import type { Fact, Sighting, VrrpAdvert } from './facts.ts'
import { paths } from './path.ts'

export type FieldValue = string | number | boolean | readonly string[]

export interface DescribeOptions {
  /** Passwords in clear; else `********`. */
  readonly showSecrets?: boolean
}

/**
 * A fact as flat fields with stable camelCase names, for jsonl, csv and `--fields`. A field that a fact has not is
 * absent. Durations are milliseconds. Time is left to the caller, who knows the run's clock, and so is to escape what
 * would drive a terminal: each format does it in its own way.
 */
export function fieldsOf(fact: Fact, options: DescribeOptions = {}): Record<string, FieldValue> {
  return {
    kind: fact.kind,
    frame: numberInCapture(fact.frameNo),
    source: fact.source,
    path: paths.text(fact.path),
    ...given({ srcMac: fact.srcMac, dstMac: fact.dstMac }),
    ...(fact.outgoing ? { outgoing: true } : {}),
    ...particulars(fact, options),
  }
}

/** A simple password as text, without the zero bytes that fill it up: what is no UTF-8 is U+FFFD. Nothing is escaped. */
export const passwordText = (authData: Uint8Array): string => UTF_8.decode(authData).replace(/\0+$/, '')

const UTF_8 = new TextDecoder('utf-8', { ignoreBOM: true })

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
        ...given({ linkLayer: fact.linkLayer, flaw: fact.flaw }),
        truncated: fact.truncated,
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
      return { role: fact.role, ...route(fact), groups: texts(fact.groups), vrrpGroup: fact.vrrpGroup }
    case 'carp':
      return {
        ...route(fact),
        vhid: fact.vhid,
        advSkew: fact.advSkew,
        advBase: fact.advBase,
        demotion: fact.demotion,
        ...(fact.checksumGood === undefined ? {} : { checksumGood: fact.checksumGood }),
      }
    case 'fhrp':
      return {
        protocol: fact.protocol,
        ...route(fact),
        group: fact.group,
        ...given({ state: fact.state, priority: fact.priority, address: fact.address?.text }),
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

// Adverts come by the million: one object that grows, since spreading many small ones into it costs 20 us each.
function advertFields(s: Sighting, options: DescribeOptions): Fields {
  const a = s.advert
  const fields: Fields = { src: s.src.text, dst: s.dst.text, hopLimit: s.hopLimit }
  if (s.ipId >= 0) fields.ipId = s.ipId
  fields.version = a.version
  fields.type = a.type
  fields.vrid = a.vrid
  fields.priority = a.priority
  fields.intervalMs = a.maxAdvertInterval * 10
  fields.addressCount = a.addressCount
  fields.addresses = texts(a.addresses)
  fields.auth = a.auth
  addAuthFields(fields, a, options)
  if (a.checksum >= 0) fields.checksum = `0x${a.checksum.toString(16).padStart(4, '0')}`
  if (a.checksums) {
    fields.checksumReadings = a.checksums
    fields.checksumGood = a.checksums.length > 0
  }
  fields.reserved = a.reserved
  fields.trailingBytes = a.trailingBytes
  fields.truncated = a.truncated
  fields.defects = a.defects.map((defect) => defect.code)
  return fields
}

function addAuthFields(fields: Fields, a: VrrpAdvert, options: DescribeOptions): void {
  const { ah, trailer, authData } = a
  if (a.authType >= 0) fields.authType = a.authType
  if (authData && a.auth === 'simple') fields.password = options.showSecrets ? passwordText(authData) : MASK
  if (authData && (a.auth === 'md5' || (a.auth === 'simple' && options.showSecrets))) fields.authData = hex(authData)
  if (ah) Object.assign(fields, { ahSpi: ah.spi, ahSequence: ah.sequence, ahIcv: hex(ah.icv) })
  if (trailer)
    Object.assign(fields, {
      hmacKeyId: trailer.keyId,
      hmacSeconds: trailer.seconds,
      hmacFraction: trailer.fraction,
      hmacCounter: trailer.counter,
      hmac: hex(trailer.hmac),
    })
}

const route = (fact: { readonly src: Ip; readonly dst: Ip }): Fields => ({ src: fact.src.text, dst: fact.dst.text })

const texts = (addresses: readonly Ip[]): string[] => addresses.map((address) => address.text)

function given(fields: Readonly<Record<string, string | number | undefined>>): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string | number] => entry[1] !== undefined),
  )
}

import { isoFromNs, NS_PER_MS, nsFromCs, type Timeline } from '../core/time.ts'
import type { Fact, Seen, Sighting, VrrpAdvert } from '../wire/facts.ts'
import { MASK } from './mask.ts'

// A frame as `decode` tells it to programs: plain data, camelCase, times and durations as in the report.

/** What a frame cannot say of itself. */
export interface FrameContext {
  readonly timeline: Timeline
  readonly interfaceName: (source: number) => string
  readonly pathText: (path: number) => string
  readonly showSecrets: boolean
}

export type FrameValue = string | number | boolean | null | readonly (string | number)[]
/** Flat: parts of a part are named with a dot, `ah.spi`. */
export type FrameEntry = Readonly<Record<string, FrameValue>>

/** One frame of interest as one object; `type` is the fact's kind, and the fields depend on it. */
export function frameEntry(fact: Fact, context: FrameContext): FrameEntry {
  const { kind, tNs, frameNo, source, path, srcMac, dstMac } = fact
  return {
    type: kind,
    frame: frameNo,
    time: isoFromNs(context.timeline, tNs),
    interface: context.interfaceName(source),
    path: context.pathText(path),
    srcMac: srcMac ?? null,
    dstMac: dstMac ?? null,
    ...ownFields(fact, context.showSecrets),
  }
}

function ownFields(fact: Fact, showSecrets: boolean): FrameEntry {
  switch (fact.kind) {
    case 'advert':
      return advertFields(fact, showSecrets)
    case 'malformed':
      return {
        src: fact.src?.text ?? null,
        dst: fact.dst?.text ?? null,
        defects: [`${fact.defect.code}@${fact.defect.offset}`],
      }
    default: {
      const { kind: _, ...own } = fact
      return plain(own)
    }
  }
}

function advertFields({ src, dst, hopLimit, ipId, advert }: Sighting, showSecrets: boolean): FrameEntry {
  return {
    src: src.text,
    dst: dst.text,
    hopLimit,
    ipId: ipId === -1 ? null : ipId,
    version: advert.version,
    vrrpType: advert.type,
    vrid: advert.vrid,
    priority: advert.priority,
    intervalMs: nsFromCs(advert.maxAdvertInterval) / NS_PER_MS,
    addressCount: advert.addressCount,
    addresses: advert.addresses.map(({ text }) => text),
    checksum: `0x${advert.checksum.toString(16).padStart(4, '0')}`,
    checksumReadings: advert.checksums === undefined ? null : [...advert.checksums],
    ...authFields(advert, showSecrets),
    reserved: advert.reserved,
    trailingBytes: advert.trailingBytes,
    truncated: advert.truncated,
    defects: advert.defects.map(({ code, offset }) => `${code}@${offset}`),
  }
}

function authFields({ auth, authType, authData, ah, trailer }: VrrpAdvert, showSecrets: boolean): FrameEntry {
  return {
    auth,
    ...(authType === -1 ? {} : { authType }),
    ...(authData === undefined
      ? {}
      : { authData: auth === 'simple' ? password(authData, showSecrets) : hex(authData) }),
    ...(ah === undefined ? {} : { 'ah.spi': ah.spi, 'ah.sequence': ah.sequence, 'ah.icv': hex(ah.icv) }),
    ...(trailer === undefined
      ? {}
      : {
          'trailer.keyId': trailer.keyId,
          'trailer.seconds': trailer.seconds,
          'trailer.fraction': trailer.fraction,
          'trailer.counter': trailer.counter,
          'trailer.hmac': hex(trailer.hmac),
        }),
  }
}

/** The 8 bytes as text without their zero fill; eight zeros are no secret. */
function password(data: Uint8Array, show: boolean): string {
  const end = data.indexOf(0)
  const text = new TextDecoder('latin1').decode(end === -1 ? data : data.subarray(0, end))
  return show || text === '' ? text : MASK
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

const SEEN: ReadonlySet<string> = new Set<keyof Seen>([
  'tNs',
  'frameNo',
  'source',
  'path',
  'srcMac',
  'dstMac',
  'outgoing',
])

/** The fields of the smaller facts as they are, addresses as text. */
function plain(fact: object): FrameEntry {
  return Object.fromEntries(
    Object.entries(fact)
      .filter(([name]) => !SEEN.has(name))
      .map(([name, value]) => [name, plainValue(value)]),
  )
}

function plainValue(value: unknown): FrameValue {
  if (Array.isArray(value)) return value.map((element) => String(plainValue(element)))
  if (typeof value === 'object' && value !== null && 'text' in value) return String(value.text)
  return (value ?? null) as string | number | boolean | null
}

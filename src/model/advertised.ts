import type { Authentication, HmacKey, RouterConfig } from '../config/model.ts'
import { type Ip, ipFromBytes, isMulticast, sameIp, vrrpGroup } from '../core/address.ts'
import { cs, ns } from '../core/time.ts'
import type { AuthKind, ChecksumReading, Sighting, VrrpAdvert } from '../wire/facts.ts'
import { accept, type Verify } from './accept.ts'
import { wholeSeconds } from './params.ts'
import type { RejectReason } from './types.ts'

/** The advert that a configuration promises, as a receiver would read it. Time, MACs and bytes are left out. */
export function advertised(config: RouterConfig, dst: Ip, priority: number = config.priority): Sighting {
  const src = config.primaryAddress ?? (config.family === 4 ? NOWHERE_4 : NOWHERE_6)
  return {
    kind: 'advert',
    tNs: ns(0),
    frameNo: 0,
    source: 0,
    path: 0,
    srcMac: undefined,
    dstMac: undefined,
    outgoing: false,
    src,
    dst,
    hopLimit: config.hopLimit,
    ipId: -1,
    packet: NO_BYTES,
    pduAt: 0,
    advert: {
      version: config.version,
      type: 1,
      vrid: config.vrid,
      priority,
      maxAdvertInterval: config.version === 2 ? cs(100 * wholeSeconds(config.advertInterval)) : config.advertInterval,
      addressCount: config.addresses.length,
      addresses: config.addresses,
      checksum: 0,
      checksums: readings(config, dst),
      reserved: 0,
      trailingBytes: 0,
      truncated: false,
      defects: [],
      ...authenticationFields(config, src),
    },
  }
}

/**
 * Would `by` accept the adverts of `from`, going by both configurations? The first failing check of `by`'s profile, or
 * undefined. Where a unicast sender does not list the receiver it is `transport`: nothing is ever sent there.
 */
export function rejection(from: RouterConfig, by: RouterConfig): RejectReason | undefined {
  const dst = from.unicastPeers.length === 0 ? from.group : destinationFor(from, by)
  if (dst === undefined) return 'transport'
  return accept(by, advertised(from, dst), { verify: sameKeyAs(from.authentication) })
}

function destinationFor(from: RouterConfig, by: RouterConfig): Ip | undefined {
  const own = by.primaryAddress
  const peer = from.unicastPeers.find(({ address }) => own === undefined || sameIp(address, own))
  return peer?.address
}

/** Signatures verify when both were given the same key. */
const sameKeyAs =
  (sender: Authentication): Verify =>
  (receiver) => {
    if (sender.kind === 'ah' && receiver.kind === 'ah') return sameBytes(sender.password, receiver.password)
    if (sender.kind !== 'hmac' || receiver.kind !== 'hmac') return undefined
    const key = (keys: readonly HmacKey[]) => keys.find(({ id }) => id === sender.activeKeyId)?.key
    return sameBytes(key(sender.keys), key(receiver.keys))
  }

function readings(config: RouterConfig, dst: Ip): readonly ChecksumReading[] {
  if (config.family === 6) return [signs(config) ? 'with-trailer' : 'pseudo-header']
  if (config.version === 2) return ['message-only']
  const sameSum = isMulticast(dst) && sameIp(dst, vrrpGroup(4))
  if (config.checksum !== 'message-only' && sameSum) return ['pseudo-header', 'pseudo-header-group']
  return [config.checksum]
}

const signs = ({ authentication: own }: RouterConfig): boolean => own.kind === 'hmac' && own.mode !== 'receive-only'

type AuthFields = Pick<VrrpAdvert, 'auth' | 'authType' | 'authData' | 'ah' | 'trailer'>

function authenticationFields(config: RouterConfig, src: Ip): AuthFields {
  const { authentication: own, version, family } = config
  const data = (bytes: Uint8Array) => (family === 4 ? { authData: bytes } : {})
  const plain = version === 2 ? { authType: 0, ...data(EIGHT_ZEROES) } : { authType: -1 }
  const auth: AuthKind = own.kind === 'hmac' && !signs(config) ? 'none' : own.kind
  switch (auth) {
    case 'simple':
      return own.kind === 'simple' && version === 2 ? { auth, authType: 1, ...data(own.password) } : { auth, ...plain }
    case 'ah': {
      const spi = new DataView(src.bytes.buffer, src.bytes.byteOffset).getUint32(0)
      const ah = { nextHeader: 112, spi, sequence: 1, icv: NO_BYTES }
      return { auth, authType: 2, ...data(EIGHT_ZEROES), ah }
    }
    case 'hmac': {
      const keyId = own.kind === 'hmac' ? own.activeKeyId : 0
      const trailer = { type: 1, keyId, seconds: 0, fraction: 0, counter: 0, hmac: NO_BYTES }
      return { auth, ...plain, trailer }
    }
    default:
      return { auth: 'none', ...plain }
  }
}

const sameBytes = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a !== undefined && b !== undefined && a.length === b.length && a.every((byte, i) => byte === b[i])

const NO_BYTES = new Uint8Array(0)
const EIGHT_ZEROES = new Uint8Array(8)
const NOWHERE_4 = ipFromBytes(new Uint8Array(4))
const NOWHERE_6 = ipFromBytes(new Uint8Array(16))

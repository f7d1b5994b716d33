import type { Authentication, ChecksumStyle } from '../config/model.ts'
import { isMulticast, vrrpGroup } from '../core/address.ts'
import type { ProfileName } from '../core/profile-name.ts'
import type { Sighting } from '../wire/facts.ts'
import { isAuthCut } from '../wire/vrrp.ts'
import type { Receiver } from './accept.ts'

/**
 * The receiver that a router must be that sends this advert: what it sends is what it expects. Keys stay unknown (empty),
 * so Verify must answer undefined for them. Undefined where its authentication is none that this model has (Cisco MD5).
 */
export function receiverFromAdvert(own: Sighting, profile: ProfileName): Receiver | undefined {
  const { advert } = own
  const authentication = inferredAuthentication(own)
  if (authentication === undefined || (advert.version !== 2 && advert.version !== 3)) return undefined
  const multicast = isMulticast(own.dst)
  return {
    family: own.src.family,
    vrid: advert.vrid,
    version: advert.version,
    priority: advert.priority,
    advertInterval: advert.maxAdvertInterval,
    primaryAddress: own.src,
    addresses: advert.addresses,
    unicastPeers: multicast ? [] : [{ address: own.dst }],
    checkUnicastSource: false,
    group: multicast ? own.dst : vrrpGroup(own.src.family),
    profile,
    authentication,
    checksum: inferredStyle(own),
    skipCheckAddresses: false,
  }
}

function inferredAuthentication({ advert }: Sighting): Authentication | undefined {
  switch (advert.auth) {
    case 'none':
      return { kind: 'none' }
    case 'simple':
      return { kind: 'simple', password: advert.authData?.subarray(0, 8) ?? NO_KEY }
    case 'ah':
      return { kind: 'ah', password: NO_KEY }
    case 'hmac': {
      const activeKeyId = advert.trailer?.keyId ?? 0
      // keepalived's own defaults: no unsigned adverts, a window of three intervals or 5 s.
      const windowSec = Math.max(5, Math.ceil((3 * advert.maxAdvertInterval) / 100))
      return { kind: 'hmac', keys: [], activeKeyId, mode: 'enforce', antiReplay: 'time', windowSec }
    }
    case 'unknown':
      return isAuthCut(advert) ? EITHER : undefined
    case 'md5':
      return undefined
  }
}

function inferredStyle({ advert }: Sighting): ChecksumStyle {
  const readings = advert.checksums ?? []
  if (readings.length === 0 || readings.includes('pseudo-header')) return 'pseudo-header'
  return readings.includes('message-only') ? 'message-only' : 'pseudo-header-group'
}

const NO_KEY = new Uint8Array(0)

/** Of a router whose authentication the capture cuts nothing is known: it takes signed and unsigned adverts. */
const EITHER: Authentication = {
  kind: 'hmac',
  keys: [],
  activeKeyId: 0,
  mode: 'permissive',
  antiReplay: 'monotonic',
  windowSec: 0,
}

import type { RouterConfig } from '../config/model.ts'
import { type Ip, isMulticast, sameIp } from '../core/address.ts'
import type { KeyedHash } from '../core/keyed-hash.ts'
import type { Verify } from '../model/accept.ts'
import { receiverFromAdvert } from '../model/infer.ts'
import { wholeSeconds } from '../model/params.ts'
import type { Sighting, VrrpAdvert } from '../wire/facts.ts'
import { verifyAh, verifyTrailer } from '../wire/verify.ts'
import { isAuthCut } from '../wire/vrrp.ts'

/**
 * The configuration of the router that sent this advert: that of its source address; among those that name none, the
 * one that fits best, if there is a single best. `taken` are those of other routers.
 */
export function configOf(
  s: Sighting,
  configs: readonly RouterConfig[],
  taken: ReadonlySet<RouterConfig | undefined>,
): RouterConfig | undefined {
  const here = configs.filter((c) => c.vrid === s.advert.vrid && c.family === s.src.family)
  const named = here.find((c) => c.primaryAddress !== undefined && sameIp(c.primaryAddress, s.src))
  if (named !== undefined) return named
  const candidates = here
    .filter((c) => c.primaryAddress === undefined && !taken.has(c))
    .map((config) => ({ config, points: likeness(config, s) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points)
  const [best, next] = candidates
  return best !== undefined && best.points > (next?.points ?? 0) ? best.config : undefined
}

/**
 * A configuration as the node must be running it that sent this advert: where the advert says otherwise the file is
 * not the one in use, and a router demands what it sends.
 */
export function asRun(config: RouterConfig, s: Sighting): RouterConfig {
  const seen = receiverFromAdvert(s, config.profile)
  if (seen === undefined) return config
  const { advert } = s
  const isUnicast = !isMulticast(s.dst)
  return {
    ...config,
    version: seen.version,
    ...(saysInterval(config, advert) ? {} : { advertInterval: seen.advertInterval }),
    ...(saysAuthentication(config, advert) ? {} : { authentication: seen.authentication }),
    ...(advert.truncated || sameAddresses(config.addresses, advert.addresses) ? {} : { addresses: advert.addresses }),
    ...(isUnicast === config.unicastPeers.length > 0 ? {} : { unicastPeers: seen.unicastPeers }),
    ...(isUnicast ? {} : { group: seen.group }),
  }
}

const saysInterval = (config: RouterConfig, { version, maxAdvertInterval }: VrrpAdvert): boolean =>
  version === 2
    ? 100 * wholeSeconds(config.advertInterval) === maxAdvertInterval
    : config.advertInterval === maxAdvertInterval

function saysAuthentication({ authentication: own, version }: RouterConfig, advert: VrrpAdvert): boolean {
  if (isAuthCut(advert)) return true
  if (own.kind === 'simple' && advert.auth === 'simple')
    return advert.truncated || sameBytes(advert.authData, own.password)
  const signs = own.kind !== 'hmac' || own.mode !== 'receive-only'
  return advert.version === version && advert.auth === (signs ? own.kind : 'none')
}

// A priority and an address list are what tells routers apart; the rest decides between equals. Priority 0 tells nothing.
function likeness(c: RouterConfig, s: Sighting): number {
  const { advert } = s
  if (!c.priorities.includes(advert.priority) || isMulticast(s.dst) !== (c.unicastPeers.length === 0)) return 0
  const sameList = sameAddresses(c.addresses, advert.addresses)
  const overlap = advert.truncated || sameList || c.addresses.some((ip) => advert.addresses.some((a) => sameIp(a, ip)))
  if (!overlap) return 0
  const fits = [
    sameList,
    advert.priority === c.priority,
    advert.version === c.version,
    advert.auth === c.authentication.kind,
    advert.maxAdvertInterval === c.advertInterval,
    isMulticast(s.dst) && sameIp(s.dst, c.group),
    c.authentication.kind === 'simple' && sameBytes(advert.authData, c.authentication.password),
    c.authentication.kind === 'hmac' && advert.trailer?.keyId === c.authentication.activeKeyId,
  ]
  return 1 + fits.filter(Boolean).length
}

/** Checks AH and HMAC under configured keys; says nothing where keys are only assumed, or a part was not captured. */
export const verifierOf =
  (hash: KeyedHash): Verify =>
  (own, s) => {
    if (own.kind === 'ah')
      return own.password.length === 0 || s.advert.truncated ? undefined : verifyAh(s, own.password, hash) !== undefined
    if (own.kind !== 'hmac' || own.keys.length === 0) return undefined
    const key = own.keys.find(({ id }) => id === s.advert.trailer?.keyId)
    return key === undefined ? false : verifyTrailer(s, key.key, hash)
  }

const sameAddresses = (a: readonly Ip[], b: readonly Ip[]): boolean =>
  a.length === b.length && a.every((ip) => b.some((other) => sameIp(ip, other)))

const sameBytes = (a: Uint8Array | undefined, b: Uint8Array): boolean =>
  a !== undefined && a.length >= b.length && b.every((byte, i) => byte === a[i])

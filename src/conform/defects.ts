import type { RouterConfig } from '../config/model.ts'
import { isLinkLocal, parseIp } from '../core/address.ts'
import { cs } from '../core/time.ts'
import {
  addressCountOf,
  cutTo,
  hopLimitOf,
  intervalWordOf,
  typeOf,
  versionOf,
  withoutAuthData,
  wrongChecksum,
} from '../wire/damage.ts'
import type { ChecksumReading } from '../wire/facts.ts'
import { AuthType } from '../wire/vrrp.ts'
import type { Device } from './device.ts'
import type { AdvertChanges } from './peer.ts'

// Adverts that a receiver has to discard, by the clause that says so (RFC 9568 7.1 and its predecessors).

/** What is wrong with an advert, and how a report calls it. */
export interface Defect {
  readonly words: string
  readonly changes: AdvertChanges
}

const FIXED_LEN = 8

export const lowHopLimits: readonly Defect[] = [254, 64, 1, 0].map((hopLimit) => ({
  words: `hop limit ${hopLimit}`,
  changes: { tamper: hopLimitOf(hopLimit) },
}))

export const unknownVersions: readonly Defect[] = [0, 1, 4, 15].map((version) => ({
  words: `version ${version}`,
  changes: { tamper: versionOf(version) },
}))

/** A good advert of the version that the device does not run. */
export const otherVersion = (router: RouterConfig): readonly Defect[] => {
  const version = router.version === 2 ? 3 : 2
  return [{ words: `version ${version}`, changes: { version, protection: null } }]
}

export const unknownTypes: readonly Defect[] = [0, 2, 15].map((type) => ({
  words: `type ${type}`,
  changes: { tamper: typeOf(type) },
}))

/** The message ends inside its fixed part. Over IPv6 nothing at all is a hazard, and a case of its own. */
export const cutInFixedPart = ({ family }: RouterConfig): readonly Defect[] =>
  (family === 4 ? [0, 1, 4, 7] : [1, 4, 7]).map((length) => ({
    words: `${length} bytes of message`,
    changes: { tamper: cutTo(length) },
  }))

/** The message ends inside its first address. */
export const cutInAddress = (router: RouterConfig): readonly Defect[] => {
  const length = FIXED_LEN + (router.family === 4 ? 2 : 8)
  return [{ words: 'half an address', changes: { tamper: cutTo(length) } }]
}

/** The count byte claims addresses that are not there. */
export const countTooLarge = (router: RouterConfig): readonly Defect[] =>
  [router.addresses.length + 4, 255].map((count) => ({
    words: `count ${count}`,
    changes: { tamper: addressCountOf(count) },
  }))

export const missingAuthData: readonly Defect[] = [
  { words: 'no authentication data', changes: { tamper: withoutAuthData } },
]

/** Sums that fit no reading. */
export const wrongChecksums: readonly Defect[] = [
  { words: 'a checksum with all bits turned', changes: { tamper: wrongChecksum } },
]

/** The sum by a reading that is valid elsewhere, but not on this device. */
export const checksumBy = (reading: ChecksumReading): readonly Defect[] => [
  { words: `checksum over ${reading}`, changes: { checksum: reading } },
]

/** The neighbours of the VRID and 0, as far as the device does not run them. */
export const otherVrids = (router: RouterConfig, device: Device): readonly Defect[] => {
  const taken = new Set(device.routers.filter((each) => each.family === router.family).map((each) => each.vrid))
  const free = (step: number): number => {
    let vrid = (router.vrid + step + 256) % 256
    while (taken.has(vrid)) vrid = (vrid + step + 256) % 256
    return vrid
  }
  return [...new Set([0, free(1), free(-1)])].map((vrid) => ({ words: `VRID ${vrid}`, changes: { vrid } }))
}

export const noAddresses: readonly Defect[] = [{ words: 'count 0', changes: { addresses: [] } }]

export const intervalZero: readonly Defect[] = [{ words: 'interval 0', changes: { tamper: intervalWordOf(0) } }]

/** A version 2 receiver wants its own interval. */
export const otherInterval = (router: RouterConfig): readonly Defect[] => {
  const seconds = router.advertInterval / 100 + 1
  const authType = authTypeOf(router)
  return [{ words: `interval ${seconds} s`, changes: { tamper: intervalWordOf((authType << 8) | seconds) } }]
}

/** Global addresses first, the link-local one behind them or not at all. */
export const globalAddressFirst = (router: RouterConfig): readonly Defect[] => {
  const global = [...router.addresses.filter((ip) => !isLinkLocal(ip)), parseIp('2001:db8:ffff::1')!].slice(0, 1)
  const linkLocal = router.addresses.filter(isLinkLocal)
  return [
    { words: 'a global address first', changes: { addresses: [...global, ...linkLocal] } },
    { words: 'no link-local address', changes: { addresses: global } },
  ]
}

export const unknownAuthTypes: readonly Defect[] = [3, 255].map((authType) => ({
  words: `authentication type ${authType}`,
  changes: { authType, protection: null },
}))

/** The known types that the device is not configured for, with plausible data. */
export const otherAuthTypes = (router: RouterConfig): readonly Defect[] => {
  const password = Uint8Array.from('plausible'.slice(0, 8), (letter) => letter.charCodeAt(0))
  return [AuthType.none, AuthType.simple]
    .filter((authType) => authType !== authTypeOf(router))
    .map((authType) => ({
      words: `authentication type ${authType}`,
      changes: { authType, authData: authType === AuthType.none ? new Uint8Array(8) : password, protection: null },
    }))
}

/** Near misses of the configured password (RFC 2338 5.3.10). */
export const wrongPasswords = (router: RouterConfig): readonly Defect[] => {
  const { authentication } = router
  if (authentication.kind !== 'simple') return []
  const right = authentication.password
  const end = Math.max(1, right.findLastIndex((byte) => byte !== 0) + 1)
  const edited = (edit: (bytes: Uint8Array) => void): Uint8Array => {
    const bytes = right.slice()
    edit(bytes)
    return bytes
  }
  const wrong: readonly (readonly [string, Uint8Array])[] = [
    ['another last character', edited((bytes) => (bytes[end - 1]! ^= 1))],
    ['a prefix of the password', edited((bytes) => bytes.fill(0, end - 1))],
    ['no password', new Uint8Array(8)],
    ['the password in the other case', edited((bytes) => (bytes[0]! ^= 0x20))],
    ...(end < 8 ? ([['garbage behind the password', edited((bytes) => bytes.fill(0x21, end))]] as const) : []),
  ]
  return wrong.map(([words, authData]) => ({ words, changes: { authData } }))
}

const authTypeOf = (router: RouterConfig): number =>
  router.authentication.kind === 'simple'
    ? AuthType.simple
    : router.authentication.kind === 'ah'
      ? AuthType.ah
      : AuthType.none

/** An interval that no router of the case uses, for what must not be learned. */
export const ABSURD_INTERVAL = cs(4095)

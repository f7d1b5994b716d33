import { isMulticast, sameIp } from '../core/address.ts'
import { accept, reachesInstance } from '../model/accept.ts'
import type { RejectReason } from '../model/types.ts'
import type { AuthKind, Sighting, VrrpAdvert } from '../wire/facts.ts'
import { isAuthCut } from '../wire/vrrp.ts'
import { isForeignAuth } from './guess.ts'
import type { Acceptance } from './record.ts'
import type { TrackedRouter } from './router.ts'

/** A receiver's verdict on the adverts of one sender. */
export interface Verdict {
  readonly reason: RejectReason | undefined
  /** A rejected advert still restarts the Adver_Timer of a keepalived that is Active. */
  readonly reaches: boolean
  /** It would rest on something that the capture cuts: a password, a signature, addresses; or on keys. */
  readonly isGuess: boolean
  /** On keys that no packet shows and no file tells: accepted, unless what the two do says otherwise. */
  readonly restsOnKeys: boolean
}

interface Entry {
  readonly verdict: Verdict
  readonly senderGeneration: number
  readonly ownGeneration: number
}

/** What one router makes of the adverts of the others; worked out again when either of the two has changed. */
export class AcceptanceTable {
  readonly #by: TrackedRouter
  readonly #entries = new Map<TrackedRouter, Entry>()

  constructor(by: TrackedRouter) {
    this.#by = by
  }

  of(from: TrackedRouter): Verdict {
    const by = this.#by
    const known = this.#entries.get(from)
    if (known?.senderGeneration === from.generation && known.ownGeneration === by.generation) return known.verdict
    const { shown, mayChange } = addressedTo(from, by)
    const verdict = judge(shown, by, from)
    if (!mayChange)
      this.#entries.set(from, { verdict, senderGeneration: from.generation, ownGeneration: by.generation })
    return verdict
  }

  /** Undefined where it is a guess. */
  record(from: TrackedRouter): Acceptance | undefined {
    const { reason, isGuess, restsOnKeys } = this.of(from)
    if (restsOnKeys ? this.#by.doubts.has(from) : isGuess) return undefined
    const { profile, profileSource } = this.#by.profile
    return {
      from: from.name,
      by: this.#by.name,
      profile,
      profileSource,
      accepts: reason === undefined,
      firstFailedCheck: reason,
    }
  }
}

function judge(shown: Sighting, by: TrackedRouter, from: TrackedRouter): Verdict {
  const known = by.config === undefined ? { own: by.lastSighting.advert } : {}
  if (isForeignAuth(by.lastSighting) || isForeignAuth(shown)) {
    if (by.lastSighting.advert.authType !== shown.advert.authType)
      return { reason: 'auth-type', reaches: true, isGuess: false, restsOnKeys: false }
    const unsigned: Sighting = { ...shown, advert: { ...shown.advert, auth: 'none', authType: 0 } }
    const reason = accept(by.settings, unsigned, known)
    return verdict(reason, by, false, reason === undefined && areKeysUnknown(shown, by, from))
  }
  const { verify } = by.virtualRouter
  const reason = accept(by.settings, shown, { ...known, active: by.period !== undefined, ...(verify && { verify }) })
  // A list of which the capture shows a part cannot be compared.
  if (reason === 'addresses' && by.config === undefined && by.lastSighting.advert.truncated)
    return verdict(undefined, by, true, false)
  const isUnread = reason === undefined && [by.lastSighting, shown].some(({ advert }) => isAuthUnread(advert))
  return verdict(reason, by, isUnread, reason === undefined && areKeysUnknown(shown, by, from))
}

const verdict = (
  reason: RejectReason | undefined,
  by: TrackedRouter,
  isUnread: boolean,
  areKeysUnknown: boolean,
): Verdict => ({
  reason,
  reaches: reason === undefined || reachesInstance(by.settings, reason),
  isGuess: isUnread || areKeysUnknown,
  restsOnKeys: !isUnread && areKeysUnknown,
})

interface Addressed {
  readonly shown: Sighting
  /** A frame that is yet to come may say otherwise. */
  readonly mayChange: boolean
}

// Of unicast copies the one that went to the receiver; where the capture has none, as if it had, unless the sender's
// configuration says that there is none, or the capture would show it.
function addressedTo(from: TrackedRouter, by: TrackedRouter): Addressed {
  const { lastSighting } = from
  if (isMulticast(lastSighting.dst) || sameIp(lastSighting.dst, by.address))
    return { shown: lastSighting, mayChange: false }
  const copy = from.flows.find((flow) => sameIp(flow.dst, by.address))?.sighting
  if (copy !== undefined) return { shown: copy, mayChange: false }
  const listed = from.config?.unicastPeers.some((peer) => sameIp(peer.address, by.address))
  const isSent = listed ?? !showsAllCopies(from)
  return { shown: isSent ? { ...lastSighting, dst: by.address } : lastSighting, mayChange: listed === undefined }
}

/** The copies of one advert follow each other. */
const WITH_ALL_COPIES = 2
/** A switch may flood a frame to ports where it does not belong. */
const NO_FLOOD = 2
const MAX_LOOKED_AT = 8

/**
 * Whether the capture would show a copy of its adverts to anyone. At the port of the one that it does send to there
 * would be nothing but his own traffic; where others are seen to talk, the capture was made at its own port or sees all.
 */
function showsAllCopies({ adverts, lastSighting, virtualRouter }: TrackedRouter): boolean {
  const { dst, source, path } = lastSighting
  return (
    adverts >= WITH_ALL_COPIES &&
    virtualRouter.routers
      .slice(0, MAX_LOOKED_AT)
      .filter(({ address }) => !sameIp(address, dst))
      .flatMap(({ flows }) => flows.slice(0, MAX_LOOKED_AT))
      .some((f) => f.source === source && f.path === path && f.frames >= NO_FLOOD && !sameIp(f.dst, dst))
  )
}

/** Both sign what they send, and no file has a key by which either signature verifies. */
function areKeysUnknown(shown: Sighting, by: TrackedRouter, from: TrackedRouter): boolean {
  const { auth } = shown.advert
  if (!SIGNED.has(auth) || by.lastSighting.advert.auth !== auth) return false
  const { verify } = by.virtualRouter
  const verifies = ({ settings }: TrackedRouter, s: Sighting) => verify?.(settings.authentication, s) === true
  return !verifies(by, shown) && !verifies(from, by.lastSighting)
}

const SIGNED: ReadonlySet<AuthKind> = new Set<AuthKind>(['ah', 'md5', 'hmac'])

const isAuthUnread = (advert: VrrpAdvert): boolean =>
  isAuthCut(advert) || (advert.auth === 'simple' && advert.truncated && advert.authData === undefined)

import { isMulticast, sameIp } from '../core/address.ts'
import { accept, reachesInstance } from '../model/accept.ts'
import type { RejectReason } from '../model/types.ts'
import type { Sighting, VrrpAdvert } from '../wire/facts.ts'
import { isAuthCut } from '../wire/vrrp.ts'
import { isForeignAuth } from './guess.ts'
import type { Acceptance } from './record.ts'
import type { TrackedRouter } from './router.ts'

/** A receiver's verdict on the adverts of one sender. */
export interface Verdict {
  readonly reason: RejectReason | undefined
  /** A rejected advert still restarts the Adver_Timer of a keepalived that is Active. */
  readonly reaches: boolean
  /** It would rest on something that the capture cuts: a password, a signature, addresses. */
  readonly isGuess: boolean
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
    const verdict = judge(from, by)
    this.#entries.set(from, { verdict, senderGeneration: from.generation, ownGeneration: by.generation })
    return verdict
  }

  /** Undefined where it is a guess. */
  record(from: TrackedRouter): Acceptance | undefined {
    const { reason, isGuess } = this.of(from)
    if (isGuess) return undefined
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

function judge(from: TrackedRouter, by: TrackedRouter): Verdict {
  const shown = addressedTo(from, by)
  const known = by.config === undefined ? { own: by.lastSighting.advert } : {}
  if (isForeignAuth(by.lastSighting) || isForeignAuth(shown)) {
    if (by.lastSighting.advert.authType !== shown.advert.authType)
      return { reason: 'auth-type', reaches: true, isGuess: false }
    const unsigned: Sighting = { ...shown, advert: { ...shown.advert, auth: 'none', authType: 0 } }
    return verdict(accept(by.settings, unsigned, known), by, false)
  }
  const { verify } = by.virtualRouter
  const reason = accept(by.settings, shown, { ...known, active: by.period !== undefined, ...(verify && { verify }) })
  // A list of which the capture shows a part cannot be compared.
  if (reason === 'addresses' && by.config === undefined && by.lastSighting.advert.truncated)
    return verdict(undefined, by, true)
  const isUnread = reason === undefined && [by.lastSighting, shown].some(({ advert }) => isAuthUnread(advert))
  return verdict(reason, by, isUnread)
}

const verdict = (reason: RejectReason | undefined, by: TrackedRouter, isGuess: boolean): Verdict => ({
  reason,
  reaches: reason === undefined || reachesInstance(by.settings, reason),
  isGuess,
})

// Of unicast copies the one that went to the receiver; where the capture has none, as if it had, unless the sender's
// configuration says that there is none.
function addressedTo(from: TrackedRouter, by: TrackedRouter): Sighting {
  const { lastSighting } = from
  if (isMulticast(lastSighting.dst) || sameIp(lastSighting.dst, by.address)) return lastSighting
  const copy = from.flows.find((flow) => sameIp(flow.dst, by.address))?.sighting
  if (copy !== undefined) return copy
  const isListed = from.config?.unicastPeers.some((peer) => sameIp(peer.address, by.address)) ?? true
  return isListed ? { ...lastSighting, dst: by.address } : lastSighting
}

const isAuthUnread = (advert: VrrpAdvert): boolean =>
  isAuthCut(advert) || (advert.auth === 'simple' && advert.truncated && advert.authData === undefined)

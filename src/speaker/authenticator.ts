import type { Authentication, RouterConfig } from '../config/model.ts'
import { BoundedMap } from '../core/bounded.ts'
import type { KeyedHash } from '../core/keyed-hash.ts'
import { NS_PER_SEC, type Ns } from '../core/time.ts'
import type { Circumstances, Verify } from '../model/accept.ts'
import type { RejectReason } from '../model/types.ts'
import type { Sighting, TrailerFacts } from '../wire/facts.ts'
import type { Protection } from '../wire/frames.ts'
import { verifyAh, verifyTrailer } from '../wire/verify.ts'

/** Senders whose newest trailer is remembered: more than a virtual router has, few enough for an attacker to fill. */
const MAX_SENDERS = 32

// Checks made after the sequence number of AH: a packet that fails one of them has moved the counter all the same.
const AFTER_SEQUENCE: ReadonlySet<RejectReason> = new Set<RejectReason>([
  'interval',
  'type',
  'address-count',
  'addresses',
  'checksum',
  'source',
])

/**
 * Keys, counters and anti-replay marks of one virtual router. AH has one counter for both directions: successive Active
 * Routers continue each other's numbers. HMAC trailers are ordered by time, for each sender.
 */
export class Authenticator {
  readonly #own: Authentication
  readonly #hash: KeyedHash | undefined
  /** Unix time of the clock's zero. */
  readonly #epochSec: number
  #ahSequence = 0
  /** The next number is greater than this one, too; it does not decide what is accepted. */
  #ahHeard = 0
  /** Whether the last one of another Active Router was sound, but old. */
  #ahCrossed = false
  /** Seconds, fraction and counter of the last trailer, as one number. */
  #sent = 0n
  readonly #newest = new BoundedMap<string, TrailerFacts>(MAX_SENDERS)

  /** `hash` is needed where the configuration authenticates with AH or HMAC. */
  constructor(config: RouterConfig, hash: KeyedHash | undefined, epochSec: number) {
    this.#own = config.authentication
    this.#hash = hash
    this.#epochSec = epochSec
  }

  /** How an advert is signed that leaves now; once per advert, all unicast copies carry the same. Undefined: not at all. */
  protection(now: Ns): Protection | undefined {
    const protection = this.nextProtection(now)
    if (protection?.kind === 'ah') this.#ahSequence = protection.sequence
    if (protection?.kind === 'hmac') this.#sent = stampOf(protection)
    return protection
  }

  /** The same for an advert that may never leave: nothing is counted. */
  nextProtection(now: Ns): Protection | undefined {
    const own = this.#own
    const hash = this.#hash
    if (hash === undefined) return undefined
    if (own.kind === 'ah')
      return { kind: 'ah', key: own.password, sequence: Math.max(this.#ahSequence, this.#ahHeard) + 1, hash }
    const key = own.kind === 'hmac' ? own.keys.find(({ id }) => id === own.activeKeyId)?.key : undefined
    if (own.kind !== 'hmac' || own.mode === 'receive-only' || key === undefined) return undefined
    const stamp = this.#nextStamp(now, own.antiReplay === 'time' ? own.windowSec : Number.POSITIVE_INFINITY)
    return { kind: 'hmac', key, keyId: own.activeKeyId, ...stamp, hash }
  }

  /** What accept() needs to know for a packet that has just come in. */
  circumstances(sighting: Sighting, now: Ns): Circumstances {
    const newest = this.#newest.get(sighting.src.text)
    const nowSec = this.#seconds(now)
    return {
      verify: this.#verify,
      nowSec,
      ahSequence: this.#ahSequence,
      ...(newest !== undefined && this.#stillCounts(newest, nowSec) && { newestTrailer: newest }),
    }
  }

  /** Takes note of a packet that has been through accept(). `rival`: we are Active; the one of us that should give way. */
  note(sighting: Sighting, reason: RejectReason | undefined, rival: 'it' | 'we' | undefined): void {
    const { ah, trailer } = sighting.advert
    if (ah !== undefined && this.#own.kind === 'ah') {
      const counts = reason === undefined || AFTER_SEQUENCE.has(reason)
      if (counts) this.#ahSequence = Math.max(this.#ahSequence, ah.sequence)
      // What was refused was heard all the same. Like keepalived, an Active Router leaves out the number that the other
      // one is about to use: two whose adverts cross would else count in step, each old news to the other. keepalived
      // leaves none out before an advert that it refuses; so who should give way does, when it has crossed again.
      if (counts || this.#verify(this.#own, sighting)) {
        const leavesOut = rival === 'it' || (rival === 'we' && this.#ahCrossed)
        this.#ahHeard = Math.max(this.#ahHeard, ah.sequence + (leavesOut ? 1 : 0))
        this.#ahCrossed = rival === 'we' && !counts
      }
    }
    if (trailer === undefined || this.#own.kind !== 'hmac' || reason !== undefined) return
    this.#newest.set(sighting.src.text, trailer)
  }

  readonly #verify: Verify = (authentication, sighting) => {
    const hash = this.#hash
    if (hash === undefined) return undefined
    if (authentication.kind === 'ah') return verifyAh(sighting, authentication.password, hash) !== undefined
    if (authentication.kind !== 'hmac') return undefined
    const key = authentication.keys.find(({ id }) => id === sighting.advert.trailer?.keyId)?.key
    return key !== undefined && verifyTrailer(sighting, key, hash) === true
  }

  #seconds(now: Ns): number {
    return this.#epochSec + Math.floor(now / NS_PER_SEC)
  }

  /** A mark outside the window orders only what the window refuses: dropping it helps a sender whose clock was set. */
  #stillCounts(newest: TrailerFacts, nowSec: number): boolean {
    const own = this.#own
    if (own.kind !== 'hmac' || own.antiReplay === 'monotonic') return true
    return Math.abs(nowSec - newest.seconds) <= own.windowSec
  }

  /** The clock, or one more than the last where the clock has not moved on; back to the clock if that is far ahead. */
  #nextStamp(now: Ns, windowSec: number): Stamp {
    const seconds = this.#seconds(now)
    const fraction = Math.floor(((now % NS_PER_SEC) / NS_PER_SEC) * 65536)
    const clock = stampOf({ seconds, fraction, counter: 0 })
    const ahead = Number(this.#sent >> 32n) - seconds
    const next = clock > this.#sent || ahead > windowSec ? clock : this.#sent + 1n
    return {
      seconds: Number((next >> 32n) & 0xffffffffn),
      fraction: Number((next >> 16n) & 0xffffn),
      counter: Number(next & 0xffffn),
    }
  }
}

type Stamp = Pick<TrailerFacts, 'seconds' | 'fraction' | 'counter'>

const stampOf = ({ seconds, fraction, counter }: Stamp): bigint =>
  (BigInt(seconds) << 32n) | (BigInt(fraction) << 16n) | BigInt(counter)

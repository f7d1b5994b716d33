import { type Random, seededRandom } from '../core/random.ts'
import { type Ns, ns, nsFromSec } from '../core/time.ts'
import { addressCountOf, cutTo } from '../wire/damage.ts'
import type { Harness } from './harness.ts'
import { Inconclusive, Unmet } from './verdict.ts'

const DURATION = nsFromSec(5)
const SEED = 9568
/** Adverts in DURATION: no RFC says how many a router has to bear, so only what harms it at the second rate accuses it. */
const QUICK = 1000
const GENTLE = 100

/**
 * Spoilt adverts of higher priority for five seconds, and then `judge`, which gets how many adverts the device sent
 * meanwhile. A device that fails at 200 a second and not at 20 was short of time, not harmed: that is recorded.
 */
export async function underMalformedFlood(
  h: Harness,
  state: 'Backup' | 'Active',
  judge: (adverts: number) => Promise<void>,
): Promise<void> {
  let drowned: Unmet
  try {
    return await judge(await flood(h, QUICK))
  } catch (problem) {
    if (!(problem instanceof Unmet)) throw problem
    drowned = problem
  }
  h.peer().stop()
  try {
    await h.bring(state)
  } catch (problem) {
    // It does not recover from it: that is harm.
    throw problem instanceof Inconclusive ? drowned : problem
  }
  await judge(await flood(h, GENTLE))
  h.notes.push(
    `it keeps no time under ${rate(QUICK)} malformed adverts a second (${drowned.message}), but does under ${rate(GENTLE)}`,
  )
}

const rate = (packets: number): number => packets / (DURATION / nsFromSec(1))

async function flood(h: Harness, packets: number): Promise<number> {
  const random = seededRandom(SEED)
  const stranger = h.peer('above', 1)
  const from: Ns = h.now()
  for (let sent = 0; sent < packets; sent++) {
    await h.until(ns(from + (DURATION * sent) / packets))
    stranger.send({ tamper: spoil(random) })
  }
  return h.advertsBetween(from).length
}

/** Flips a bit behind the IP header, cuts, miscounts, or fills with noise; the checksum stays as it was. */
function spoil(random: Random): (frame: Uint8Array) => Uint8Array {
  const kind = below(random, 4)
  if (kind === 0) return addressCountOf(255)
  // An empty message over IPv6 is a hazard, and a case of its own.
  if (kind === 1) return cutTo(1 + below(random, 11))
  return (frame) => {
    const spoilt = frame.slice()
    const pduAt = spoilt.length - PDU_TAIL
    if (kind === 2) spoilt[pduAt + below(random, PDU_TAIL)]! ^= 1 << below(random, 8)
    else for (let at = pduAt; at < spoilt.length; at++) spoilt[at] = below(random, 256)
    return spoilt
  }
}

/** Every advert has at least so many bytes behind its IP header. */
const PDU_TAIL = 12

const below = (random: Random, limit: number): number => Math.floor(random() * limit)

import { type Random, seededRandom } from '../core/random.ts'
import { ns, nsFromSec } from '../core/time.ts'
import { addressCountOf, cutTo } from '../wire/damage.ts'
import type { Harness } from './harness.ts'

const PACKETS = 1000
// A daemon with a socket for each virtual MAC gets every packet as often as it has sockets: faster would test its buffers.
const DURATION = nsFromSec(5)
const SEED = 9568

/** A thousand spoilt adverts of higher priority in five seconds. Returns how many adverts the device sent meanwhile. */
export async function malformedFlood(h: Harness): Promise<number> {
  const random = seededRandom(SEED)
  const stranger = h.peer('above', 1)
  const from = h.now()
  for (let sent = 0; sent < PACKETS; sent++) {
    await h.until(ns(from + (DURATION * sent) / PACKETS))
    stranger.send({ tamper: spoil(random) })
  }
  return h.advertsBetween(from).length
}

/** Flips a bit behind the IP header, cuts, miscounts, or fills with noise; the checksum stays as it was. */
function spoil(random: Random): (frame: Uint8Array) => Uint8Array {
  const kind = below(random, 4)
  if (kind === 0) return addressCountOf(255)
  if (kind === 1) return cutTo(below(random, 12))
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

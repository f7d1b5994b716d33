import type { Ns } from '../../../core/time.ts'
import { isNewer } from '../../../model/accept.ts'
import { TWIN_NS } from '../../../observe/copies.ts'
import type { LiveRouter } from '../../../observe/live.ts'
import type { Sighting, TrailerFacts } from '../../../wire/facts.ts'
import { adverted } from '../../advert.ts'
import { defineRule } from '../../rule.ts'

export const replay = defineRule({
  id: 'sec/replay',
  severity: 'error',
  rfc: ['RFC 4302 3.4.3'],
  condition: 'The AH sequence number or the HMAC time of a sender goes backwards.',
  why: 'A recorded advert is played again, or the sender restarted and its peers remember higher numbers: they refuse it.',
  remedy: 'Look where the frame comes from. After a restart the peers accept {src} again once its numbers are higher.',
  messages: {
    ah: 'AH sequence {sequence} of {src} came after {before}.',
    hmac: 'The HMAC trailer of {src} is {behindMs} ms older than one before it.',
  },
  watch: (run) => {
    const newest = new WeakMap<LiveRouter, Newest>()
    return {
      onAdvert(s, vr, router) {
        if (router === undefined) return
        const { ah, trailer } = s.advert
        const before = newest.get(router)
        if (before !== undefined && isTwin(s, before)) return
        if (ah !== undefined && before?.sequence !== undefined && ah.sequence <= before.sequence && !hasRestarted(s)) {
          run.report('ah', adverted(s, vr, router, { sequence: ah.sequence, before: before.sequence }))
          return
        }
        if (trailer !== undefined && before?.trailer !== undefined && !isNewer(trailer, before.trailer)) {
          const behindMs = Math.round((secondsOf(before.trailer) - secondsOf(trailer)) * 1000)
          run.report('hmac', adverted(s, vr, router, { behindMs }))
          return
        }
        if (ah !== undefined || trailer !== undefined)
          newest.set(router, { atNs: s.tNs, sequence: ah?.sequence, trailer })
      },
      // Adverts of the steady path are equal but for their number, which only goes up.
      onRepeats(_, { router }, { ahSequence, lastNs }) {
        const before = newest.get(router)
        if (ahSequence !== undefined && ahSequence > (before?.sequence ?? 0))
          newest.set(router, { atNs: lastNs, sequence: ahSequence, trailer: before?.trailer })
      },
    }
  },
})

interface Newest {
  readonly atNs: Ns
  readonly sequence: number | undefined
  readonly trailer: TrailerFacts | undefined
}

/** The network doubled it (wire/duplicate-frame); over IPv6 nothing but its numbers tells. */
function isTwin({ tNs, advert: { ah, trailer } }: Sighting, before: Newest): boolean {
  if (tNs - before.atNs > TWIN_NS || ah?.sequence !== before.sequence) return false
  if (trailer === undefined || before.trailer === undefined) return trailer === before.trailer
  return !isNewer(trailer, before.trailer) && !isNewer(before.trailer, trailer)
}

/** A daemon that has just started counts from 1, in both fields. */
const hasRestarted = (s: Sighting): boolean => s.advert.ah!.sequence === 1 && s.ipId === 1

const secondsOf = ({ seconds, fraction }: TrailerFacts): number => seconds + fraction / 65_536

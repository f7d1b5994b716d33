import { NS_PER_SEC } from '../../../core/time.ts'
import type { LiveRouter } from '../../../observe/live.ts'
import { adverted } from '../../advert.ts'
import { defineRule } from '../../rule.ts'
import { Ties } from '../../ties.ts'

/** keepalived's time_window where no configuration says it. */
const DEFAULT_WINDOW_SEC = 5

export const hmacClockSkew = defineRule({
  id: 'sec/hmac-clock-skew',
  severity: 'warning',
  rfc: { none: 'The trailer is an extension of keepalived.' },
  condition: 'The clocks in the HMAC trailers of two routers differ by more than the freshness window.',
  why: 'A peer refuses a trailer whose time is outside its window: each takes the other for dead.',
  remedy: 'Run NTP on all nodes, or widen time_window on all of them.',
  messages: { differ: 'The clock of {src} is {skewSec} s off that of {other}; the window is {windowSec} s.' },
  watch: (run) => {
    let ties = new Ties([])
    const offsets = new Map<LiveRouter, number>()
    return {
      onConfig(nodes) {
        ties = new Ties(nodes)
      },
      onAdvert(s, vr, router) {
        const { trailer } = s.advert
        if (router === undefined || trailer === undefined) return
        const offset = trailer.seconds + trailer.fraction / 65_536 - s.tNs / NS_PER_SEC
        offsets.set(router, offset)
        for (const other of vr.routers) {
          const theirs = offsets.get(other)
          const own = ties.of(other)?.router.authentication
          if (theirs === undefined || (own?.kind === 'hmac' && own.antiReplay !== 'time')) continue
          const windowSec = own?.kind === 'hmac' ? own.windowSec : DEFAULT_WINDOW_SEC
          const skewSec = Math.round(10 * Math.abs(offset - theirs)) / 10
          if (skewSec > windowSec)
            run.report('differ', adverted(s, vr, router, { skewSec, windowSec, other: other.name }))
        }
      },
    }
  },
})

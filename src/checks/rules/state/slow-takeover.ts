import { type Ns, ns } from '../../../core/time.ts'
import type { LiveTakeover } from '../../../observe/live.ts'
import { onceCertain } from '../../once-certain.ts'
import { inMs, tolerance } from '../../quantity.ts'
import { defineRule } from '../../rule.ts'

// `unknown` is a timeout too: one that no timer of the model explains.
const TIMED: readonly LiveTakeover['cause'][] = ['timeout', 'priority-zero', 'unknown']

export const slowTakeover = defineRule({
  id: 'state/slow-takeover',
  severity: 'warning',
  absence: true,
  rfc: ['RFC 9568 6.1', 'RFC 9568 6.4.2', 'RFC 3768 6.2'],
  condition:
    'The first advert of the new Active router comes later than its Active_Down_Interval (after priority 0: its ' +
    'Skew_Time) by more than 30 ms and 2 %.',
  why: 'For the unexplained part nobody held the virtual addresses, although a Backup should have taken over.',
  remedy:
    'Look on {to} for what held it back: a higher `down_timer_adverts`, `vrrp_startup_delay`, a `track_script` in FAULT, a ' +
    'daemon that started late, a CPU without time for it (`vrrp_rt_priority`).',
  messages: {
    late: '{to} took over {gapMs} ms after the last advert of {from}, expected at most {expectedMs} ms: {unexplainedMs} ms are unexplained.',
    adverts: {
      text:
        '{to} took over {gapMs} ms after the last advert of {from}, expected at most {expectedMs} ms: {missed} missed ' +
        'adverts in place of 3 explain it.',
      remedy:
        'If nobody chose it, set `down_timer_adverts 3` (keepalived: also `vrrp_down_timer_adverts`) on {to}; else keep it ' +
        'and set the same on every member.',
    },
    announced: {
      text:
        '{to} announced the addresses {announcedMs} ms after the last advert of {from}, in time; its first advert came after ' +
        '{gapMs} ms, expected at most {expectedMs} ms.',
      why:
        'The address moved in time; only the adverts began late. Usual of FRR over IPv6, whose first advert often gets out one ' +
        'interval after the takeover. Another Backup may take over meanwhile.',
      remedy:
        'Nothing where two routers share the addresses. With a third, capture on {to}: an advert that does not leave it there ' +
        'either is held back by its daemon (FRR), one that does is lost on the way.',
    },
  },
  watch: (run) =>
    onceCertain((takeover) => {
      const { cause, gap, expectedGap, from, to } = takeover
      if (!TIMED.includes(cause) || gap === undefined || expectedGap === undefined) return
      if (from === to) return // it gave the role up and took it back: state/restart
      const excess = gap - expectedGap.max
      if (excess <= tolerance(expectedGap.max)) return
      const announced = announcedAfter(takeover)
      const inTime = announced !== undefined && announced <= expectedGap.max + tolerance(expectedGap.max)
      const missed = inTime ? undefined : missedAdverts(takeover)
      run.report(inTime ? 'announced' : missed === undefined ? 'late' : 'adverts', {
        virtualRouter: to.virtualRouter,
        routers: from === undefined ? [to] : [from, to],
        incident: takeover.at,
        from: ns(takeover.at - gap),
        seen: [{ tNs: takeover.at, frameNo: takeover.frameNo }],
        values: {
          to: to.name,
          from: from?.name ?? 'the one before',
          gapMs: inMs(gap),
          expectedMs: inMs(expectedGap.max),
          unexplainedMs: inMs(ns(excess)),
          ...(missed === undefined ? {} : { missed }),
          ...(inTime ? { announcedMs: inMs(announced) } : {}),
        },
      })
    }),
})

/** From the last advert of the one before to the first announcement, where that came before the first advert. */
function announcedAfter({ to, at, gap }: LiveTakeover): Ns | undefined {
  const left = at - (gap ?? 0)
  const times = [...to.announced.values()].map(({ tNs }) => tNs).filter((tNs) => tNs > left && tNs < at)
  return times.length === 0 ? undefined : ns(Math.min(...times) - left)
}

/** The number of missed adverts, if not 3, that a timer with the same skew would have waited for. */
function missedAdverts({ cause, gap, expectedGap, from, to }: LiveTakeover): number | undefined {
  if (cause === 'priority-zero' || gap === undefined || expectedGap === undefined) return undefined
  // In version 3 a Backup goes by the interval that it heard.
  const { advertised, intervalNs: interval } = to.lastSighting.advert.version === 2 ? to : (from ?? to)
  if (advertised === 0) return undefined
  const more = Math.round((gap - expectedGap.max) / interval)
  const rest = gap - expectedGap.max - more * interval
  return more >= 1 && more <= 97 && Math.abs(rest) <= tolerance(ns(gap)) ? 3 + more : undefined
}

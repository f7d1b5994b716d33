import { type Ns, ns } from '../../../core/time.ts'
import type { LiveRouter, LiveTakeover } from '../../../observe/live.ts'
import { LATENESS_NS, tolerance } from '../../../observe/tolerance.ts'
import { type FirstClaim, noteFirstClaims } from '../../first-claims.ts'
import { onceCertain } from '../../once-certain.ts'
import { periodBefore } from '../../period-before.ts'
import { inMs } from '../../quantity.ts'
import { defineRule, type Run } from '../../rule.ts'
import { syncGroupsOf } from '../../sync-groups.ts'

// `unknown` is a timeout too: one that no timer of the model explains.
const TIMED: readonly LiveTakeover['cause'][] = ['timeout', 'priority-zero', 'unknown']

/** Timers of so many adverts are in use, with intervals of 0.1 s; an outage that lasts longer is one. */
const MOST_ADVERTS = 30
/** A timer ends on the beat of the adverts: an outage of any length is within this part of an interval by rare chance. */
const OFF_BEAT = 0.03

export const slowTakeover = defineRule({
  id: 'state/slow-takeover',
  severity: 'warning',
  absence: true,
  ends: 'quiet',
  rfc: ['RFC 9568 6.1', 'RFC 9568 6.4.2', 'RFC 3768 6.2'],
  condition:
    'The first advert of the new Active router comes later than its Active_Down_Interval (after priority 0: its ' +
    'Skew_Time) by more than 30 ms and 2 %.',
  why: 'For the unexplained part nobody held the virtual addresses, although a Backup should have taken over.',
  remedy:
    'Look on {to} for what held it back: a daemon that started late, a CPU without time for it; with keepalived also ' +
    '`vrrp_startup_delay`, a `track_script` in FAULT, `vrrp_rt_priority`.',
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
    group: {
      text:
        '{to} took over {gapMs} ms after the last advert of {from}, expected at most {expectedMs} ms: it waited for the other ' +
        'virtual routers of group {group}.',
      severity: 'info',
      why:
        'keepalived takes over in a sync group only when every member wants to: after priority 0 in one of them the longest timer ' +
        'of the others decides.',
      remedy: 'Nothing where the gap is short enough; else a shorter `advert_int` in every instance of {group}.',
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
  watch(run) {
    const claims = noteFirstClaims(run)
    const judge = (takeover: LiveTakeover, groups: readonly string[]): void => {
      const { cause, gap, expectedGap, from, to } = takeover
      if (!TIMED.includes(cause) || gap === undefined || expectedGap === undefined) return
      if (from === to) return // it gave the role up and took it back: state/restart
      const excess = gap - expectedGap.max
      if (excess <= tolerance(expectedGap.max)) return
      const announced = announcedAfter(takeover, claims.before(takeover.period))
      const inTime = announced !== undefined && announced <= expectedGap.max + tolerance(expectedGap.max)
      const group = inTime ? undefined : groups.find((name) => waitedForGroup(takeover, name, run))
      const missed = inTime || group !== undefined ? undefined : missedAdverts(takeover)
      const message = inTime ? 'announced' : group !== undefined ? 'group' : missed === undefined ? 'late' : 'adverts'
      run.report(message, {
        virtualRouter: to.virtualRouter,
        routers: from === undefined ? [to] : [from, to],
        incident: takeover.at,
        from: ns(takeover.at - gap),
        seen: [{ tNs: takeover.at, frameNo: takeover.frameNo }],
        ...(group === undefined ? {} : { confidence: 'likely' }),
        values: {
          to: to.name,
          from: from?.name ?? 'the one before',
          gapMs: inMs(gap),
          expectedMs: inMs(expectedGap.max),
          unexplainedMs: inMs(ns(excess)),
          ...(missed === undefined ? {} : { missed }),
          ...(group === undefined ? {} : { group }),
          ...(inTime ? { announcedMs: inMs(announced) } : {}),
        },
      })
    }
    const { onClaim, onActive } = claims
    const certain = onceCertain((takeover) => {
      const groups = syncGroupsOf(takeover.to, run.given)
      if (groups.length === 0) judge(takeover, groups)
      // The others of its group may be a few frames behind.
      else run.after(ns(takeover.at + takeover.to.intervalNs / 2), () => judge(takeover, groups))
    })
    return { ...certain, onClaim, onActive }
  },
})

/**
 * Whether all that is seen of a group got another Active router in that moment, and a timer of the group ended no earlier.
 */
function waitedForGroup(
  takeover: LiveTakeover,
  group: string,
  { world, given }: Pick<Run, 'world' | 'given'>,
): boolean {
  const { to, from, at, gap } = takeover
  const others = world.virtualRouters.filter(
    (vr) => vr !== to.virtualRouter && vr.routers.some((router) => syncGroupsOf(router, given).includes(group)),
  )
  // Members on other wires have timers like its own.
  if (others.length === 0) return gap !== undefined && gap <= to.activeDownNs(from ?? to) + slackOfTimer(to)
  const isNow = (time: Ns): boolean => Math.abs(time - at) < to.intervalNs / 2
  const due = others.flatMap(({ takeovers }) => takeovers.filter((other) => isNow(other.at)).map(dueAt))
  return (
    others.every(({ periods }) => periods.some((period) => isNow(period.from))) &&
    due.some((time) => time >= at - slackOfTimer(to))
  )
}

const slackOfTimer = (router: LiveRouter): Ns => tolerance(router.activeDownNs(router))

/** When a takeover had to come at the latest: any time, where nobody knows when the one before fell silent. */
const dueAt = ({ at, gap, expectedGap }: LiveTakeover): number =>
  gap === undefined || expectedGap === undefined ? Number.POSITIVE_INFINITY : at - gap + expectedGap.max

/** From the last advert of the one before to the first announcement, where that came before the first advert. */
function announcedAfter({ to, at, gap }: LiveTakeover, first: FirstClaim | undefined): Ns | undefined {
  const left = at - (gap ?? 0)
  const claims = [...to.announced.values(), ...(first !== undefined && first.mac === to.mac ? [first] : [])]
  const times = claims.map(({ tNs }) => tNs).filter((tNs) => tNs > left && tNs < at)
  return times.length === 0 ? undefined : ns(Math.min(...times) - left)
}

/** The number of missed adverts, if not 3, that a timer with the same skew would have waited for. */
function missedAdverts({ at, gap, expectedGap, from, to }: LiveTakeover): number | undefined {
  if (gap === undefined || expectedGap === undefined) return undefined
  // No number of adverts matters after a priority 0, however long ago that was.
  if (from !== undefined && periodBefore(from, at)?.endedBy === 'priority-zero') return undefined
  // In version 3 a Backup goes by the interval that it heard.
  const { advertised, intervalNs: interval } = to.lastSighting.advert.version === 2 ? to : (from ?? to)
  if (advertised === 0) return undefined
  const more = Math.round((gap - expectedGap.max) / interval)
  const rest = gap - expectedGap.max - more * interval
  const fits = Math.abs(rest) <= Math.min(LATENESS_NS, OFF_BEAT * interval)
  return more >= 1 && more <= MOST_ADVERTS - 3 && fits ? 3 + more : undefined
}

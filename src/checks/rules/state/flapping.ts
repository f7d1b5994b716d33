import { type Ns, ns } from '../../../core/time.ts'
import type { LivePeriod, LiveRouter, LiveVirtualRouter } from '../../../observe/live.ts'
import { periodBefore } from '../../period-before.ts'
import { inMs } from '../../quantity.ts'
import { defineRule, type Values } from '../../rule.ts'
import { wasActiveUnseen } from '../../silence.ts'

const RETURNS = 3
const WINDOW_INTERVALS = 30
const INCIDENT = 'flapping'

interface Told {
  readonly router: LiveRouter
  readonly since: Ns
  count: number
  message: 'flaps' | 'leaves' | 'lowers' | 'silent'
  values: Values
}

export const flapping = defineRule({
  id: 'state/flapping',
  severity: 'error',
  ends: 'quiet',
  rfc: ['RFC 9568 6.4.2', 'RFC 9568 6.4.3'],
  condition:
    'The Active role leaves a router and comes back to it three times or more within 30 Active_Down_Intervals.',
  why: 'Each move costs connections and rewrites the tables of hosts and switches.',
  remedy:
    'Find what takes the role from {router}: the log of its `track_script`, adverts that come late (CPU, packet loss), a ' +
    'stranger in its VRID. Until then `nopreempt` on the router with the higher priority stops the moves.',
  messages: {
    flaps: '{router} lost VRID {vrid} and was Active again {returns} times within {windowMs} ms.',
    leaves: {
      text: '{router} left VRID {vrid} with priority 0 and was Active again {returns} times within {windowMs} ms.',
      remedy:
        'Nothing takes the role from {router}, it gives it up: find in its log what stops its daemon (a watchdog, an ' +
        'update, a reload that restarts) or puts the instance into FAULT (`track_interface`, `track_script`). Until then ' +
        '`nopreempt` with `state BACKUP` on {router} stops the moves.',
    },
    lowers: {
      text:
        '{router} lowered its priority for VRID {vrid} to {low}, lost the role, and was Active again with {high}, {returns} ' +
        'times within {windowMs} ms.',
      remedy:
        'Find in the log of {router} which `track_script`, `track_file` or `track_interface` goes to and fro, and damp it ' +
        '(`rise` and `fall` of the script). Until then `nopreempt` with `state BACKUP` on {router} stops the moves.',
    },
    silent: {
      text: '{router} fell silent for VRID {vrid} and was Active again {returns} times within {windowMs} ms.',
      remedy:
        'Look for what drops protocol 112 of {router} on its way (`nft list ruleset`, `tc -s qdisc`, storm control of its ' +
        'switch port), keeps it from sending (CPU: `vrrp_rt_priority`), or takes its link down (`ip -s link`). `nopreempt` ' +
        'helps only against the last: a router that nobody hears stays Active.',
    },
  },
  watch: (run) => {
    const unseen = new WeakSet<LivePeriod>()
    // What a router advertised when its period ended.
    const priorities = new WeakMap<LivePeriod, number>()
    // The first of a virtual router that flaps: where the role goes to and fro, each of its returns is one of the other, too.
    const told = new WeakMap<LiveVirtualRouter, Told>()
    /** How it lost the role each time, if always in one way. */
    const wayOf = (returns: readonly LivePeriod[], high: number): Pick<Told, 'message' | 'values'> => {
      const lost = returns.flatMap((p) => periodBefore(p.router, p.from) ?? [])
      const always = (way: LivePeriod['endedBy']): boolean => lost.every(({ endedBy }) => endedBy === way)
      if (always('priority-zero')) return { message: 'leaves', values: {} }
      if (always('silence') && returns.every(({ ipIdContinues }) => ipIdContinues))
        return { message: 'silent', values: {} }
      const low = Math.max(...lost.map((p) => priorities.get(p) ?? high))
      return always('yielded') && low < high
        ? { message: 'lowers', values: { low, high } }
        : { message: 'flaps', values: {} }
    }
    const onActive = (period: LivePeriod): void => {
      if (wasActiveUnseen(period)) {
        unseen.add(period)
        return
      }
      const { router, from } = period
      const window = ns(WINDOW_INTERVALS * router.activeDownNs(router))
      const returns = returnsSince(period, from - window).filter((p) => !unseen.has(p))
      const oldest = returns[0]
      if (returns.length < RETURNS || oldest === undefined) return
      const { virtualRouter } = router
      const all = told.get(virtualRouter) ?? { router, since: oldest.from, count: 0, message: 'flaps', values: {} }
      let times = router !== all.router ? 0 : all.count === 0 ? returns.length : 1
      if (times > 0) {
        all.count += times
        const way = wayOf(returns, router.priority)
        if (way.message !== all.message) {
          run.withdraw(all.message, { virtualRouter, incident: INCIDENT })
          times = all.count
        }
        const windowMs = inMs(ns(from - all.since))
        all.message = way.message
        all.values = { router: router.name, vrid: virtualRouter.vrid, returns: all.count, windowMs, ...way.values }
        told.set(virtualRouter, all)
      }
      run.report(all.message, {
        virtualRouter,
        routers: [router],
        incident: INCIDENT,
        times,
        from: all.since,
        seen: returns.map((p) => ({ tNs: p.from, frameNo: p.firstFrameNo })),
        values: all.values,
      })
    }
    return {
      onActive,
      onPeriodEnd(period) {
        priorities.set(period, period.router.priority)
      },
    }
  },
})

/** Periods of the router that began since then, this one included; its first of all was a start-up and no return. */
function returnsSince(period: LivePeriod, since: number): readonly LivePeriod[] {
  const { router } = period
  const before = router.virtualRouter.periods.filter(
    (p) => p.router === router && p.from >= since && p.silenceBefore !== undefined,
  )
  return period.silenceBefore === undefined ? before : [...before, period]
}

import { ns, nsFromSec } from '../../../core/time.ts'
import type { LivePeriod, LiveTakeover } from '../../../observe/live.ts'
import { periodBefore } from '../../period-before.ts'
import { inMs } from '../../quantity.ts'
import { defineRule, type Sign } from '../../rule.ts'

const SECONDS = nsFromSec(30)

export const restart = defineRule({
  id: 'state/restart',
  severity: 'info',
  ends: 'quiet',
  rfc: ['RFC 9568 6.4.3'],
  condition: 'A router leaves with priority 0 and is Active again within 30 seconds.',
  why: 'A planned stop and return, not a failure: the address moved away and back, twice a short interruption.',
  remedy:
    'Use `systemctl reload` in place of `restart` on {router}, or `nopreempt` so that the address stays where it went.',
  messages: {
    restarted: '{router} stopped with priority 0 and was Active again for VRID {vrid} after {awayMs} ms.',
    // The same where the configuration has `nopreempt`.
    unpreempted: {
      text: '{router} stopped with priority 0 and was Active again for VRID {vrid} after {awayMs} ms.',
      remedy: 'Use `systemctl reload` in place of `restart` on {router}.',
    },
    recovered: {
      text: '{router} gave VRID {vrid} up with priority 0 and was Active again after {awayMs} ms; its daemon ran on.',
      why: 'Its daemon did not restart: a tracked interface, script or address failed and recovered.',
      remedy:
        'Read the log of {router} for FAULT, and what it tracks: `track_interface`, `track_script`, the addresses themselves.',
    },
  },
  watch(run) {
    const told = new WeakMap<
      LivePeriod,
      { readonly message: 'restarted' | 'unpreempted' | 'recovered'; readonly sign: Sign }
    >()
    // It came back because another one left, which has a finding of its own.
    const look = ({ cause, from, to, period }: LiveTakeover): void => {
      const before = told.get(period)
      if (before === undefined || from === undefined || from === to) return
      if (cause === 'timeout' || cause === 'priority-zero') run.withdraw(before.message, before.sign)
    }
    return {
      onTakeoverSeen: look,
      onTakeover: look,
      onActive(period) {
        const left = lastLeave(period)
        if (left === undefined) return
        const { router, from } = period
        const restarted = router.config?.preempt === false ? 'unpreempted' : 'restarted'
        // FRR leaves the IP id to the kernel: that it seems to go on is chance.
        const ranOn = period.ipIdContinues && !router.profile.profile.startsWith('frr')
        const message = ranOn ? 'recovered' : restarted
        const sign: Sign = {
          virtualRouter: router.virtualRouter,
          routers: [router],
          incident: from,
          from: left,
          seen: [{ tNs: from, frameNo: period.firstFrameNo }],
          values: { router: router.name, vrid: router.virtualRouter.vrid, awayMs: inMs(ns(from - left)) },
        }
        told.set(period, { message, sign })
        run.report(message, sign)
      },
    }
  },
})

/** When the router had left with priority 0, if that was the end of its last period and seconds ago. */
function lastLeave({ router, from }: LivePeriod) {
  const last = periodBefore(router, from)
  if (last?.endedBy !== 'priority-zero' || last.to === undefined) return undefined
  return from - last.to <= SECONDS ? last.to : undefined
}

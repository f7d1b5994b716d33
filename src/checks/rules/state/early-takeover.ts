import { ns } from '../../../core/time.ts'
import type { LiveTakeover } from '../../../observe/live.ts'
import { onceCertain } from '../../once-certain.ts'
import { inMs } from '../../quantity.ts'
import { defineRule } from '../../rule.ts'

// A centisecond is the finest step of a timer that cuts to whole ones (FRR).
const NOISE_NS = 10e6

// `unknown` is a timeout too: one that no timer of the model explains.
const TIMED: readonly LiveTakeover['cause'][] = ['timeout', 'priority-zero', 'unknown']

export const earlyTakeover = defineRule({
  id: 'state/early-takeover',
  severity: 'warning',
  ends: 'quiet',
  rfc: ['RFC 9568 6.4.2', 'RFC 3768 6.4.2'],
  condition:
    'A router that does not outrank the Active one, or is configured not to pre-empt, takes over before its ' +
    'Active_Down_Interval (after priority 0: its Skew_Time) is over.',
  why: 'A Backup waits so that a lost advert or two do not move the address; this one did not.',
  remedy:
    'Compare the interval and the priority of {to} with what it advertises; a lower `down_timer_adverts` or an accepted ' +
    'shorter interval (version 3) makes it early.',
  messages: {
    early: '{to} took over {gapMs} ms after the last advert of {from}, expected not before {expectedMs} ms.',
    // Told where a configuration takes away the right of the higher priority.
    deaf: {
      text:
        '{to} is configured not to pre-empt, and took over {gapMs} ms after an advert of {from}, which had not fallen silent: ' +
        'it did not hear {from}.',
      why: 'A Backup that hears adverts and does not pre-empt stays Backup. This one timed out: the adverts got lost before its daemon.',
      remedy:
        'Look for what keeps the adverts of {from} from {to}: `nft list ruleset` there, its switch port (portfast / edge, IGMP ' +
        'snooping), a daemon that started before its port forwarded (`vrrp_startup_delay 30`). A capture on {to} shows adverts ' +
        'that its firewall drops; keepalived logs `Receive advertisement timeout`.',
    },
  },
  watch: (run) =>
    onceCertain(({ cause, gap, expectedGap, from, to, at, frameNo, beside }) => {
      if (!TIMED.includes(cause) || gap === undefined || expectedGap === undefined) return
      if (from === to) return // it gave the role up and took it back: state/restart
      if (gap >= expectedGap.min - NOISE_NS) return
      const isDeaf =
        to.config?.preempt === false && from !== undefined && beside.includes(from) && to.priority > from.priority
      run.report(isDeaf ? 'deaf' : 'early', {
        virtualRouter: to.virtualRouter,
        routers: from === undefined ? [to] : [from, to],
        incident: at,
        from: ns(at - gap),
        seen: [{ tNs: at, frameNo }],
        ...(isDeaf ? { confidence: 'likely' } : {}),
        values: {
          to: to.name,
          from: from?.name ?? 'the one before',
          gapMs: inMs(gap),
          expectedMs: inMs(expectedGap.min),
        },
      })
    }),
})

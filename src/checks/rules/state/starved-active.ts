import { ns } from '../../../core/time.ts'
import { inMs } from '../../quantity.ts'
import { defineRule } from '../../rule.ts'
import { watchResumptions } from '../../silence.ts'
import { whileSilent } from '../../while-silent.ts'

export const starvedActive = defineRule({
  id: 'state/starved-active',
  severity: 'warning',
  absence: true,
  ends: 'quiet',
  rfc: ['RFC 9568 6.4.3'],
  condition:
    'An Active router is silent for Active_Down_Interval or more and then goes on as if nothing had happened: IP id ' +
    'continued, no priority 0, no join, no duplicate address detection.',
  why: 'It never stopped, it was not scheduled: CPU, disk I/O or a frozen virtual machine. Meanwhile a Backup takes over.',
  remedy:
    'On {router}: `vrrp_rt_priority 50` and `vrrp_rlimit_rttime` in `global_defs`, no swapping (`vrrp_no_swap`), a longer ' +
    '`advert_int`; `garp_master_refresh 60` repairs the tables of the neighbours afterwards.',
  messages: {
    starved: '{router} was silent for {silenceMs} ms and resumed for VRID {vrid} without a restart.',
  },
  watch(run) {
    const silent = whileSilent(run)
    const { onActive, onLate } = watchResumptions(({ router, from, at, frameNo }) => {
      // Ids left out are adverts that were sent and did not arrive: it was cut off, not starved.
      if (router.idsLeftOut !== 0) return
      silent.report(router, 'starved', {
        virtualRouter: router.virtualRouter,
        routers: [router],
        incident: at,
        from,
        seen: [{ tNs: at, frameNo }],
        values: { router: router.name, vrid: router.virtualRouter.vrid, silenceMs: inMs(ns(at - from)) },
      })
    })
    return {
      onLate,
      onActive(period) {
        silent.onActive(period)
        onActive(period)
      },
    }
  },
})

import { ns } from '../../../core/time.ts'
import type { LivePeriod, LiveVirtualRouter } from '../../../observe/live.ts'
import { addressesOf } from '../../addresses.ts'
import { inMs } from '../../quantity.ts'
import { defineRule, type Sign } from '../../rule.ts'
import { wasActiveUnseen } from '../../silence.ts'

export const noActive = defineRule({
  id: 'state/no-active',
  severity: 'error',
  absence: true,
  rfc: ['RFC 9568 6.4.2'],
  condition: 'Nobody advertises a virtual router for longer than every Active_Down_Interval in force.',
  why: 'No router holds the virtual addresses: whatever is sent to them is lost.',
  remedy: 'Start the daemon on a member (`systemctl start keepalived` / `frr`) and read its log for FAULT.',
  messages: {
    nobody: 'Nobody is Active for VRID {vrid}, {addresses}; the last advert came from {last}.',
  },
  watch(run) {
    // One open incident for each virtual router without an Active router.
    const open = new Map<LiveVirtualRouter, Sign>()
    const ended = new WeakMap<LivePeriod, Sign>()
    return {
      onNoActive(virtualRouter, since, at) {
        const last = [...virtualRouter.routers].sort((a, b) => b.lastAdvertNs - a.lastAdvertNs)[0]
        const sign: Sign = {
          virtualRouter,
          incident: since,
          from: since,
          to: at,
          seen: last === undefined ? [] : [{ tNs: since, frameNo: last.lastFrameNo }],
          values: {
            vrid: virtualRouter.vrid,
            addresses: addressesOf(virtualRouter),
            last: last?.name ?? 'nobody',
          },
        }
        open.set(virtualRouter, sign)
        run.report('nobody', sign)
      },
      onActive(period) {
        const { router, from } = period
        const sign = open.get(router.virtualRouter)
        if (sign === undefined) return
        open.delete(router.virtualRouter)
        ended.set(period, sign)
        // It was Active all the time, and the capture lacks its adverts: net/capture-gap.
        if (wasActiveUnseen(period)) {
          run.withdraw('nobody', sign)
          return
        }
        const values = { ...sign.values, outageMs: inMs(ns(from - (sign.from ?? from))) }
        run.report('nobody', { ...sign, times: 0, to: from, values })
        run.close('nobody', { ...sign, to: from })
      },
      onTakeoverSeen({ period, unseen }) {
        const sign = ended.get(period)
        if (unseen > 0 && sign !== undefined) run.withdraw('nobody', sign)
      },
    }
  },
})

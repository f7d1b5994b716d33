import { ns } from '../../../core/time.ts'
import type { LivePeriod, LiveVirtualRouter } from '../../../observe/live.ts'
import { patience } from '../../overlap.ts'
import { defineRule } from '../../rule.ts'

export const vridMismatch = defineRule({
  id: 'state/vrid-mismatch',
  severity: 'error',
  rfc: ['RFC 9568 7.1', 'RFC 9568 5.2.3'],
  condition: 'Routers advertise the same address under different VRIDs, and are Active at the same time.',
  why: 'Each ignores the adverts of the other for their VRID, so both hold the address.',
  remedy: 'Set the same `virtual_router_id` on {a} and {b} (FRR: the same number behind `vrrp`).',
  messages: { both: '{a} advertises {address} under VRID {vridA} and {b} under VRID {vridB}.' },
  watch: (run) => ({
    onActive(period) {
      const { router, from } = period
      const ours = router.virtualRouter
      for (const { text } of router.lastSighting.advert.addresses.slice(0, 32)) {
        for (const other of run.world.virtualRoutersOf(text, ours.segment)) {
          if (!isOtherNumber(ours, other)) continue
          const rival = other.active[0]
          if (rival === undefined) continue
          run.after(ns(from + patience(router, rival)), () => {
            if (!lastsBeyond(period, from + patience(router, rival)) || !other.active.includes(rival)) return
            const [a, b] = other.firstSeenNs <= ours.firstSeenNs ? [rival, router] : [router, rival]
            run.report('both', {
              virtualRouter: a.virtualRouter,
              routers: [a, b],
              incident: `${a.name} ${b.name} ${b.virtualRouter.vrid}`,
              from,
              seen: [{ tNs: from, frameNo: period.firstFrameNo }],
              values: {
                a: a.name,
                vridA: a.virtualRouter.vrid,
                b: b.name,
                vridB: b.virtualRouter.vrid,
                address: text,
              },
            })
          })
        }
      }
    },
  }),
})

const isOtherNumber = (a: LiveVirtualRouter, b: LiveVirtualRouter): boolean =>
  a !== b && a.vrid !== b.vrid && a.family === b.family && a.path === b.path

const lastsBeyond = (period: LivePeriod, at: number): boolean => (period.to ?? at) >= at

import { ns } from '../../../core/time.ts'
import type { LivePeriod, LiveRouter, LiveVirtualRouter } from '../../../observe/live.ts'
import { defineRule } from '../../rule.ts'

export const groupSplit = defineRule({
  id: 'state/group-split',
  severity: 'warning',
  rfc: { none: 'Sync groups are an extension of keepalived; RFC 9568 knows virtual routers one by one.' },
  condition: 'Virtual routers of one sync group have different Active hosts for longer than Active_Down_Interval.',
  why: 'Traffic comes in through one host and has to go back through another: a black hole for whatever keeps state.',
  remedy:
    'Put both instances into one `vrrp_sync_group` on {nodeA} and on {nodeB}, track the same things in it, and look why ' +
    'one of them did not follow.',
  messages: { split: 'Group {group}: {nodeA} is Active for {idA} and {nodeB} for {idB}.' },
  watch: (run) => ({
    onActive(period) {
      const { router, from } = period
      const group = router.config?.syncGroup
      if (group === undefined) return
      run.after(ns(from + router.activeDownNs(router)), () => {
        if (period.to !== undefined) return
        for (const other of run.world.virtualRouters) {
          const elsewhere = activeElsewhere(other, router, group)
          if (elsewhere !== undefined) run.report('split', signOf(period, elsewhere, group))
        }
      })
    },
  }),
})

/** The Active router of another member of the group, if it is on another node. */
function activeElsewhere(other: LiveVirtualRouter, router: LiveRouter, group: string): LiveRouter | undefined {
  if (other === router.virtualRouter || other.active.length !== 1) return undefined
  const active = other.active[0]!
  return active.config?.syncGroup === group && active.config.node !== router.config?.node ? active : undefined
}

const signOf = (period: LivePeriod, elsewhere: LiveRouter, group: string) => ({
  virtualRouter: period.router.virtualRouter,
  routers: [period.router, elsewhere],
  from: period.from,
  seen: [{ tNs: period.from, frameNo: period.firstFrameNo }],
  values: {
    group,
    nodeA: period.router.config?.node ?? period.router.name,
    idA: period.router.virtualRouter.id,
    nodeB: elsewhere.config?.node ?? elsewhere.name,
    idB: elsewhere.virtualRouter.id,
  },
})

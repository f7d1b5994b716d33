import { sameIp, virtualMac } from '../../../core/address.ts'
import { ns } from '../../../core/time.ts'
import type { LivePeriod, LiveRouter } from '../../../observe/live.ts'
import { idOf } from '../../peers.ts'
import { defineRule, type Sign } from '../../rule.ts'
import { syncGroupsOf } from '../../sync-groups.ts'

export const groupSplit = defineRule({
  id: 'state/group-split',
  severity: 'warning',
  ends: 'one-active',
  rfc: { none: 'Sync groups are an extension of keepalived; RFC 9568 knows virtual routers one by one.' },
  condition: 'Virtual routers of one sync group have different Active hosts for longer than Active_Down_Interval.',
  why: 'Traffic comes in through one host and has to go back through another: a black hole for whatever keeps state.',
  remedy:
    'Put both instances into one `vrrp_sync_group` on {nodeA} and on {nodeB}, track the same things in it, and look why ' +
    'one of them did not follow.',
  messages: { split: 'Group {group}: {nodeA} is Active for {idA} and {nodeB} for {idB}.' },
  watch(run) {
    // The splits that last, by the periods that make them.
    const open = new WeakMap<LivePeriod, Sign[]>()
    const lastsFor = (period: LivePeriod | undefined, sign: Sign): void => {
      if (period !== undefined) open.set(period, [...(open.get(period) ?? []), sign])
    }
    const groupsOf = (router: LiveRouter): readonly string[] => syncGroupsOf(router, run.given)
    return {
      onActive(period) {
        const { router, from } = period
        const groups = groupsOf(router)
        if (groups.length === 0) return
        run.after(ns(from + router.activeDownNs(router)), () => {
          if (period.to !== undefined) return
          for (const other of run.world.virtualRouters) {
            const active = other.active.length === 1 ? other.active[0]! : router
            if (other === router.virtualRouter || !areApart(router, active)) continue
            const group = groupsOf(active).find((name) => groups.includes(name))
            if (group === undefined) continue
            const sign = signOf(period, active, group)
            run.report('split', sign)
            for (const one of [period, active.period]) lastsFor(one, sign)
          }
        })
      },
      onPeriodEnd(period) {
        if (period.to !== undefined)
          for (const sign of open.get(period) ?? []) run.close('split', { ...sign, to: period.to })
      },
    }
  },
})

/** Whether they are certainly of two hosts. Without configurations one segment shows that, or MACs on both. */
function areApart(a: LiveRouter, b: LiveRouter): boolean {
  if (a.config !== undefined && b.config !== undefined) return a.config.node !== b.config.node
  if (a.mac === b.mac && a.mac !== undefined) return false
  const { segment, path } = a.virtualRouter
  if (segment !== b.virtualRouter.segment || path !== b.virtualRouter.path) return isBesides(a, b) || isBesides(b, a)
  return a.address.family === b.address.family && !sameIp(a.address, b.address)
}

/** The host of `a` is a member where `b` is Active, and not `b`: with one MAC in all VLANs, as a trunk gives it. */
function isBesides(a: LiveRouter, b: LiveRouter): boolean {
  const { family, vrid, routers } = b.virtualRouter
  const isOwn = a.mac !== undefined && a.mac !== virtualMac(a.virtualRouter.family, a.virtualRouter.vrid)
  return isOwn && b.mac !== virtualMac(family, vrid) && routers.some(({ mac }) => mac === a.mac)
}

/** One incident from whichever side it is seen: that of the virtual router that was heard first. */
function signOf(period: LivePeriod, elsewhere: LiveRouter, group: string): Sign {
  const [a, b] =
    period.router.virtualRouter.key < elsewhere.virtualRouter.key
      ? [period.router, elsewhere]
      : [elsewhere, period.router]
  const rival = elsewhere.period ?? period
  const later = rival.from > period.from ? rival : period
  return {
    virtualRouter: a.virtualRouter,
    routers: [a, b],
    incident: `${group} ${b.virtualRouter.key} ${idOf(a)} ${idOf(b)}`,
    from: later.from,
    lasts: true,
    seen: [{ tNs: later.from, frameNo: later.firstFrameNo }],
    values: {
      group,
      nodeA: a.config?.node ?? a.name,
      idA: a.virtualRouter.id,
      nodeB: b.config?.node ?? b.name,
      idB: b.virtualRouter.id,
    },
  }
}

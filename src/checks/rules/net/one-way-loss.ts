import { BoundedMap } from '../../../core/bounded.ts'
import { ns } from '../../../core/time.ts'
import type { LiveRouter } from '../../../observe/live.ts'
import { watchBlockedMacs } from '../../blocked-macs.ts'
import { patience } from '../../overlap.ts'
import { inMs } from '../../quantity.ts'
import { defineRule } from '../../rule.ts'
import { shortfalls } from '../../vantage.ts'

const MAX_WAYS = 4096

export const oneWayLoss = defineRule({
  id: 'net/one-way-loss',
  severity: 'error',
  rfc: ['RFC 9568 6.4.2'],
  condition: 'With two vantage points: adverts seen at the one never reached the other.',
  why: 'The network between them loses adverts of {router} in that direction: a receiver beyond the loss takes over.',
  remedy:
    'Follow the way from {near} to {far}: switch port counters, port isolation, ACLs for protocol 112, IGMP snooping; ' +
    'capture at each hop until the adverts are gone.',
  messages: {
    lost:
      '{lost} of {sent} adverts of {router} seen at {near} never reached {far} ({share} % lost); what both saw, {far} ' +
      'stamped {stamped}.',
  },
  watch(run) {
    const names = new Map<number, string>()
    // By how much a vantage point stamps an advert later than the one that delivered it first.
    const skew = new Map<number, number>()
    const told = new BoundedMap<string, number>(MAX_WAYS)
    const macs = watchBlockedMacs()
    return {
      facts: macs.facts,
      onInterface(face) {
        names.set(face.index, face.name)
        macs.onInterface(face)
      },
      onSighting(s, _virtualRouter, router, copy) {
        if (copy === 'vantage' && router !== undefined) skew.set(s.source, s.tNs - router.lastAdvertNs)
      },
      // A second Active router is what a loss leads to: look at once, and at the end.
      onActive({ router, from }) {
        const others = router.virtualRouter.active.filter((other) => other !== router)
        for (const other of others) run.after(ns(from + patience(router, other)), () => [router, other].forEach(tell))
      },
      onEnd(world) {
        for (const { routers } of world.virtualRouters) for (const router of routers) tell(router)
      },
    }

    function tell(router: LiveRouter): void {
      for (const { near, far, sent, lost } of shortfalls(run.world, router)) {
        const way = `${router.virtualRouter.key} ${router.name} ${near} ${far}`
        const before = told.get(way) ?? 0
        if (lost <= before || macs.isBlocked(router, near, far)) continue
        const skewMs = inMs(ns((skew.get(far) ?? 0) - (skew.get(near) ?? 0)))
        told.set(way, lost)
        run.report('lost', {
          virtualRouter: router.virtualRouter,
          routers: [router],
          incident: `${router.name} ${near} ${far}`,
          times: lost - before,
          values: {
            router: router.name,
            near: names.get(near) ?? `vantage point ${near}`,
            far: names.get(far) ?? `vantage point ${far}`,
            sent,
            lost,
            share: Math.round((100 * lost) / sent),
            skewMs,
            stamped: `${Math.abs(skewMs)} ms ${skewMs < 0 ? 'earlier' : 'later'}`,
          },
        })
      }
    }
  },
})

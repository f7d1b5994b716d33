import { ns } from '../../../core/time.ts'
import type { LiveRouter } from '../../../observe/live.ts'
import { inMs } from '../../quantity.ts'
import { defineRule } from '../../rule.ts'
import { shortfalls } from '../../vantage.ts'
import { isVirtualMacBlocked } from './virtual-mac-blocked.ts'

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
      'stamped {skewMs} ms later.',
  },
  watch(run) {
    const names = new Map<number, string>()
    // By how much a vantage point stamps an advert later than the one that delivered it first.
    const skew = new Map<number, number>()
    return {
      onInterface: ({ index, name }) => void names.set(index, name),
      onSighting(s, _virtualRouter, router, copy) {
        if (copy === 'vantage' && router !== undefined) skew.set(s.source, s.tNs - router.lastAdvertNs)
      },
      onEnd(world) {
        for (const { routers } of world.virtualRouters) for (const router of routers) tell(router)
      },
    }

    function tell(router: LiveRouter): void {
      for (const { near, far, sent, lost } of shortfalls(run.world, router)) {
        if (isVirtualMacBlocked(router, near, far)) continue
        run.report('lost', {
          virtualRouter: router.virtualRouter,
          routers: [router],
          incident: `${router.name} ${near} ${far}`,
          times: lost,
          values: {
            router: router.name,
            near: names.get(near) ?? `vantage point ${near}`,
            far: names.get(far) ?? `vantage point ${far}`,
            sent,
            lost,
            share: Math.round((100 * lost) / sent),
            skewMs: inMs(ns((skew.get(far) ?? 0) - (skew.get(near) ?? 0))),
          },
        })
      }
    }
  },
})

import { TWIN_NS } from '../../../observe/copies.ts'
import type { LiveFlow, LiveRouter } from '../../../observe/live.ts'
import type { Sighting } from '../../../wire/facts.ts'
import { defineRule } from '../../rule.ts'

export const duplicateFrame = defineRule({
  id: 'wire/duplicate-frame',
  severity: 'warning',
  rfc: { none: 'No RFC speaks of frames that come twice; they are a fault of the network below.' },
  condition: 'The same advert comes twice within 50 ms at one vantage point and path.',
  why: 'The segment has a loop or the port mirrors both directions: counters and rates of this capture are double.',
  remedy:
    'Check spanning tree and bonds for a loop, and the mirror session for `both` where `rx` is meant; `tcpdump -Q in` leaves ' +
    'outgoing copies out.',
  messages: {
    loop: 'Adverts of {router} for VRID {vrid} come twice ({twins} counted) with the same MAC {mac}: a loop or a mirror port.',
    twoHosts: {
      text: 'Adverts of {router} for VRID {vrid} come twice, from {mac} and from {otherMac}.',
      why: 'Two hosts have the source address and send the same adverts: a copied machine.',
      remedy:
        'Give one of {mac} and {otherMac} its own address: `unicast_src_ip` / `mcast_src_ip` and the address of its interface.',
    },
  },
  watch(run) {
    const counted = new WeakMap<LiveFlow, number>()
    return {
      onSighting(s, _virtualRouter, router, copy) {
        if (router === undefined) return
        if (copy === 'duplicate') tellOfLoop(router)
        else if (copy === 'none') tellOfTwin(s, router)
      },
      onEnd(world) {
        for (const { routers } of world.virtualRouters) for (const router of routers) tellOfLoop(router)
      },
    }

    function tellOfLoop(router: LiveRouter): void {
      for (const flow of router.flows) {
        const before = counted.get(flow) ?? 0
        if (flow.twins <= before || !(router.ipId.last > 0 || flow.isDoubled)) continue
        counted.set(flow, flow.twins)
        run.report('loop', {
          virtualRouter: router.virtualRouter,
          routers: [router],
          times: flow.twins - before,
          ...(flow.firstTwinNs === undefined ? {} : { from: flow.firstTwinNs }),
          ...(flow.lastTwinNs === undefined ? {} : { to: flow.lastTwinNs }),
          seen: flow.twinFrames.map((frameNo) => ({ tNs: flow.lastTwinNs ?? flow.lastNs, frameNo })),
          values: {
            router: router.name,
            vrid: router.virtualRouter.vrid,
            twins: flow.twins,
            mac: flow.mac ?? 'not captured',
          },
        })
      }
    }

    function tellOfTwin(s: Sighting, router: LiveRouter): void {
      const twin = router.virtualRouter.routers.find((other) => isTwin(s, router, other))
      if (twin === undefined) return
      run.report('twoHosts', {
        virtualRouter: router.virtualRouter,
        routers: [router, twin],
        incident: router.address.text,
        seen: [s],
        values: {
          router: router.address.text,
          vrid: router.virtualRouter.vrid,
          mac: twin.mac ?? 'not captured',
          otherMac: router.mac ?? 'not captured',
        },
      })
    }
  },
})

/** Another speaker with the same source address sent the advert of this id just before. */
const isTwin = (s: Sighting, router: LiveRouter, other: LiveRouter): boolean =>
  other !== router &&
  other.address.text === router.address.text &&
  other.mac !== router.mac &&
  s.ipId > 0 &&
  other.ipId.last === s.ipId &&
  s.tNs - other.lastAdvertNs <= TWIN_NS

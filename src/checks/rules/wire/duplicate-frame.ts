import { samePdu, TWIN_NS } from '../../../observe/copies.ts'
import type { LiveFlow, LiveRouter } from '../../../observe/live.ts'
import type { Sighting } from '../../../wire/facts.ts'
import { defineRule } from '../../rule.ts'

/** A mirror port, or a bond, shows a frame two or three times. */
const STORM_COPIES = 10

/** Where no IP id names an advert (IPv6), all of three intervals have to come twice. */
const ENOUGH = 4

type Twin = Pick<Sighting, 'tNs' | 'frameNo'>

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
    storm: {
      text:
        'Each advert of {router} for VRID {vrid} comes some {copies} times ({twins} copies counted) with the same MAC {mac}: ' +
        'frames go round in a loop.',
      severity: 'error',
      why:
        'What goes round is not only this: every broadcast fills every link of the segment and the CPU of every host. Adverts get ' +
        'lost or late, and switches learn each MAC at the wrong port.',
      remedy:
        'Open the loop: shut the ports whose counters of broadcasts run alike. Then see why spanning tree did not block one: ' +
        '`bpdufilter`, a small switch without it, a bridge over two NICs, a bond whose switch ports are no channel.',
    },
    twoHosts: {
      text: 'Adverts of {router} for VRID {vrid} come twice, from {mac} and from {otherMac}.',
      why: 'Two hosts have the source address and send the same adverts: a copied machine.',
      remedy:
        'Give one of {mac} and {otherMac} its own address: `unicast_src_ip` / `mcast_src_ip` and the address of its interface.',
    },
  },
  watch(run) {
    const counted = new WeakMap<LiveFlow, number>()
    const storming = new WeakSet<LiveFlow>()
    const rows = new WeakMap<LiveRouter, readonly Twin[]>()
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
        let before = counted.get(flow) ?? 0
        if (flow.twins <= before || !(router.ipId.last > 0 || flow.isDoubled)) continue
        counted.set(flow, flow.twins)
        const copies = copiesOfEach(flow, router)
        if (copies >= STORM_COPIES && !storming.has(flow)) {
          storming.add(flow)
          run.withdraw('loop', { virtualRouter: router.virtualRouter, routers: [router] })
          before = 0
        }
        run.report(storming.has(flow) ? 'storm' : 'loop', {
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
            copies: Math.round(copies),
            mac: flow.mac ?? 'not captured',
          },
        })
      }
    }

    function tellOfTwin(s: Sighting, router: LiveRouter): void {
      const twin = router.virtualRouter.routers.find((other) => isTwin(s, router, other))
      if (twin === undefined) return
      const seen = s.ipId > 0 ? [s] : proven(s, router, twin)
      if (seen.length === 0) return
      run.report('twoHosts', {
        virtualRouter: router.virtualRouter,
        routers: [router, twin],
        incident: router.address.text,
        times: seen.length,
        seen,
        values: {
          router: router.address.text,
          vrid: router.virtualRouter.vrid,
          mac: twin.mac ?? 'not captured',
          otherMac: router.mac ?? 'not captured',
        },
      })
    }

    /** Without an id: the twins of a row, once they are enough, then each that follows. */
    function proven(s: Sighting, router: LiveRouter, twin: LiveRouter): readonly Twin[] {
      // Now the one and now the other may come first.
      const pair = router.virtualRouter.routers.find((one) => one === router || one === twin) ?? router
      const before = rows.get(pair) ?? []
      const last = before.at(-1)
      const goesOn = last !== undefined && s.tNs - last.tNs <= 1.5 * router.intervalNs
      const row = [...(goesOn ? before : []), { tNs: s.tNs, frameNo: s.frameNo }].slice(-ENOUGH - 1)
      rows.set(pair, row)
      return row.length < ENOUGH ? [] : row.length === ENOUGH ? row : row.slice(-1)
    }
  },
})

/** How often an advert came, on the average of those that were sent from the first copy to the last one. */
function copiesOfEach({ twins, firstTwinNs, lastTwinNs }: LiveFlow, { intervalNs }: LiveRouter): number {
  if (firstTwinNs === undefined || lastTwinNs === undefined) return 1
  return 1 + twins / (1 + Math.floor((lastTwinNs - firstTwinNs) / intervalNs))
}

/** Another speaker with the same source address sent the same advert just before: the one of this id, where there is one. */
const isTwin = (s: Sighting, router: LiveRouter, other: LiveRouter): boolean =>
  other !== router &&
  other.address.text === router.address.text &&
  other.mac !== router.mac &&
  (s.ipId > 0 ? other.ipId.last === s.ipId : s.advert.priority > 0 && samePdu(other.lastSighting, s)) &&
  s.tNs - other.lastAdvertNs <= TWIN_NS

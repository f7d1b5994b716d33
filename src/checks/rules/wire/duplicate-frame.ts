import type { LiveFlow, LiveRouter } from '../../../observe/live.ts'
import { defineRule } from '../../rule.ts'

// Over IPv6 no id tells a copy from an advert that was sent twice: every advert of three intervals must have a twin.
const IPV6_TWINS = 3

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
    loop: 'Adverts of {router} for VRID {vrid} come twice, {twins} times so far, with the same MAC {mac}: a loop or a mirror port.',
    twoHosts: {
      text: 'Adverts of {router} for VRID {vrid} come twice, {twins} times so far, from {macs}.',
      why: 'Two hosts have the source address and send the same adverts: a copied machine.',
      remedy: 'Give one of {macs} its own address: `unicast_src_ip` / `mcast_src_ip` and the address of its interface.',
    },
  },
  watch(run) {
    const counted = new WeakMap<LiveFlow, number>()
    const judge = (router: LiveRouter): void => {
      for (const flow of router.flows) {
        const before = counted.get(flow) ?? 0
        if (flow.twins <= before || !isCertain(router, flow)) continue
        counted.set(flow, flow.twins)
        const macs = macsBeside(router, flow)
        run.report(macs.length > 1 ? 'twoHosts' : 'loop', {
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
            macs: macs.join(' and '),
          },
        })
      }
    }
    return {
      onSighting(_s, _virtualRouter, router, copy) {
        if (copy === 'duplicate' && router !== undefined) judge(router)
      },
      onEnd(world) {
        for (const { routers } of world.virtualRouters) for (const router of routers) judge(router)
      },
    }
  },
})

const isCertain = ({ address }: LiveRouter, flow: LiveFlow): boolean =>
  address.family === 4 || (flow.twins >= IPV6_TWINS && 2 * flow.twins >= flow.frames - 1)

/** MACs from which the router's adverts come at the vantage point and path of the flow. */
const macsBeside = (router: LiveRouter, { source, path }: LiveFlow): readonly string[] => [
  ...new Set(router.flows.filter((f) => f.source === source && f.path === path).flatMap(({ mac }) => mac ?? [])),
]

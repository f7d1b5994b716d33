import { nsFromCs } from '../../../core/time.ts'
import type { LiveRouter } from '../../../observe/live.ts'
import { tolerance } from '../../../observe/tolerance.ts'
import { inMs } from '../../quantity.ts'
import { defineRule } from '../../rule.ts'

const ENOUGH_INTERVALS = 10
// Three adverts to miss and a Skew_Time: at such a spacing Backups take over each time.
const LONGEST_WAIT_INTERVALS = 4
const ENOUGH_LONG_INTERVALS = 2
// FRR sends whole seconds in version 2, at least 1: below two seconds the byte says nothing of the timer.
const FRR_CUT_CS = 200

export const intervalDrift = defineRule({
  id: 'state/interval-drift',
  severity: 'warning',
  rfc: ['RFC 9568 6.4.3', 'RFC 9568 5.2.7'],
  condition:
    'The median spacing of the adverts is not the advertised interval, by more than 30 ms and 2 % over 10 adverts, or by a ' +
    'multiple that no Backup waits out.',
  why: 'Backups compute their Active_Down_Interval from the advertised value: it is too short or too long for what they hear.',
  remedy:
    'On {router} compare `advert_int` with what its version can carry (version 2: whole seconds), and give the daemon ' +
    'CPU time: `vrrp_rt_priority 50`.',
  messages: {
    off: '{router} advertises every {observedMs} ms (median) and says {advertisedMs} ms for VRID {vrid}.',
  },
  watch: (run) => {
    // The spacing of a router that was set anew is of two intervals: it tells nothing of either.
    const first = new WeakMap<LiveRouter, number>()
    const changed = new WeakSet<LiveRouter>()
    const judge = (router: LiveRouter): void => {
      if (changed.has(router) || first.get(router) !== router.advertised) return
      const median = router.intervals.quantile(0.5)
      const advertised = nsFromCs(router.advertised)
      if (median === undefined || advertised === 0) return
      const isLong = median >= LONGEST_WAIT_INTERVALS * advertised
      if (router.intervals.count < (isLong ? ENOUGH_LONG_INTERVALS : ENOUGH_INTERVALS)) return
      if (Math.abs(median - advertised) <= tolerance(advertised)) return
      if (isCutByFrr(router) || isPushedByPeer(router)) return
      run.report('off', {
        virtualRouter: router.virtualRouter,
        routers: [router],
        from: router.firstSeenNs,
        seen: [{ tNs: router.lastAdvertNs, frameNo: router.lastFrameNo }],
        values: {
          router: router.name,
          vrid: router.virtualRouter.vrid,
          observedMs: inMs(median),
          advertisedMs: inMs(advertised),
        },
      })
    }
    return {
      onAdvert: ({ advert }, _, router) => {
        if (router === undefined) return
        const before = first.get(router)
        if (before === undefined) first.set(router, advert.maxAdvertInterval)
        else if (before !== advert.maxAdvertInterval) changed.add(router)
      },
      onActive: ({ router, from }) => {
        const enough = (ENOUGH_INTERVALS + 2) * router.intervalNs
        run.after((from + enough) as typeof from, () => judge(router))
      },
      onEnd: (world) => {
        for (const { routers } of world.virtualRouters) for (const router of routers) judge(router)
      },
    }
  },
})

const isCutByFrr = ({ profile, versions, advertised }: LiveRouter): boolean =>
  profile.profile.startsWith('frr') && versions.has(2) && advertised < FRR_CUT_CS

/** keepalived restarts its timer at every advert that it rejects, so a rejected peer stretches its interval. */
const isPushedByPeer = (router: LiveRouter): boolean =>
  router.virtualRouter.routers.some(
    (peer) => peer !== router && router.virtualRouter.acceptance(peer, router)?.accepts === false,
  )

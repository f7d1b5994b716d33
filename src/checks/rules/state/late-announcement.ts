import { type Ns, ns } from '../../../core/time.ts'
import type { LiveRouter, LiveTakeover } from '../../../observe/live.ts'
import { announcesFrom, hasToAnnounce, noteFirstListed } from '../../announcing.ts'
import { payAttention } from '../../attention.ts'
import { inMs } from '../../quantity.ts'
import { defineRule } from '../../rule.ts'

export const lateAnnouncement = defineRule({
  id: 'state/late-announcement',
  severity: 'warning',
  absence: true,
  ends: 'quiet',
  rfc: ['RFC 9568 6.4.2'],
  condition: 'The first announcement of a new Active router comes more than one interval after its first advert.',
  why: 'Until it comes, hosts and switches send to the router before it: the takeover is that much longer.',
  remedy:
    'Look on {router} for what delays it: `vrrp_garp_interval`, `garp_lower_prio_delay`, thousands of addresses, a busy CPU.',
  messages: { late: '{router} announced its addresses {delayMs} ms after it became Active for VRID {vrid}.' },
  watch(run) {
    const attention = payAttention(run)
    /** Routers that are Active and have announced nothing yet. */
    const silent = new Map<LiveRouter, LiveTakeover>()
    const listed = noteFirstListed()
    const judge = ({ to, at, frameNo, unseen }: LiveTakeover, delay: Ns): void => {
      if (delay <= to.intervalNs || unseen > 0) return
      run.report('late', {
        virtualRouter: to.virtualRouter,
        routers: [to],
        incident: at,
        seen: [{ tNs: at, frameNo }],
        values: { router: to.name, vrid: to.virtualRouter.vrid, delayMs: inMs(delay) },
      })
    }
    return {
      ...attention,
      onActive: listed.onActive,
      onTakeover(takeover) {
        const { to, period, announceDelay } = takeover
        if (announceDelay !== undefined) judge(takeover, announceDelay)
        else if (to.period === period && hasToAnnounce(takeover) && !hasAnnounced(takeover)) silent.set(to, takeover)
      },
      onClaim({ address: { text }, unasked }, fact) {
        if (!unasked || silent.size === 0) return
        for (const { active } of run.world.virtualRoutersOf(text, fact))
          for (const router of active) {
            const takeover = silent.get(router)
            if (takeover === undefined || router.announced.get(text)?.tNs !== fact.tNs) continue
            if (!listed.of(takeover.period).includes(text)) continue
            silent.delete(router)
            // An earlier one may be among what the capture lacks.
            if (attention.seesNeighbours(router)) judge(takeover, ns(fact.tNs - takeover.at))
          }
      },
      onPeriodEnd({ router }) {
        silent.delete(router)
      },
    }
  },
})

const hasAnnounced = (takeover: LiveTakeover): boolean =>
  [...takeover.to.announced.values()].some(({ tNs }) => tNs >= announcesFrom(takeover))

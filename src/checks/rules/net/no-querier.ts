import { BoundedMap } from '../../../core/bounded.ts'
import { ns, nsFromSec } from '../../../core/time.ts'
import type { Place } from '../../../observe/listener.ts'
import type { LivePeriod } from '../../../observe/live.ts'
import { inMs } from '../../quantity.ts'
import { defineRule } from '../../rule.ts'

// RFC 3376 8.4: two queries of 125 s may be lost, and 10 s to answer.
const MEMBERSHIP_NS = nsFromSec(260)
const SLACK_NS = nsFromSec(15)
/** Senders choose their tags. */
const MAX_PLACES = 256

export const noQuerier = defineRule({
  id: 'net/no-querier',
  severity: 'warning',
  absence: true,
  rfc: ['RFC 4541 2.1.2', 'RFC 3376 8.4'],
  condition: 'Membership reports, no querier, and adverts that stop when the membership would time out.',
  why: 'A switch with IGMP or MLD snooping forgets the group when nobody asks for it, and prunes the adverts.',
  remedy:
    'Turn on a querier in the VLAN (`ip igmp snooping querier`, Linux bridge: `ip link set BR type bridge mcast_querier 1`), ' +
    'or exempt 224.0.0.0/24 and ff02::/16 from snooping as RFC 4541 asks.',
  messages: {
    stopped: 'Adverts of {router} stopped {sinceJoinMs} ms after its last membership report, and no querier was heard.',
  },
  watch(run) {
    const queried = new BoundedMap<string, Place>(MAX_PLACES)
    return {
      facts: {
        membership(fact) {
          const { source, path } = fact
          if (fact.role === 'query') queried.set(run.world.placeName(fact), { source, path })
        },
      },
      onPeriodEnd(period) {
        const joined = joinBefore(period)
        const { router, to } = period
        if (period.endedBy !== 'silence' || joined === undefined || to === undefined) return
        const sinceJoin = to - joined
        const isQueried = [...queried.values()].some((place) => run.world.hears(router.virtualRouter, place))
        if (isQueried || Math.abs(sinceJoin - MEMBERSHIP_NS) > SLACK_NS) return
        run.report('stopped', {
          virtualRouter: router.virtualRouter,
          routers: [router],
          confidence: 'likely',
          from: to,
          seen: [{ tNs: to, frameNo: period.lastFrameNo }],
          values: { router: router.name, sinceJoinMs: inMs(ns(sinceJoin)) },
        })
      },
    }
  },
})

/** The last membership report of its members before the adverts stopped: the receivers' reports keep the group alive. */
function joinBefore({ router, to }: LivePeriod): number | undefined {
  const joins = router.virtualRouter.routers
    .flatMap(({ host }) => (host?.lastJoinNs === undefined ? [] : [host.lastJoinNs]))
    .filter((at) => at < (to ?? Number.POSITIVE_INFINITY))
  return joins.length === 0 ? undefined : Math.max(...joins)
}

import { BoundedMap } from '../../../core/bounded.ts'
import { ns } from '../../../core/time.ts'
import type { LiveRouter } from '../../../observe/live.ts'
import { firstFew } from '../../listed.ts'
import { type LossyWay, watchLossyWays } from '../../lossy-ways.ts'
import { inMs } from '../../quantity.ts'
import { defineRule, type Sign } from '../../rule.ts'

const MAX_WAYS = 4096
/** Names in one sentence. */
const MOST_NAMES = 8

const BEHIND = 'seen at {near} never reached {far}{others} ({share} % lost){back}{seenTwice}.'
const UNICAST = '; where no multicast passes at all, as in a cloud, use `unicast_peer` on both'

/** All that is lost on one way: one incident, whatever it hits. */
interface Loss {
  readonly ways: Map<LiveRouter, LossyWay>
  told: { readonly sign: Sign; readonly lost: number } | undefined
}

export const oneWayLoss = defineRule({
  id: 'net/one-way-loss',
  severity: 'error',
  rfc: ['RFC 9568 6.4.2'],
  condition: 'With two vantage points: adverts seen at the one never reached the other.',
  why: 'The network between them loses adverts {direction}: a receiver beyond the loss takes over.',
  remedy:
    'Follow the way from {near} to {far}{andBack}: switch port counters, port isolation, ACLs for protocol 112, IGMP snooping; ' +
    'capture at each hop until the adverts are gone{unicast}.',
  messages: {
    lost: `{lost} of {sent} adverts of {router} ${BEHIND}`,
    several: `{lost} of {sent} adverts of {router} for VRID {vrids} ${BEHIND}`,
  },
  watch(run) {
    const losses = new BoundedMap<string, Loss>(MAX_WAYS)
    const watched = watchLossyWays(run, look)
    return watched.hooks

    function look(routers: readonly LiveRouter[]): void {
      for (const router of routers) {
        for (const { ways } of losses.values()) ways.delete(router)
        for (const way of watched.of(router)) if (!way.isBlocked) lossOn(way).ways.set(router, way)
      }
      for (const loss of losses.values()) tell(loss)
    }

    function lossOn(way: LossyWay): Loss {
      const key = keyOf(way)
      const loss = losses.get(key) ?? { ways: new Map(), told: undefined }
      losses.set(key, loss)
      return loss
    }

    function tell(loss: Loss): void {
      const hit = [...loss.ways]
      const lost = sum(hit.map(([, way]) => way.lost))
      const { told } = loss
      const sign = hit.length === 0 ? undefined : signOf(hit, lost)
      const isOther = told !== undefined && (sign === undefined || told.sign.virtualRouter !== sign.virtualRouter)
      if (isOther) run.withdraw(messageOf(told.sign), told.sign)
      const before = told === undefined || isOther ? 0 : told.lost
      if (sign !== undefined && lost > before) run.report(messageOf(sign), { ...sign, times: lost - before })
      loss.told = sign === undefined ? undefined : { sign, lost: Math.max(lost, before) }
    }

    function signOf(hit: readonly (readonly [LiveRouter, LossyWay])[], lost: number): Sign {
      const [router, way] = hit[0]!
      const { near, far } = way
      const virtualRouters = [...new Set(hit.map(([one]) => one.virtualRouter))]
      const others = [...new Set(hit.flatMap(([, { others }]) => others))].map(watched.nameOf)
      const sent = sum(hit.map(([, way]) => way.sent))
      const skew = watched.skew(router, way)
      const skewMs = skew === undefined ? undefined : inMs(skew)
      const back = [...(losses.get(keyOf({ near: far, far: near }))?.ways ?? [])]
      const backLost = sum(back.map(([, way]) => way.lost))
      const backSent = sum(back.map(([, way]) => way.sent))
      const isNothing = back.length > 0 && lost + backLost === sent + backSent
      return {
        ...(virtualRouters.length === 1 && { virtualRouter: virtualRouters[0]! }),
        routers: hit.map(([one]) => one),
        incident: keyOf(way),
        seen: hit.flatMap(([, { missed }]) => missed),
        from: ns(Math.min(...hit.map(([, { from }]) => from))),
        to: ns(Math.max(...hit.map(([, { to }]) => to))),
        values: {
          router: namesOf(hit),
          ...(virtualRouters.length > 1 && { vrids: named(virtualRouters.map(({ vrid }) => `${vrid}`)) }),
          near: watched.nameOf(near),
          far: watched.nameOf(far),
          others: others.length === 0 ? '' : ` nor ${named(others)}`,
          sent,
          lost,
          share: Math.round((100 * lost) / sent),
          back: back.length === 0 ? '' : `, nor did ${backLost} of ${backSent} of ${namesOf(back)} on the way back`,
          direction: back.length === 0 ? `of ${namesOf(hit)} in that direction` : 'in both directions',
          andBack: back.length === 0 ? '' : ' and back',
          unicast: isNothing ? UNICAST : '',
          ...(skewMs !== undefined && { skewMs, stamped: laterBy(skewMs) }),
          seenTwice: skewMs === undefined ? '' : `; what both saw, ${watched.nameOf(far)} stamped ${laterBy(skewMs)}`,
        },
      }
    }
  },
})

const messageOf = ({ virtualRouter }: Sign): 'lost' | 'several' => (virtualRouter === undefined ? 'several' : 'lost')

const keyOf = ({ near, far }: Pick<LossyWay, 'near' | 'far'>): string => `${near} ${far}`

const laterBy = (ms: number): string => `${Math.abs(ms)} ms ${ms < 0 ? 'earlier' : 'later'}`

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

const namesOf = (hit: readonly (readonly [LiveRouter, LossyWay])[]): string => named(hit.map(([{ name }]) => name))

const named = (names: readonly string[]): string => firstFew([...new Set(names)], MOST_NAMES)

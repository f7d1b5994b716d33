import { compareIp, sameIp } from '../../../core/address.ts'
import { ns } from '../../../core/time.ts'
import type { Deviation } from '../../../observe/listener.ts'
import type { LivePeriod, LiveRouter, LiveVirtualRouter } from '../../../observe/live.ts'
import { isUnicast } from '../../../wire/destination.ts'
import { listed } from '../../listed.ts'
import { patience } from '../../overlap.ts'
import { defineRule, type Sign, type Values } from '../../rule.ts'

const ONE = '{deaf} does not react to the adverts of {other}, which are on the wire: it does not hear them.'
const EACH = '{on} do not react to the adverts of each other, which are on the wire: they do not hear each other.'
const SOME = '{on} do not react to adverts of {other}, which are on the wire: they do not hear them.'
const LOST =
  'The adverts pass this vantage point and get lost before the daemon of {on}: a host firewall, a switch port'
const STILL_SHOWN =
  'A capture on the host itself may still show them, because packets are captured before netfilter drops them.'
const LET_IN =
  'On {on}: `nft insert rule inet filter input meta l4proto 112 accept`, firewalld ' +
  '`firewall-cmd --permanent --add-rich-rule=\'rule protocol value="vrrp" accept\'`'
const CLOUD = 'In a cloud allow protocol 112 in the security group.'

const UNICAST = {
  why: `${LOST}, an access list on the way. ${STILL_SHOWN}`,
  remedy: `${LET_IN}; then the ports and access lists between them. ${CLOUD}`,
}

// More pairs than a segment of any use has: they would not be read.
const MAX_PAIRS = 64

export const oneWayDeafness = defineRule({
  id: 'state/one-way-deafness',
  severity: 'error',
  ends: 'one-active',
  rfc: ['RFC 9568 6.4.3', 'RFC 9568 7.1'],
  condition: 'A router never reacts to adverts that the segment carries and that it should accept.',
  why: `${LOST}, {snooping}. ${STILL_SHOWN}`,
  remedy: `${LET_IN}; then the switch port: {snooping} must not prune {group}. ${CLOUD}`,
  messages: {
    one: ONE,
    each: EACH,
    some: SOME,
    oneUnicast: { text: ONE, ...UNICAST },
    eachUnicast: { text: EACH, ...UNICAST },
    someUnicast: { text: SOME, ...UNICAST },
    hopLimit: {
      text:
        '{deaf} does not react to the adverts of {other}, which are on the wire: they arrive with hop limit {hopLimit}, and it may ' +
        'demand more (`min_ttl`), or it does not hear them.',
      why:
        'By unicast keepalived takes every hop limit, unless its `min_ttl` for that peer is higher; what it then rejects it does ' +
        'not obey. Else the adverts get lost before the daemon of {deaf}: a host firewall, a switch port, a router on the way.',
      remedy:
        'Look in the log of {deaf} for `TTL/HL {hopLimit} not in range`. If it is there, set `unicast_ttl 255` on {other}, or lower ' +
        '`min_ttl` for {other} in the `unicast_peer` block of {deaf}; if not, on {deaf}: `nft insert rule inet filter input ' +
        'meta l4proto 112 accept`, and allow protocol 112 in the security group of a cloud.',
    },
  },
  watch(run) {
    const episodes = new WeakMap<LiveVirtualRouter, Episode>()
    return {
      onDeviation(deviation) {
        const { kind, router, other, tNs, frameNo } = deviation
        if (kind === 'yielded-wrongly') return
        const [deaf, heard] = [router.period, other.period]
        if (deaf === undefined || heard === undefined) return
        const pair: Pair = { deaf, other: heard, isSure: false }
        const episode = episodeOf(episodes.get(router.virtualRouter), pair)
        episodes.set(router.virtualRouter, episode)
        if (episode.pairs.length === MAX_PAIRS) return
        episode.pairs.push(pair)
        // One advert in flight is no deafness: it must go on.
        run.after(ns(tNs + patience(router, other)), () => {
          if (!bothWentOn(deviation) || !shouldAccept(deviation)) return
          pair.isSure = true
          const { told } = episode
          if (told !== undefined) run.withdraw(told.message, told.sign)
          const pairs = episode.pairs.filter((one) => isTold(one, episode.pairs))
          const { hopLimit } = other.lastSighting
          const message = messageOf(pairs, deviation)
          const sign: Sign = {
            virtualRouter: router.virtualRouter,
            routers: [...new Set(pairs.flatMap((one) => [one.deaf.router, one.other.router]))],
            incident: episode.since,
            seen: [...(told?.sign.seen ?? []), { tNs, frameNo }],
            confidence: 'likely',
            values: { ...valuesOf(pairs), ...(message === 'hopLimit' && { hopLimit }) },
          }
          run.report(message, sign)
          episode.told = { message, sign }
        })
      },
    }
  },
})

type Form = 'one' | 'each' | 'some'
type Said = Form | `${Form}Unicast` | 'hopLimit'

/** One that ignores another, both Active. */
interface Pair {
  readonly deaf: LivePeriod
  readonly other: LivePeriod
  isSure: boolean
}

/** What goes on at one time in one virtual router: one finding, whoever is deaf to whom. */
interface Episode {
  readonly since: number
  readonly pairs: Pair[]
  told: { readonly message: Said; readonly sign: Sign } | undefined
}

function episodeOf(known: Episode | undefined, pair: Pair): Episode {
  const since = Math.max(pair.deaf.from, pair.other.from)
  const goesOn = known?.pairs.some(({ deaf, other }) => Math.min(endOf(deaf), endOf(other)) > since) === true
  return goesOn ? known! : { since, pairs: [], told: undefined }
}

const endOf = ({ to }: LivePeriod): number => to ?? Number.POSITIVE_INFINITY

/** Where the one direction is sure, the other one shows itself sooner. */
const isTold = (pair: Pair, all: readonly Pair[]): boolean =>
  pair.isSure || all.some((one) => one.isSure && isBack(one, pair))

const isBack = (one: Pair, pair: Pair): boolean => one.deaf === pair.other && one.other === pair.deaf

function formOf(pairs: readonly Pair[]): Form {
  if (pairs.length === 1) return 'one'
  const deaf = new Set(pairs.map((pair) => pair.deaf.router))
  const ignored = new Set(pairs.map((pair) => pair.other.router))
  return deaf.size === ignored.size && [...deaf].every((router) => ignored.has(router)) ? 'each' : 'some'
}

function messageOf(pairs: readonly Pair[], { router, other }: Deviation): Said {
  const form = formOf(pairs)
  const { lastSighting } = other
  if (!isUnicast(lastSighting)) return form
  // Its host says by ICMP that something else refuses them: net/protocol-unreachable.
  const isRefused = router.host?.lastIcmpErrorNs !== undefined
  const mayBeHopLimit = form === 'one' && lastSighting.hopLimit < 255 && router.config === undefined && !isRefused
  return mayBeHopLimit ? 'hopLimit' : `${form}Unicast`
}

function valuesOf(pairs: readonly Pair[]): Values {
  const deaf = pairs.map((pair) => pair.deaf.router)
  const ignored = pairs.map(({ other }) => other.router)
  // Of two the one and the other.
  const told = new Set([...deaf, ...ignored]).size === 2 ? 1 : pairs.length
  return {
    deaf: namesOf(deaf.slice(0, told)),
    other: namesOf(ignored.slice(0, told)),
    on: namesOf(deaf),
    ...(deaf[0]!.address.family === 4 ? IPV4 : IPV6),
  }
}

const namesOf = (routers: readonly LiveRouter[]): string =>
  listed([...new Set(routers)].sort((a, b) => compareIp(a.address, b.address)).map(({ name }) => name))

const IPV4: Values = { snooping: 'IGMP snooping', group: '224.0.0.0/24' }
const IPV6: Values = { snooping: 'MLD snooping', group: 'ff02::12' }

/** It passes all checks, and where copies go to single peers there is one for it: an unseen one may never have been sent. */
function shouldAccept({ router, other }: Deviation): boolean {
  const isShown = !isUnicast(other.lastSighting) || other.flows.some(({ dst }) => sameIp(dst, router.address))
  return isShown && router.virtualRouter.acceptance(other, router)?.accepts !== false
}

function bothWentOn({ router, other, tNs }: Deviation): boolean {
  const until = tNs + patience(router, other)
  return [router, other].every((speaker) =>
    speaker.virtualRouter.periods.some((p) => p.router === speaker && p.from <= until && (p.to ?? until) >= until),
  )
}

import { sameIp, virtualMac } from '../../../core/address.ts'
import { BoundedMap } from '../../../core/bounded.ts'
import type { Place } from '../../../observe/listener.ts'
import type { Seen } from '../../../wire/facts.ts'
import type { Claim } from '../../announced.ts'
import { defineRule } from '../../rule.ts'

// Once there and back is a return after repair, unless somebody asked about just this address.
const TURNS = 3
const TURNS_OF_WATCHED = 2
const MAX_ADDRESSES = 4096

/** Who announced an address last, and how often that changed. */
interface Contest {
  mac: string
  readonly macs: Set<string>
  turns: number
  /** The turns that were not told yet. */
  readonly untold: Pick<Seen, 'tNs' | 'frameNo'>[]
}

export const addressContested = defineRule({
  id: 'net/address-contested',
  severity: 'warning',
  ends: 'quiet',
  rfc: ['RFC 5227 2.4'],
  condition:
    'An address that no VRRP router serves is announced by two MAC addresses in turn, with three changes or more; one that ' +
    '`--vip` names with two, answers to requests included.',
  why: 'Two hosts take the address from each other (kube-vip, MetalLB, a copied machine): connections to it break.',
  remedy:
    'Look at the leader election of what announces {address} (`kubectl -n kube-system get lease`, MetalLB `speaker` logs), ' +
    'or take the address off one of {macs}.',
  messages: { turns: '{address} was announced in turn by {macs}: {turns} changes.' },
  watch(run) {
    const contests = new BoundedMap<string, Contest>(MAX_ADDRESSES)
    return {
      onClaim(claim, fact) {
        const isWatched = run.given.watched.some((ip) => sameIp(ip, claim.address))
        if (!claim.unasked && !isWatched) return
        const enough = isWatched ? TURNS_OF_WATCHED : TURNS
        const id = `${run.world.placeName(fact)} ${claim.address.text}`
        const contest = contests.get(id) ?? { mac: claim.mac, macs: new Set([claim.mac]), turns: 0, untold: [] }
        contests.set(id, contest)
        if (contest.mac === claim.mac) return
        contest.mac = claim.mac
        contest.turns++
        if (contest.macs.size < 8) contest.macs.add(claim.mac)
        if (contest.untold.length < enough) contest.untold.push({ tNs: fact.tNs, frameNo: fact.frameNo })
        if (contest.turns < enough || isServed(claim, fact)) return
        run.report('turns', {
          incident: id,
          times: contest.turns === enough ? enough : 1,
          seen: contest.turns === enough ? contest.untold : [fact],
          values: { address: claim.address.text, macs: [...contest.macs].join(' and '), turns: contest.turns },
        })
      },
    }
    // Addresses that are not advertised move with a virtual router too (virtual_ipaddress_excluded).
    function isServed({ address, mac }: Claim, place: Place): boolean {
      if (run.world.virtualRoutersOf(address.text, place).length > 0) return true
      return run.world.virtualRouters.some(
        (vr) => virtualMac(vr.family, vr.vrid) === mac || vr.routers.some((router) => router.mac === mac),
      )
    }
  },
})

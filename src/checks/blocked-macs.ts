import { type Ip, isVirtualMac, virtualMac } from '../core/address.ts'
import { BoundedMap } from '../core/bounded.ts'
import type { LiveFlow, LiveRouter } from '../observe/live.ts'
import type { ArpFact, MembershipFact, NdFact } from '../wire/facts.ts'
import type { Hooks, Run } from './rule.ts'

const MAX_SENDERS = 4096

/** Tells whether frames from a virtual MAC alone are lost between two vantage points. */
export interface BlockedMacs extends Required<Pick<Hooks, 'onInterface' | 'facts'>> {
  /**
   * All that the router sent from the virtual MAC at `near` is missing at `far`, while others pass: adverts from another
   * MAC, or what the router itself sends from its own.
   */
  isBlocked(router: LiveRouter, near: number, far: number): boolean
}

export function watchBlockedMacs(run: Pick<Run, 'world'>): BlockedMacs {
  let points = 0
  /** Who sent ARP, neighbour discovery or reports of membership from a MAC of its own: vantage point and address. */
  const seen = new BoundedMap<string, true>(MAX_SENDERS)
  const note = ({ srcMac, source }: ArpFact | NdFact | MembershipFact, sender: Ip): void => {
    if (points > 1 && srcMac !== undefined && !isVirtualMac(srcMac))
      seen.set(keyOf(run.world.wholeOf(source), sender), true)
  }
  return {
    onInterface: () => void points++,
    facts: {
      arp: (fact) => note(fact, fact.senderIp),
      nd: (fact) => note(fact, fact.src),
      membership: (fact) => note(fact, fact.src),
    },
    isBlocked(router, near, far) {
      const { family, vrid, routers } = router.virtualRouter
      const vmac = virtualMac(family, vrid)
      const isAt = ({ source }: LiveFlow, point: number): boolean => run.world.wholeOf(source) === point
      const leaves = router.flows.some((flow) => isAt(flow, near) && flow.mac === vmac)
      const arrives = router.flows.some((flow) => isAt(flow, far))
      if (!leaves || arrives) return false
      const passes = ({ flows }: LiveRouter): boolean =>
        [near, far].every((point) => flows.some((flow) => isAt(flow, point) && flow.mac !== vmac))
      return seen.get(keyOf(far, router.address)) !== undefined || routers.some(passes)
    },
  }
}

const keyOf = (source: number, sender: Ip): string => `${source} ${sender.text}`

import type { Mac } from '../core/address.ts'
import type { Ns } from '../core/time.ts'
import type { LivePeriod, LiveVirtualRouter } from '../observe/live.ts'
import type { Hooks, Run } from './rule.ts'

export interface FirstClaim {
  readonly mac: Mac
  readonly tNs: Ns
}

/**
 * Tells which announcement came first between the last advert and an Active period: where several Backups take over before
 * one advertises, each announces from the one virtual MAC, and the latest of them is not when the addresses moved.
 */
export interface FirstClaims extends Required<Pick<Hooks, 'onClaim' | 'onActive'>> {
  before(period: LivePeriod): FirstClaim | undefined
}

export function noteFirstClaims(run: Pick<Run, 'world'>): FirstClaims {
  const first = new WeakMap<LiveVirtualRouter, FirstClaim & { readonly lastAdvertNs: Ns }>()
  const before = new WeakMap<LivePeriod, FirstClaim>()
  return {
    onClaim({ address, mac, unasked }, fact) {
      if (!unasked) return
      for (const virtualRouter of run.world.virtualRoutersOf(address.text, fact)) {
        const { active, lastSeenNs } = virtualRouter
        const isHeld = active.some((router) => fact.tNs <= router.lastAdvertNs + router.intervalNs)
        if (isHeld || first.get(virtualRouter)?.lastAdvertNs === lastSeenNs) continue
        first.set(virtualRouter, { mac, tNs: fact.tNs, lastAdvertNs: lastSeenNs })
      }
    },
    onActive(period) {
      const claim = first.get(period.router.virtualRouter)
      if (claim !== undefined) before.set(period, claim)
    },
    before: (period) => before.get(period),
  }
}

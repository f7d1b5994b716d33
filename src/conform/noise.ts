import type { RouterConfig } from '../config/model.ts'
import { NS_PER_MS, type Ns, ns, nsFromCs } from '../core/time.ts'
import type { Heard } from './heard.ts'

const LEAST_NS = 2 * NS_PER_MS
/** A machine this bad needs retries, not more tolerance: the cases would tell nothing any more. */
const MOST_NS = 30 * NS_PER_MS
const NEARLY_ALL = 0.99

/**
 * What the noise before a run adds to every tolerance: nearly all of the tester's own alarms and of the device's adverts
 * were no later than this.
 */
export const allowanceFor = (alarmsNs: readonly number[], beatsNs: readonly number[]): Ns =>
  ns(Math.round(Math.min(MOST_NS, Math.max(LEAST_NS, quantile(alarmsNs) + quantile(beatsNs)))))

/** By how much each advert of an undisturbed device came later or earlier than its interval after the one before. */
export function beatLateness(heard: readonly Heard[], routers: readonly RouterConfig[]): number[] {
  return routers.flatMap((router) => {
    const times = heard.flatMap((fact) =>
      fact.kind === 'advert' && fact.advert.vrid === router.vrid && fact.src.family === router.family ? [fact.tNs] : [],
    )
    const interval = nsFromCs(router.advertInterval)
    return times.slice(1).map((tNs, i) => Math.abs(tNs - times[i]! - interval))
  })
}

function quantile(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(NEARLY_ALL * sorted.length))] ?? 0
}

import type { RouterConfig } from '../config/model.ts'
import { type ConformCase, unmetNeed } from './case.ts'
import type { Device } from './device.ts'

/** The cases of each virtual router, in order. */
export type Work = ReadonlyMap<RouterConfig, readonly ConformCase[]>

export interface Plan {
  readonly skipped: readonly { readonly candidate: ConformCase; readonly why: string }[]
  readonly quiet: Work
  /** Every group has at most one case for each virtual router. */
  readonly groups: readonly Work[]
}

/** Gives each case the virtual router that fits it and has least to do; cases that fit few go first. */
export function planOf(
  cases: readonly ConformCase[],
  device: Device,
  runsOn: (router: RouterConfig) => boolean = () => true,
): Plan {
  const skipped: { candidate: ConformCase; why: string }[] = []
  const quiet = new Map<RouterConfig, ConformCase[]>()
  const groups = new Map<string, Map<RouterConfig, ConformCase[]>[]>()
  const routers = device.routers.filter(runsOn)
  const placed = cases.map((candidate) => ({
    candidate,
    fitting: routers.filter((router) => unmetNeed(candidate, router, device) === undefined),
  }))
  placed.sort((a, b) => a.fitting.length - b.fitting.length)
  for (const { candidate, fitting } of placed) {
    if (fitting.length === 0) skipped.push({ candidate, why: whyNot(candidate, routers, device) })
    else if (candidate.choreography === undefined) {
      const load = (router: RouterConfig): number => (quiet.get(router)?.length ?? 0) * router.advertInterval
      const router = fitting.reduce((least, next) => (load(next) < load(least) ? next : least))
      quiet.set(router, [...(quiet.get(router) ?? []), candidate])
    } else join(groups, candidate, fitting)
  }
  return { skipped, quiet, groups: [...groups.values()].flat() }
}

function join(
  groups: Map<string, Map<RouterConfig, ConformCase[]>[]>,
  candidate: ConformCase,
  fitting: readonly RouterConfig[],
): void {
  const name = candidate.choreography!
  const same = groups.get(name) ?? []
  groups.set(name, same)
  let group = same.find((each) => fitting.some((router) => !each.has(router)))
  if (group === undefined) {
    group = new Map()
    same.push(group)
  }
  group.set(fitting.find((router) => !group.has(router))!, [candidate])
}

/** The need that the virtual router nearest to fitting lacks. */
function whyNot(candidate: ConformCase, routers: readonly RouterConfig[], device: Device): string {
  const unmet = (router: RouterConfig): number => candidate.needs.filter((need) => !need.met(router, device)).length
  const nearest = routers.reduce<RouterConfig | undefined>(
    (best, next) => (best === undefined || unmet(next) < unmet(best) ? next : best),
    undefined,
  )
  return nearest === undefined
    ? 'no virtual router of this version and family'
    : `needs ${unmetNeed(candidate, nearest, device)}`
}

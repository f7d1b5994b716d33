import type { RouterConfig } from '../config/model.ts'
import { originOf } from '../config/origins.ts'
import type { LiveRouter, LiveVirtualRouter } from '../observe/live.ts'
import type { Sighting } from '../wire/facts.ts'
import { adverted } from './advert.ts'
import type { Member } from './groups.ts'
import type { Hooks, Run, Sign, Values } from './rule.ts'
import { Ties } from './ties.ts'

/** What an advert shows that its sender's configuration does not say; undefined where the two agree. */
export type Compare<M extends string> = (
  advert: Sighting,
  member: Member,
  router: LiveRouter,
) => { readonly message: M; readonly field: keyof RouterConfig; readonly values: Values } | undefined

/**
 * Holds every advert against the configuration of its sender: at once where the sender is known, and at the end for the
 * speaker and the node that are left over.
 */
export function holdAgainst<M extends string>(run: Run<M>, compare: Compare<M>): Hooks {
  let ties = new Ties([])
  const look = (advert: Sighting, vr: LiveVirtualRouter, router: LiveRouter, member: Member): void => {
    const found = compare(advert, member, router)
    if (found !== undefined) run.report(found.message, deviation(advert, vr, router, member, found.field, found.values))
  }
  return {
    onConfig(nodes) {
      ties = new Ties(nodes)
    },
    onAdvert(advert, vr, router) {
      const member = router === undefined ? undefined : ties.of(router)
      if (router !== undefined && member !== undefined) look(advert, vr, router, member)
    },
    onEnd(world) {
      for (const vr of world.virtualRouters) {
        const tied = ties.byElimination(vr)
        if (tied !== undefined) look(tied.router.lastSighting, vr, tied.router, tied.member)
      }
    },
  }
}

/** A sign at the line of the configuration that the advert contradicts. */
function deviation(
  advert: Sighting,
  vr: LiveVirtualRouter,
  router: LiveRouter,
  { node, router: config }: Member,
  field: keyof RouterConfig,
  values: Values,
): Sign {
  const { file, line, column } = originOf(config, field)
  return {
    ...adverted(advert, vr, router, { node: node.name, file, line, ...values }),
    node: node.name,
    file,
    line,
    column,
  }
}

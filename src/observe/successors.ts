import type { RouterConfig } from '../config/model.ts'
import { type Ns, ns } from '../core/time.ts'
import { learnedInterval, paramsOf } from '../model/params.ts'
import type { TrackedRouter } from './router.ts'
import { followedAdvert, longestWait, paceOf, waitAfter } from './shadow.ts'

/**
 * The longest Active_Down_Interval in force after the last advert of `left`: of a Backup that was heard or that a
 * configuration names, or of one that nobody knows yet, with the lowest priority and the ways of `left`.
 */
export function longestWaitAfter(left: TrackedRouter): Ns {
  const { params, address, virtualRouter } = left
  const { routers, configs } = virtualRouter
  const learned = learnedInterval(params, { ...followedAdvert(left), maxAdvertInterval: paceOf(left.advertised) })
  const unknown = longestWait({ ...params, advertInterval: learned })
  const heard = routers.filter((r) => r !== left).map((r) => r.activeDownNs(left))
  const isSilent = (config: RouterConfig) => routers.every((r) => r.config !== config)
  const silent = configs
    .filter(isSilent)
    .map((config) => waitAfter(paramsOf(config), address, followedAdvert(left, config.priority)))
  return ns(Math.max(unknown, ...heard, ...silent))
}

import type { RouterConfig } from '../../config/model.ts'
import { type Ip, ipFromBytes } from '../../core/address.ts'
import { type ConformCase, unmetNeed } from '../case.ts'
import type { DeviceControl } from '../device.ts'
import { BASE_ROUTERS, SPECIAL_ROUTERS } from './routers.ts'
import { VIRTUAL_HOST } from './world.ts'

/** What a case runs on: one virtual router, and others that the device runs beside it. */
export interface Stage {
  readonly router: RouterConfig
  readonly others: readonly RouterConfig[]
}

/** Every version and family that a case applies to; where it needs more than the base has, the special ones. */
export function stagesOf(candidate: ConformCase): readonly Stage[] {
  const onBase = BASE_ROUTERS.map(stage).filter((each) => fits(candidate, each))
  return onBase.length > 0 ? onBase : SPECIAL_ROUTERS.map(stage).filter((each) => fits(candidate, each))
}

/** The router with a neighbour of another VRID and, in version 3, its twin in the other family. */
function stage(router: RouterConfig): Stage {
  const neighbour = { ...router, vrid: router.vrid + 10, instance: 'neighbour', addresses: neighbouring(router) }
  const twin = BASE_ROUTERS.find(({ family, version }) => family !== router.family && version === 3)!
  return { router, others: [neighbour, ...(router.version === 3 ? [{ ...twin, vrid: router.vrid }] : [])] }
}

const fits = (candidate: ConformCase, { router, others }: Stage): boolean =>
  unmetNeed(candidate, router, { routers: [router, ...others], control: CONTROL, host: VIRTUAL_HOST }) === undefined

/** The same addresses a little further on. */
const neighbouring = ({ addresses }: RouterConfig): readonly Ip[] =>
  addresses.map(({ bytes }) => {
    const next = bytes.slice()
    next[next.length - 1]! += 0x20
    return ipFromBytes(next)
  })

const nothing = async (): Promise<void> => {}
/** The virtual device can be told everything. */
const CONTROL: DeviceControl = { start: nothing, stop: nothing, kill: nothing, setPriority: nothing, link: nothing }

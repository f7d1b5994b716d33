import type { Mac } from '../core/address.ts'
import type { World } from '../observe/listener.ts'
import type { LiveRouter, LiveVirtualRouter } from '../observe/live.ts'

type Macs = Pick<World, 'macsOf'>

/** The MAC of a router's adverts, and others from which it named its address. */
export const macsOfRouter = (world: Macs, { address, mac }: LiveRouter): readonly Mac[] => [
  ...(mac === undefined ? [] : [mac]),
  ...world.macsOf(address.text),
]

/** Which router a MAC is of, also where all of them advertise from the virtual MAC and answer from their own. */
export function routerOfMac(world: Macs, { routers }: LiveVirtualRouter, mac: Mac): LiveRouter | undefined {
  const adverted = routers.find((router) => router.mac === mac)
  if (adverted !== undefined) return adverted
  // One that answers for several is a proxy.
  const [router, ...others] = routers.filter(({ address }) => world.macsOf(address.text).includes(mac))
  return others.length === 0 ? router : undefined
}

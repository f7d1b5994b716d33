import { keyedHash } from '../edge/keyed-hash.ts'
import { VirtualClock } from '../simulate/queue.ts'
import { Speaker } from '../speaker/driver.ts'
import type { Link } from '../speaker/ports.ts'
import type { Place } from './speak-run.ts'

/** An alarm each. */
const ADVERTS = 500

const NOWHERE: Link = { mtu: 1500, send: () => {}, onFrame: () => {}, setWill: () => {}, clearWill: () => {} }

/**
 * The first router of a place, heard by nobody, through some hundred adverts of virtual time. Then the code that an advert
 * takes is compiled; at one advert a second it would be slow, and now and then compiled at the wrong moment, for minutes.
 */
export function rehearse({ mac, routers, ownHost, tags }: Place, epochSec: number): void {
  const first = routers[0]
  if (first === undefined) return
  const clock = new VirtualClock()
  const own = { link: NOWHERE, clock, wakeup: clock.wakeup(), hash: keyedHash, epochSec }
  new Speaker({ ...own, mac, routers: [first], ownHost, tags }).start()
  for (let count = 0; count < ADVERTS; count++) clock.runNext()
}

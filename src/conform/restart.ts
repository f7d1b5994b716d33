import { type Ns, ns, nsFromSec } from '../core/time.ts'
import type { Sighting } from '../wire/facts.ts'
import type { Harness } from './harness.ts'

/** From being asked to start to being up, a real daemon takes this long at most. */
export const START_GRACE: Ns = nsFromSec(2)

/** Stops the device, lets it rest, starts it: the first advert after that, and when the start was asked for. */
export async function firstAfterStart(h: Harness): Promise<Sighting & { readonly startedNs: Ns }> {
  await h.act('stop')
  await h.pause(ns(2 * h.times.interval))
  const startedNs = await h.act('start')
  h.inbox.skip()
  const first = await h.advert(ns(h.times.activeDown() + 2 * h.times.interval + 2 * START_GRACE), 'the device comes up')
  return { ...first, startedNs }
}

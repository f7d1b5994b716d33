import { sameIp } from '../core/address.ts'
import type { Ns } from '../core/time.ts'
import type { RedirectFact } from '../wire/router-messages.ts'
import type { Harness } from './harness.ts'

/** Redirects to the tester's sending host since a moment. */
export function redirects(h: Harness, since: Ns): readonly RedirectFact[] {
  const [from] = h.hosts
  return h.inbox.facts.filter(
    (heard): heard is RedirectFact =>
      heard.kind === 'redirect' && heard.tNs >= since && sameIp(heard.dst, from.address),
  )
}

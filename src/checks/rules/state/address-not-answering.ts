import { BoundedMap } from '../../../core/bounded.ts'
import { NS_PER_SEC } from '../../../core/time.ts'
import type { LiveRouter } from '../../../observe/live.ts'
import type { EchoFact } from '../../../wire/facts.ts'
import { defineRule } from '../../rule.ts'

const ENOUGH = 3
const MAX_ADDRESSES = 1024

/** Echo requests to one address that nobody has answered yet. */
interface Unanswered {
  count: number
  firstNs: number
}

export const addressNotAnswering = defineRule({
  id: 'state/address-not-answering',
  severity: 'warning',
  absence: true,
  rfc: ['RFC 9568 6.1', 'RFC 9568 6.4.3'],
  condition: "Requests to a virtual address go unanswered while the Active router's own address answers.",
  why: 'The router forwards, but does not accept packets for the address: accept mode is off, or `vrrp_strict` dropped them.',
  remedy:
    'On {router} write `accept` into the instance and delete `vrrp_strict` (look for its rules: `nft list ruleset`).',
  messages: {
    mute: '{address} left {count} echo requests unanswered while {router}, which is Active for it, answered at its own address.',
  },
  watch(run) {
    const unanswered = new BoundedMap<string, Unanswered>(MAX_ADDRESSES)
    const answeredAt = new BoundedMap<string, number>(MAX_ADDRESSES)
    const judge = (echo: EchoFact): void => {
      const open = unanswered.get(echo.dst.text)
      if (open === undefined || open.count < ENOUGH || echo.tNs - open.firstNs < NS_PER_SEC) return
      for (const virtualRouter of run.world.virtualRoutersOf(echo.dst.text)) {
        const router = soleActiveSince(virtualRouter.active, open.firstNs)
        if (router === undefined || (answeredAt.get(router.address.text) ?? Number.NEGATIVE_INFINITY) < open.firstNs)
          continue
        run.report('mute', {
          virtualRouter,
          routers: [router],
          incident: echo.dst.text,
          seen: [echo],
          values: { address: echo.dst.text, router: router.name, count: open.count },
        })
      }
    }
    return {
      facts: {
        echo(fact) {
          if (fact.reply) {
            unanswered.delete(fact.src.text)
            answeredAt.set(fact.src.text, fact.tNs)
            return
          }
          const open = unanswered.get(fact.dst.text)
          if (open !== undefined) open.count++
          else unanswered.set(fact.dst.text, { count: 1, firstNs: fact.tNs })
          judge(fact)
        },
      },
    }
  },
})

function soleActiveSince(active: readonly LiveRouter[], since: number): LiveRouter | undefined {
  const router = active[0]
  return active.length === 1 && router?.period !== undefined && router.period.from < since ? router : undefined
}

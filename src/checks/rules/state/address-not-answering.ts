import { isMulticast } from '../../../core/address.ts'
import { BoundedMap } from '../../../core/bounded.ts'
import { NS_PER_SEC, ns } from '../../../core/time.ts'
import type { LiveRouter } from '../../../observe/live.ts'
import type { ArpFact, EchoFact, NdFact } from '../../../wire/facts.ts'
import { defineRule } from '../../rule.ts'

const ENOUGH = 3
const MAX_ADDRESSES = 1024
const MAX_ASKERS = 4096
/** A kernel without an answer asks again after a second; whoever waits longer may have got one that was not seen. */
const PATIENCE_NS = 5 * NS_PER_SEC
const ANSWER_NS = NS_PER_SEC / 2

/** Requests for one address that nobody has answered yet. */
interface Unanswered {
  readonly count: number
  readonly firstNs: number
  readonly lastNs: number
}

/** Who has an address? */
interface Request {
  readonly address: string
  readonly asker: string
  readonly fact: ArpFact | NdFact
  /** What such are called. */
  readonly requests: string
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
    // Told in place of `mute`: without an answer to ARP or neighbour discovery nothing else is asked.
    gone: {
      text:
        '{address} left {count} {requests} of {asker} unanswered while {router}, which is Active for it, answered {asker} at ' +
        'its own address.',
      severity: 'error',
      why: '{router} advertises the address and does not hold it any more: nobody reaches it, and no Backup takes over.',
      remedy:
        'On {router}: `ip addr show` for {address}; find what deleted it (a network manager, a script), then restart the daemon, ' +
        'which sets it again. Else look for filters of ARP or neighbour discovery: `arp_ignore`, `nft list ruleset`.',
    },
  },
  watch(run) {
    const echoes = new BoundedMap<string, Unanswered>(MAX_ADDRESSES)
    const asked = new BoundedMap<string, Unanswered>(MAX_ASKERS)
    // When an address was last heard from: in words of its own, as an answer to a ping, and as one to this asker.
    const heard = new BoundedMap<string, number>(MAX_ADDRESSES)
    const answered = new BoundedMap<string, number>(MAX_ASKERS)
    const gone = new BoundedMap<string, number>(MAX_ADDRESSES)
    const since = (map: BoundedMap<string, number>, key: string): number => map.get(key) ?? Number.NEGATIVE_INFINITY
    const count = (map: BoundedMap<string, Unanswered>, key: string, tNs: number): Unanswered => {
      const open = map.get(key)
      const next = { count: (open?.count ?? 0) + 1, firstNs: open?.firstNs ?? tNs, lastNs: tNs }
      map.set(key, next)
      return next
    }
    const enough = (open: Unanswered): boolean => open.count >= ENOUGH && open.lastNs - open.firstNs >= NS_PER_SEC
    const judgeEcho = (echo: EchoFact): void => {
      const address = echo.dst.text
      const open = count(echoes, address, echo.tNs)
      if (!enough(open) || gone.get(address) !== undefined) return
      for (const virtualRouter of run.world.virtualRoutersOf(address)) {
        const router = soleActiveSince(virtualRouter.active, open.firstNs)
        if (router === undefined || since(answered, router.address.text) < open.firstNs) continue
        run.report('mute', {
          virtualRouter,
          routers: [router],
          incident: address,
          seen: [echo],
          values: { address, router: router.name, count: open.count },
        })
      }
    }
    const countRequest = (request: Request): void => {
      const { address, asker } = request
      if (run.world.virtualRoutersOf(address).length === 0) return
      const { source, tNs } = request.fact
      const key = `${source} ${address} ${asker}`
      const before = asked.get(key)
      if (before !== undefined && (since(heard, address) > before.firstNs || tNs - before.lastNs > PATIENCE_NS))
        asked.delete(key)
      const open = count(asked, key, tNs)
      // The answer to this one may be on its way.
      if (enough(open)) run.after(ns(tNs + ANSWER_NS), () => judgeRequests(request, open))
    }
    const judgeRequests = ({ address, asker, fact, requests }: Request, open: Unanswered): void => {
      if (since(heard, address) > open.firstNs) return
      for (const virtualRouter of run.world.virtualRoutersOf(address, fact)) {
        const router = soleActiveSince(virtualRouter.active, open.firstNs)
        // What it says to others may pass here where its answers to this one do not.
        if (router === undefined || since(answered, `${router.address.text} ${asker}`) < open.firstNs) continue
        gone.set(address, fact.tNs)
        run.withdraw('mute', { virtualRouter, incident: address })
        run.report('gone', {
          virtualRouter,
          routers: [router],
          incident: address,
          seen: [fact],
          values: { address, requests, asker, router: router.name, count: open.count },
        })
      }
    }
    const hear = (address: string, tNs: number): void => {
      gone.delete(address)
      heard.set(address, tNs)
    }
    return {
      facts: {
        echo(fact) {
          if (!fact.reply) return judgeEcho(fact)
          const [address, asker] = [fact.src.text, fact.dst.text]
          hear(address, fact.tNs)
          echoes.delete(address)
          answered.set(address, fact.tNs)
          answered.set(`${address} ${asker}`, fact.tNs)
        },
        arp(fact) {
          const [sender, target] = [fact.senderIp.text, fact.targetIp.text]
          if (fact.role === 'request') countRequest({ address: target, asker: sender, fact, requests: 'ARP requests' })
          hear(sender, fact.tNs)
          if (fact.role === 'reply') answered.set(`${sender} ${target}`, fact.tNs)
        },
        nd(fact) {
          const [target, src] = [fact.target.text, fact.src.text]
          hear(src, fact.tNs)
          // One to a single host asks whether it still has the address, and may ask the wrong one.
          if (fact.role === 'solicitation' && fact.flaw === undefined && isMulticast(fact.dst))
            countRequest({ address: target, asker: src, fact, requests: 'neighbour solicitations' })
          if (fact.role !== 'advertisement' && fact.role !== 'unsolicited') return
          hear(target, fact.tNs)
          answered.set(`${target} ${fact.dst.text}`, fact.tNs)
        },
      },
    }
  },
})

function soleActiveSince(active: readonly LiveRouter[], since: number): LiveRouter | undefined {
  const router = active[0]
  return active.length === 1 && router?.period !== undefined && router.period.from < since ? router : undefined
}

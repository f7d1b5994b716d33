import { virtualMac } from '../../../core/address.ts'
import { type Ns, ns, nsFromCs } from '../../../core/time.ts'
import type { LiveRouter, LiveVirtualRouter } from '../../../observe/live.ts'
import type { Claim } from '../../announced.ts'
import { defineRule } from '../../rule.ts'

export const duplicateAddress = defineRule({
  id: 'net/duplicate-address',
  severity: 'error',
  rfc: ['RFC 5227 2.4', 'RFC 9568 8.1.2'],
  condition: 'Two MAC addresses claim a virtual address at one time, and no takeover explains it.',
  why: 'Neighbours send to whichever claimed last: connections to the address break at random.',
  remedy:
    'Find {mac} in the table of the switch and take {address} off that host: `ip addr del {address} dev IF`; if it is a ' +
    'router of the group, see why it holds the address without being Active.',
  messages: { claimed: '{mac} claims {address}, which {active} ({activeMac}) holds as Active router.' },
  watch: (run) => ({
    onClaim(claim, fact) {
      for (const virtualRouter of run.world.virtualRoutersOf(claim.address.text, fact)) {
        if (holds(virtualRouter, claim)) continue
        const active = virtualRouter.active[0]
        if (active?.mac === undefined || !serves(active, claim)) continue
        // The claim may belong to a takeover whose advert comes after it.
        run.after(ns(fact.tNs + 2 * nsFromCs(active.advertised)), () => {
          if (explained(virtualRouter, claim, fact.tNs) || !wasActive(active, fact.tNs)) return
          run.report('claimed', {
            virtualRouter,
            routers: [active],
            incident: `${claim.address.text} ${claim.mac}`,
            seen: [fact],
            values: {
              mac: claim.mac,
              address: claim.address.text,
              active: active.name,
              activeMac: active.mac ?? 'unknown MAC',
            },
          })
        })
      }
    },
  }),
})

const serves = (router: LiveRouter, { address }: Claim): boolean =>
  router.lastSighting.advert.addresses.some(({ text }) => text === address.text)

/** An Active router claims its own: from its MAC, or from the virtual one. */
const holds = ({ active, family, vrid }: LiveVirtualRouter, { mac }: Claim): boolean =>
  mac === virtualMac(family, vrid) || active.some((router) => router.mac === mac)

/** A member that is not Active answers for the address: net/backup-answers-arp and state/silent-active tell of it. */
function explained(virtualRouter: LiveVirtualRouter, { mac, unasked }: Claim, at: Ns): boolean {
  const member = virtualRouter.routers.find((router) => router.mac === mac)
  if (member === undefined) return false
  return !unasked || wasActive(member, at) || fellSilent(member, at)
}

const fellSilent = (router: LiveRouter, at: Ns): boolean =>
  router.virtualRouter.periods.filter((p) => p.router === router && p.from <= at).at(-1)?.endedBy === 'silence'

/** Active at that time, or within two intervals of it. */
function wasActive(router: LiveRouter, at: Ns): boolean {
  const slack = 2 * nsFromCs(router.advertised)
  return router.virtualRouter.periods.some(
    (p) => p.router === router && p.from <= at + slack && (p.to ?? at) >= at - slack,
  )
}

import { virtualMac } from '../../../core/address.ts'
import { type Ns, ns, nsFromCs } from '../../../core/time.ts'
import type { LiveRouter } from '../../../observe/live.ts'
import { idOf } from '../../peers.ts'
import { defineRule } from '../../rule.ts'

export const backupAnswersArp = defineRule({
  id: 'net/backup-answers-arp',
  severity: 'error',
  rfc: ['RFC 9568 6.4.2'],
  condition: 'A router that is not Active answers ARP or neighbour solicitations for a virtual address.',
  why: 'Whoever asked now sends to a router that discards the packets or forwards them past the Active one.',
  remedy:
    'On {router}: `sysctl net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2`; with FRR check that the ' +
    'macvlan of a Backup is protodown (`ip -d link show`).',
  messages: { answers: '{router}, which is not Active, answers that {address} is at {mac}.' },
  watch: (run) => ({
    onClaim(claim, fact) {
      if (claim.unasked) return
      for (const virtualRouter of run.world.virtualRoutersOf(claim.address.text, fact)) {
        if (claim.mac === virtualMac(virtualRouter.family, virtualRouter.vrid)) continue
        const router = virtualRouter.routers.find(({ mac }) => mac === claim.mac)
        if (router === undefined || isOwnAddress(router, claim.address.text)) continue
        // Its advert as new Active router may follow its first answer.
        run.after(ns(fact.tNs + nsFromCs(router.advertised)), () => {
          if (!isBackup(router, fact.tNs)) return
          run.report('answers', {
            virtualRouter,
            routers: [router],
            incident: `${idOf(router)} ${claim.address.text}`,
            seen: [fact],
            values: { router: router.name, address: claim.address.text, mac: claim.mac },
          })
        })
      }
    },
  }),
})

const isOwnAddress = (router: LiveRouter, address: string): boolean => router.address.text === address

/** Not Active around that time, and not gone silent as Active: that is state/silent-active. */
function isBackup(router: LiveRouter, at: Ns): boolean {
  const slack = nsFromCs(router.advertised)
  const periods = router.virtualRouter.periods.filter((p) => p.router === router)
  if (periods.some((p) => p.from <= at + slack && (p.to ?? at) >= at - slack)) return false
  return periods.filter((p) => p.from <= at).at(-1)?.endedBy !== 'silence'
}

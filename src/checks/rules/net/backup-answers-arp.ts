import { type Mac, virtualMac } from '../../../core/address.ts'
import { BoundedMap } from '../../../core/bounded.ts'
import { type Ns, ns, nsFromCs } from '../../../core/time.ts'
import type { LiveRouter, LiveVirtualRouter } from '../../../observe/live.ts'
import type { ArpFact, NdFact } from '../../../wire/facts.ts'
import { macsOfRouter, routerOfMac } from '../../interface-macs.ts'
import { idOf } from '../../peers.ts'
import { periodBefore, wasActiveAround } from '../../period-before.ts'
import { defineRule } from '../../rule.ts'

const MAX_STRANGERS = 256
const MAX_ANSWERS = 20

/** A host answered that an address of this virtual router is at its MAC. */
interface Answer {
  readonly virtualRouter: LiveVirtualRouter
  readonly mac: Mac
  readonly address: string
  readonly fact: ArpFact | NdFact
}

export const backupAnswersArp = defineRule({
  id: 'net/backup-answers-arp',
  severity: 'error',
  ends: 'quiet',
  rfc: ['RFC 9568 6.4.2'],
  condition: 'A router that is not Active answers ARP or neighbour solicitations for a virtual address.',
  why: 'Whoever asked now sends to a router that discards the packets or forwards them past the Active one.',
  remedy:
    'On {router}: `sysctl net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2`; with FRR check that the ' +
    'macvlan of a Backup is protodown (`ip -d link show`).',
  messages: { answers: '{router}, which is not Active, answers that {address} is at {mac}.' },
  watch(run) {
    // Answers of hosts that may yet turn out to be routers.
    const strange = new BoundedMap<string, readonly Answer[]>(MAX_STRANGERS)
    const judge = (answer: Answer): void => {
      const { virtualRouter, mac, address, fact } = answer
      const router = routerOfMac(run.world, virtualRouter, mac)
      if (router === undefined) {
        const known = strange.get(`${virtualRouter.key} ${mac}`) ?? []
        if (known.length < MAX_ANSWERS) strange.set(`${virtualRouter.key} ${mac}`, [...known, answer])
        return
      }
      if (isOwnAddress(router, address) || isActiveAround(router, fact.tNs)) return
      // Active for it under another VRID: state/vrid-mismatch.
      const elsewhere = run.world.virtualRoutersOf(address, fact).map((other) => routerOfMac(run.world, other, mac))
      if (elsewhere.some((one) => one !== undefined && isActiveAround(one, fact.tNs))) return
      if (router.mac === mac && fellSilent(router, fact.tNs)) return
      run.report('answers', {
        virtualRouter,
        routers: [router],
        incident: `${idOf(router)} ${address}`,
        seen: [fact],
        values: { router: router.name, address, mac },
      })
    }
    return {
      onClaim({ address, mac, unasked }, fact) {
        if (unasked) return
        for (const virtualRouter of run.world.virtualRoutersOf(address.text, fact)) {
          if (mac === virtualMac(virtualRouter.family, virtualRouter.vrid)) continue
          const interval = Math.max(...virtualRouter.routers.map(({ intervalNs }) => intervalNs))
          // Its advert as new Active router may follow its first answer.
          run.after(ns(fact.tNs + interval), () => judge({ virtualRouter, mac, address: address.text, fact }))
        }
      },
      onRouter(router) {
        for (const mac of macsOfRouter(run.world, router)) {
          const id = `${router.virtualRouter.key} ${mac}`
          const answers = strange.get(id) ?? []
          strange.delete(id)
          answers.forEach(judge)
        }
      },
    }
  },
})

const isOwnAddress = (router: LiveRouter, address: string): boolean => router.address.text === address

/** Within an interval: its advert may follow, or have come before. */
const isActiveAround = (router: LiveRouter, at: Ns): boolean => wasActiveAround(router, at, nsFromCs(router.advertised))

/** As Active, and answers from the MAC of its adverts: that is state/silent-active. */
const fellSilent = (router: LiveRouter, at: Ns): boolean => periodBefore(router, at)?.endedBy === 'silence'

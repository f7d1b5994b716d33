import { virtualMac } from '../../../core/address.ts'
import { defineCase } from '../../case.ts'
import { ipv4 } from '../../needs.ts'
import { ANSWER_WITHIN } from '../../tester-host.ts'
import { Unmet } from '../../verdict.ts'

export const replyNamesTheVirtualMac = defineCase({
  id: 'arp/reply-names-the-virtual-mac',
  title: 'An ARP reply for a virtual address names the virtual router MAC',
  requirements: ['VRRP-ARP-001', 'VRRP-ARP-002', 'VRRP-FSM-ACTIVE-001'],
  needs: [ipv4],
  startIn: 'Active',
  stimulus: 'A broadcast request for each address.',
  expectation: 'One unicast reply each, sender hardware address the virtual router MAC.',
  caughtMutants: ['answers-with-physical-mac'],
  run: async (h) => {
    const mac = virtualMac(4, h.router.vrid)
    for (const target of h.router.addresses) {
      const reply = await h.host.arp(target, ANSWER_WITHIN)
      if (reply === undefined) throw new Unmet(`a reply for ${target.text}`, 'none')
      h.check(reply.senderMac === mac, mac, reply.senderMac)
      h.check(reply.targetMac === h.host.identity.mac, `to ${h.host.identity.mac}`, `to ${reply.targetMac}`)
    }
  },
})

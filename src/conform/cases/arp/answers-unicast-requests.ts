import { virtualMac as macOf } from '../../../core/address.ts'
import { defineCase } from '../../case.ts'
import { ipv4, virtualMac } from '../../needs.ts'
import { ANSWER_WITHIN } from '../../tester-host.ts'

export const answersUnicastRequests = defineCase({
  id: 'arp/answers-unicast-requests',
  title: 'A request sent to the virtual router MAC is answered',
  requirements: ['VRRP-FSM-ACTIVE-001', 'VRRP-ARP-001'],
  needs: [ipv4, virtualMac],
  startIn: 'Active',
  stimulus: 'A request for each address in a frame to the virtual router MAC.',
  expectation: 'A reply from the virtual router MAC.',
  caughtMutants: ['deaf-to-unicast-arp'],
  run: async (h) => {
    const dstMac = macOf(4, h.router.vrid)
    for (const target of h.router.addresses) {
      const reply = await h.host.arp(target, ANSWER_WITHIN, { dstMac })
      h.check(reply?.senderMac === dstMac, `a reply from ${dstMac}`, () => reply?.senderMac ?? 'none')
    }
  },
})

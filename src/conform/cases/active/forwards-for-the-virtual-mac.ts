import { defineCase } from '../../case.ts'
import { forwardedPacket, sendThroughVirtualMac } from '../../forwarding.ts'
import { forwarding } from '../../needs.ts'

export const forwardsForTheVirtualMac = defineCase({
  id: 'active/forwards-for-the-virtual-mac',
  title: 'The Active Router forwards packets sent to the virtual router MAC',
  requirements: ['VRRP-FSM-ACTIVE-006'],
  needs: [forwarding],
  startIn: 'Active',
  stimulus: 'One host of the tester sends a packet to another by way of the virtual router MAC.',
  expectation: 'The packet arrives within a second, its hop limit one less.',
  caughtMutants: ['forwards-nothing'],
  run: async (h) => {
    const sent = sendThroughVirtualMac(h)
    const found = await forwardedPacket(h, sent)
    h.check(found !== undefined, 'the packet, forwarded', 'nothing')
  },
})

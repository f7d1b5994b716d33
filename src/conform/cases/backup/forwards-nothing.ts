import { defineCase } from '../../case.ts'
import { forwardedPacket, sendThroughVirtualMac } from '../../forwarding.ts'
import { forwarding, notOwner } from '../../needs.ts'
import { redirects } from '../../redirects.ts'

export const forwardsNothing = defineCase({
  id: 'backup/forwards-nothing',
  title: 'A Backup drops packets sent to the virtual router MAC',
  requirements: ['VRRP-FSM-BACKUP-004'],
  needs: [notOwner, forwarding],
  startIn: 'Backup',
  stimulus: 'One host of the tester sends a packet to another by way of the virtual router MAC.',
  expectation: 'For a second nothing comes of it: no packet, no redirect.',
  caughtMutants: ['forwards-as-backup'],
  // Redirects do not say which virtual router they are from.
  choreography: 'forwarding as Backup',
  run: async (h) => {
    const sent = sendThroughVirtualMac(h)
    const found = await forwardedPacket(h, sent)
    h.check(found === undefined, 'nothing forwarded', () => `the packet, from ${found!.srcMac}`)
    const [redirect] = redirects(h, sent.sentNs)
    h.check(redirect === undefined, 'no redirect', () => `one from ${redirect!.src.text}`)
  },
})

import { sameIp } from '../../../core/address.ts'
import { defineCase } from '../../case.ts'
import { forwardedPacket, sendThroughVirtualMac } from '../../forwarding.ts'
import { forwarding, virtualMac } from '../../needs.ts'
import { redirects } from '../../redirects.ts'
import { Inconclusive } from '../../verdict.ts'

export const redirectSource = defineCase({
  id: 'mac/redirect-source',
  title: 'A redirect comes from the virtual address that the host used as gateway',
  requirements: ['VRRP-MAC-005', 'VRRP-MAC-006'],
  needs: [virtualMac, forwarding],
  startIn: 'Active',
  stimulus: 'A host of the tester sends packets by way of the virtual router MAC to a host on the same link.',
  expectation: 'No redirect, or one whose source is a virtual address.',
  caughtMutants: ['redirects-from-its-own-address'],
  choreography: 'redirect',
  run: async (h) => {
    const sent = sendThroughVirtualMac(h)
    if ((await forwardedPacket(h, sent)) === undefined)
      throw new Inconclusive('the device forwards nothing that is sent to the virtual router MAC')
    await h.pause(h.times.late)
    const stray = redirects(h, sent.sentNs).find(({ src }) => !h.router.addresses.some((own) => sameIp(own, src)))
    h.check(stray === undefined, 'a virtual address as source', () => stray!.src.text)
  },
})

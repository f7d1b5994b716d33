import { virtualMac } from '../../../core/address.ts'
import { defineCase } from '../../case.ts'
import { ipv4, proxyArp } from '../../needs.ts'
import { ANSWER_WITHIN } from '../../tester-host.ts'

export const proxyReplyNamesTheVirtualMac = defineCase({
  id: 'arp/proxy-reply-names-the-virtual-mac',
  title: 'Proxy ARP of the Active Router names a virtual router MAC',
  requirements: ['VRRP-ARP-010'],
  needs: [ipv4, proxyArp],
  startIn: 'Active',
  stimulus: 'An ARP request for an address that the device answers for by proxy.',
  expectation: 'A reply with the MAC of a virtual router of the device.',
  caughtMutants: ['answers-with-physical-mac'],
  run: async (h) => {
    const macs = h.device.routers.filter(({ family }) => family === 4).map(({ vrid }) => virtualMac(4, vrid))
    const reply = await h.host.arp(h.device.host.proxyFor!, ANSWER_WITHIN)
    h.check(reply !== undefined && macs.includes(reply.senderMac), 'a virtual router MAC', () =>
      reply === undefined ? 'no reply' : reply.senderMac,
    )
  },
})

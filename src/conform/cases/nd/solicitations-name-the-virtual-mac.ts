import { sameIp, virtualMac } from '../../../core/address.ts'
import type { NdFact } from '../../../wire/facts.ts'
import { defineCase } from '../../case.ts'
import { forwardedPacket, sendThroughVirtualMac } from '../../forwarding.ts'
import type { Heard } from '../../heard.ts'
import { forwarding, ipv6 } from '../../needs.ts'

export const solicitationsNameTheVirtualMac = defineCase({
  id: 'nd/solicitations-name-the-virtual-mac',
  title: 'What the Active Router solicits for hosts names the virtual router MAC',
  requirements: ['VRRP-ND-008'],
  needs: [ipv6, forwarding],
  startIn: 'Active',
  stimulus: 'A host of the tester sends a packet by way of the virtual router MAC to a host that is not resolved yet.',
  expectation: 'Solicitations from a virtual address have the virtual router MAC in their option; others are recorded.',
  caughtMutants: ['solicits-with-physical-mac'],
  choreography: 'solicitation',
  run: async (h) => {
    const mac = virtualMac(6, h.router.vrid)
    const [, to] = h.hosts
    const sent = sendThroughVirtualMac(h)
    await forwardedPacket(h, sent)
    const isFor = (heard: Heard): heard is NdFact =>
      heard.kind === 'nd' && heard.role === 'solicitation' && sameIp(heard.target, to.address)
    const wrong = h.inbox
      .between(isFor, sent.sentNs)
      .filter(({ linkLayer }) => linkLayer !== undefined && linkLayer !== mac)
    const strict = wrong.find(({ src }) => h.router.addresses.some((own) => sameIp(own, src)))
    h.check(strict === undefined, mac, () => `${strict!.linkLayer} from ${strict!.src.text}`)
    const [own] = wrong
    if (own !== undefined) h.notes.push(`it solicits in its own name: from ${own.src.text}, with ${own.linkLayer}`)
  },
})

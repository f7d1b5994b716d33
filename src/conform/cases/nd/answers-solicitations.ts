import { virtualMac } from '../../../core/address.ts'
import { defineCase } from '../../case.ts'
import { ipv6 } from '../../needs.ts'
import { ANSWER_WITHIN } from '../../tester-host.ts'

export const answersSolicitations = defineCase({
  id: 'nd/answers-solicitations',
  title: 'Solicitations for the virtual addresses are answered with the virtual router MAC',
  requirements: ['VRRP-ND-001', 'VRRP-ND-002', 'VRRP-FSM-ACTIVE-002', 'VRRP-FSM-ACTIVE-003'],
  needs: [ipv6],
  startIn: 'Active',
  stimulus: 'A solicitation for each address to its solicited-node group.',
  expectation: 'A Neighbor Advertisement with the virtual router MAC.',
  caughtMutants: ['answers-with-physical-mac'],
  run: async (h) => {
    const mac = virtualMac(6, h.router.vrid)
    for (const target of h.router.addresses) {
      const answer = await h.host.solicit(target, ANSWER_WITHIN)
      h.check(answer?.linkLayer === mac, `${mac} for ${target.text}`, () => answer?.linkLayer ?? 'no answer')
    }
  },
})

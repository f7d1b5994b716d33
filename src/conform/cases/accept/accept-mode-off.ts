import { defineCase } from '../../case.ts'
import { notAccepting } from '../../needs.ts'

export const acceptModeOff = defineCase({
  id: 'accept/accept-mode-off',
  title: 'With Accept_Mode off the Active Router does not accept packets to the virtual addresses',
  requirements: ['VRRP-FSM-ACTIVE-008', 'VRRP-CFG-006', 'VRRP-MAC-007'],
  needs: [notAccepting],
  startIn: 'Active',
  stimulus: 'An echo request to each address.',
  expectation: 'No echo reply.',
  caughtMutants: ['echoes-always'],
  run: async (h) => {
    for (const target of h.router.addresses) {
      const reply = await h.host.echo(target, h.deviceMac, h.times.late)
      h.check(reply === undefined, `no echo reply from ${target.text}`, 'an echo reply')
    }
  },
})

import { defineCase } from '../../case.ts'
import { accepting } from '../../needs.ts'
import { ANSWER_WITHIN } from '../../tester-host.ts'

export const acceptModeOn = defineCase({
  id: 'accept/accept-mode-on',
  title: 'With Accept_Mode on, or as owner, the Active Router accepts packets to the virtual addresses',
  requirements: ['VRRP-FSM-ACTIVE-007'],
  needs: [accepting],
  startIn: 'Active',
  stimulus: 'An echo request to each address.',
  expectation: 'An echo reply.',
  caughtMutants: ['deaf-to-echo', 'sends-from-virtual-mac-of-another'],
  run: async (h) => {
    for (const target of h.router.addresses) {
      const reply = await h.host.echo(target, h.deviceMac, ANSWER_WITHIN)
      h.check(reply !== undefined, `an echo reply from ${target.text}`, 'none')
    }
  },
})

import { checkAnnounced } from '../../announced.ts'
import { defineCase } from '../../case.ts'
import { control, owner } from '../../needs.ts'
import { firstAfterStart } from '../../restart.ts'

export const ownerAnnounces = defineCase({
  id: 'initialize/owner-announces',
  title: 'The address owner announces every address when it starts',
  requirements: ['VRRP-FSM-INIT-002', 'VRRP-FSM-INIT-003', 'VRRP-ARP-009', 'VRRP-ND-011'],
  needs: [owner, control('start'), control('stop')],
  startIn: 'any',
  stimulus: 'The device is stopped and started.',
  expectation: 'A gratuitous ARP or unsolicited NA with the virtual router MAC for each address.',
  caughtMutants: ['owner-starts-silent'],
  choreography: 'stop, start',
  run: async (h) => {
    const { first } = await firstAfterStart(h)
    await h.pause(h.times.interval)
    checkAnnounced(h, first.tNs)
  },
})

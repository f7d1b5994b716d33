import { defineCase } from '../../case.ts'
import { control, owner } from '../../needs.ts'
import { boundOtherwise, firstAfterStart } from '../../restart.ts'

export const ownerHidesItsMac = defineCase({
  id: 'initialize/owner-hides-its-mac',
  title: 'An owner that starts binds its addresses to no other MAC than the virtual one',
  requirements: ['VRRP-ARP-007', 'VRRP-ND-009'],
  needs: [owner, control('start'), control('stop')],
  startIn: 'any',
  stimulus: 'The device is stopped and started.',
  expectation: 'From its start until two intervals after its first advert no ARP or ND message with another MAC.',
  caughtMutants: ['boots-with-physical-mac'],
  choreography: 'stop, start',
  run: async (h) => {
    const { start } = await firstAfterStart(h)
    await h.pause(h.times.intervals(2))
    const [found] = boundOtherwise(h, start.fromNs)
    h.check(found === undefined, 'the virtual router MAC', () => `${found!.mac} for ${found!.address.text}`)
  },
})

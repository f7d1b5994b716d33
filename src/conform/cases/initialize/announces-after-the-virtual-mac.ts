import { defineCase } from '../../case.ts'
import { control, owner } from '../../needs.ts'
import { boundOtherwise, firstAfterStart } from '../../restart.ts'

export const announcesAfterTheVirtualMac = defineCase({
  id: 'initialize/announces-after-the-virtual-mac',
  title: 'A router that starts announces nothing before its virtual router MAC is set up',
  requirements: ['VRRP-ARP-008', 'VRRP-ND-010'],
  needs: [owner, control('start'), control('stop')],
  startIn: 'any',
  stimulus: 'The device is stopped and started.',
  expectation: 'No announcement of a virtual address with another MAC before its first advert.',
  caughtMutants: ['boots-with-physical-mac'],
  choreography: 'stop, start',
  run: async (h) => {
    const { first, start } = await firstAfterStart(h)
    const place = h.inbox.facts.indexOf(first)
    const early = boundOtherwise(h, start.fromNs).find((each) => each.isAnnouncement && each.place < place)
    h.check(early === undefined, 'no announcement yet', () => `${early!.mac} for ${early!.address.text}`)
  },
})

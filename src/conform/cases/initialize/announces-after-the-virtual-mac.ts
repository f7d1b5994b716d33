import { defineCase } from '../../case.ts'
import { isAdvert } from '../../harness.ts'
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
    const { startedNs, tNs } = await firstAfterStart(h)
    const first = h.inbox.facts.findIndex((heard) => isAdvert(heard) && heard.tNs === tNs)
    const early = boundOtherwise(h, startedNs).find((each) => each.isAnnouncement && each.place < first)
    h.check(early === undefined, 'no announcement yet', () => `${early!.mac} for ${early!.address.text}`)
  },
})

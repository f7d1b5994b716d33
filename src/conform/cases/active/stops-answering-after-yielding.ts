import { defineCase } from '../../case.ts'
import { ipv4, notOwner } from '../../needs.ts'

export const stopsAnsweringAfterYielding = defineCase({
  id: 'active/stops-answering-after-yielding',
  title: 'After stepping down the device answers no ARP for the virtual addresses',
  requirements: ['VRRP-FSM-ACTIVE-020', 'VRRP-FSM-BACKUP-001'],
  needs: [ipv4, notOwner],
  startIn: 'Active',
  stimulus: 'A better peer serves; an interval later each address is asked for.',
  expectation: 'No reply.',
  caughtMutants: ['answers-always'],
  run: async (h) => {
    h.peer().serve()
    await h.pause(h.times.intervals(1))
    for (const target of h.router.addresses) {
      const reply = await h.host.arp(target, h.times.late)
      h.check(reply === undefined, `no reply for ${target.text}`, () => `a reply from ${reply!.senderMac}`)
    }
  },
})

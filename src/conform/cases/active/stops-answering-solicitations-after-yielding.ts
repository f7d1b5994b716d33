import { defineCase } from '../../case.ts'
import { ipv6, notOwner } from '../../needs.ts'

export const stopsAnsweringSolicitationsAfterYielding = defineCase({
  id: 'active/stops-answering-solicitations-after-yielding',
  title: 'After stepping down the device answers no solicitation for the virtual addresses',
  requirements: ['VRRP-FSM-ACTIVE-020', 'VRRP-FSM-BACKUP-002'],
  needs: [ipv6, notOwner],
  startIn: 'Active',
  stimulus: 'A better peer serves; an interval later each address is solicited.',
  expectation: 'No answer.',
  caughtMutants: ['answers-as-backup'],
  run: async (h) => {
    h.peer().serve()
    await h.pause(h.times.intervals(1))
    for (const target of h.router.addresses) {
      const answer = await h.host.solicit(target, h.times.late)
      h.check(answer === undefined, `no answer for ${target.text}`, () => `an answer from ${answer!.srcMac}`)
    }
  },
})

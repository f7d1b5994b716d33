import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { control, ipv4 } from '../../needs.ts'

export const takesNoPart = defineCase({
  id: 'initialize/takes-no-part',
  title: 'A stopped router answers nothing for the virtual addresses',
  requirements: ['VRRP-FSM-INIT-007', 'VRRP-FSM-ACTIVE-009'],
  needs: [ipv4, control('start'), control('stop')],
  startIn: 'any',
  stimulus: 'The device is stopped; then ARP requests for each address, priority 0 and a low priority.',
  expectation: 'No reply, no advert.',
  caughtMutants: ['answers-always'],
  choreography: 'stop and ask',
  run: async (h) => {
    await h.act('stop')
    await h.pause(h.times.interval)
    h.inbox.skip()
    h.peer().send({ priority: 0 })
    h.peer().send({ priority: 1 })
    const replies: string[] = []
    for (const target of h.router.addresses)
      if ((await h.host.arp(target, h.times.late)) !== undefined) replies.push(`a reply for ${target.text}`)
    if (h.advertsBetween(ns(h.now() - h.times.late)).length > 0) replies.push('an advert')
    await h.act('start')
    h.check(replies.length === 0, 'silence', () => replies.join(', '))
  },
})

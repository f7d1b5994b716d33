import { announcements } from '../../announced.ts'
import { defineCase } from '../../case.ts'
import { ipv6, notOwner } from '../../needs.ts'
import { takeoverBySilence } from '../../procedures.ts'

export const announcementFlags = defineCase({
  id: 'nd/announcement-flags',
  title: 'The unsolicited Neighbor Advertisement has R=1, S=0, O=1',
  requirements: ['VRRP-ND-004', 'VRRP-FSM-BACKUP-010'],
  needs: [ipv6, notOwner],
  startIn: 'Backup',
  stimulus: 'The better peer falls silent.',
  expectation: 'Flags, target and destination as RFC 9568 6.4.2 says.',
  caughtMutants: ['answers-without-flags'],
  run: async (h) => {
    const { at } = await takeoverBySilence(h)
    await h.pause(h.times.late)
    for (const { fact } of announcements(h, at)) {
      if (fact.kind !== 'nd') continue
      const flags = `R=${Number(fact.router)} S=${Number(fact.solicited)} O=${Number(fact.override)}`
      h.check(flags === 'R=1 S=0 O=1', 'R=1 S=0 O=1', flags)
      h.check(fact.dst.text === 'ff02::1', 'to ff02::1', `to ${fact.dst.text}`)
    }
  },
})

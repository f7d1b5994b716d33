import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { lowHopLimits, wrongChecksums } from '../../defects.ts'
import { multicast, notOwner } from '../../needs.ts'
import { Inconclusive } from '../../verdict.ts'

export const defectiveGoodbyeIsIgnoredInBackup = defineCase({
  id: 'reception/defective-goodbye-is-ignored-in-backup',
  title: 'A Backup does not hurry for a defective advert of priority 0',
  requirements: ['VRRP-RX-022'],
  needs: [notOwner, multicast],
  startIn: 'Backup',
  stimulus:
    'The better peer goes on serving; between its adverts come priority 0 adverts with hop limit 254 and a wrong checksum.',
  expectation: 'The device stays Backup.',
  caughtMutants: ['takes-any-hop-limit'],
  run: async (h) => {
    const stranger = h.peer('above', 1)
    const until = ns(h.now() + h.times.activeDown() + h.times.intervals(2))
    stranger.repeat(
      (turn) => ({ priority: 0, ...(turn % 2 === 0 ? lowHopLimits[0]! : wrongChecksums[0]!).changes }),
      h.now(),
    )
    const peer = h.peer()
    peer.stop()
    const last = peer.lastSent!
    h.inbox.skip()
    const takeover = await h.advertIfAny(ns(until - h.now() + h.times.activeDown()))
    stranger.stop()
    if (takeover === undefined) throw new Inconclusive('the device did not take over at all')
    await h.takeoverOnTime(takeover, last, h.times.activeDown(), 'takeover in spite of defective adverts of priority 0')
  },
})

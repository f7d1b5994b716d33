import { NS_PER_SEC } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { hmac } from '../../needs.ts'
import { everyAdvert } from '../../procedures.ts'

const MAX_SKEW_SEC = 2

export const hmacIsFresh = defineCase({
  id: 'authentication/hmac-is-fresh',
  title: 'The time in the HMAC trailer is the time of day',
  requirements: ['VRRP-RX-022'],
  needs: [hmac],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'The stamp is within a second of the arrival, by the clock of the tester.',
  caughtMutants: ['stale-hmac'],
  references: ['keepalived 2.4 auth_hmac'],
  run: async (h) => {
    await everyAdvert(h, 'a stamp of now', ({ advert, tNs }) => {
      const age = h.epochSec + tNs / NS_PER_SEC - (advert.trailer?.seconds ?? 0)
      return Math.abs(age) <= MAX_SKEW_SEC ? undefined : `a stamp ${age.toFixed(0)} s old`
    })
  },
})

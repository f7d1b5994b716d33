import { defineCase } from '../../case.ts'
import { notOwner, slow, version2 } from '../../needs.ts'

export const skewDoesNotScale = defineCase({
  id: 'timers/skew-does-not-scale',
  title: 'In version 2 Skew_Time does not depend on the interval',
  requirements: ['VRRP-TMR-002'],
  needs: [version2, notOwner, slow],
  startIn: 'Backup',
  stimulus: 'The better peer says priority 0.',
  expectation: 'Takeover after (256 - Priority) / 256 seconds.',
  caughtMutants: ['skew-of-the-interval'],
  run: async (h) => {
    const peer = h.peer()
    peer.stop()
    h.inbox.skip()
    const goodbye = peer.send({ priority: 0 })
    const first = await h.advert(h.times.activeDown(), 'takeover after priority 0')
    h.onTime(first, goodbye, h.times.skew(), 'takeover')
  },
})

import { defineCase } from '../../case.ts'
import { version3 } from '../../needs.ts'
import { everyAdvert } from '../../procedures.ts'

export const intervalFieldVersion3 = defineCase({
  id: 'packet/interval-field-version-3',
  title: 'The interval field carries the configured interval in centiseconds',
  requirements: ['VRRP-PKT-009', 'VRRP-CFG-004'],
  needs: [version3],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'Max Advertise Interval is the configured one.',
  caughtMutants: ['interval-doubled'],
  run: async (h) => {
    await everyAdvert(h, 'the configured interval', ({ advert }) =>
      advert.maxAdvertInterval === h.router.advertInterval ? undefined : `${advert.maxAdvertInterval} cs`,
    )
  },
})

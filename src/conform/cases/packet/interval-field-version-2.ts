import { defineCase } from '../../case.ts'
import { version2 } from '../../needs.ts'
import { everyAdvert } from '../../procedures.ts'

export const intervalFieldVersion2 = defineCase({
  id: 'packet/interval-field-version-2',
  title: 'The interval field carries the configured interval in seconds',
  requirements: ['VRRP-PKT-010', 'VRRP-CFG-003'],
  needs: [version2],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'Adver Int is the configured one.',
  caughtMutants: ['interval-doubled'],
  run: async (h) => {
    await everyAdvert(h, 'the configured interval', ({ advert }) =>
      advert.maxAdvertInterval === h.router.advertInterval ? undefined : `${advert.maxAdvertInterval / 100} s`,
    )
  },
})

import { defineCase } from '../../case.ts'
import { everyAdvert } from '../../procedures.ts'

const CS6 = 48

export const trafficClass = defineCase({
  id: 'transmission/traffic-class',
  title: 'Adverts are marked for priority on their way out',
  requirements: ['VRRP-TMR-010'],
  // That they should have priority is the RFC's word; that DSCP CS6 says so is custom.
  level: 'MAY',
  needs: [],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'The DSCP is CS6 (48), network control.',
  caughtMutants: ['sends-without-traffic-class'],
  run: async (h) => {
    await everyAdvert(h, 'DSCP 48', ({ packet, src }) => {
      const octet = src.family === 4 ? packet[1]! : ((packet[0]! & 15) << 4) | (packet[1]! >> 4)
      return octet >> 2 === CS6 ? undefined : `DSCP ${octet >> 2}`
    })
  },
})

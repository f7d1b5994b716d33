import { isMulticast, isUnspecified } from '../../../core/address.ts'
import { defineCase } from '../../case.ts'
import { everyAdvert } from '../../procedures.ts'

export const addressFamily = defineCase({
  id: 'packet/address-family',
  title: 'Only addresses of the family that carries the message are listed',
  requirements: ['VRRP-PKT-015'],
  needs: [],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'Every listed address is of the family of the IP header and a plain unicast address.',
  caughtMutants: ['lists-multicast-address'],
  run: async (h) => {
    await everyAdvert(
      h,
      'unicast addresses of the family of the IP header',
      ({ advert, src }) =>
        advert.addresses.find((ip) => ip.family !== src.family || isMulticast(ip) || isUnspecified(ip))?.text,
    )
  },
})

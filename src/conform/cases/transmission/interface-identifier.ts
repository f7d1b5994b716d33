import { defineCase } from '../../case.ts'
import { ipv6 } from '../../needs.ts'
import { everyAdvert } from '../../procedures.ts'

/** Modified EUI-64 of 00:00:5e:00:02:VRID (RFC 4291, appendix A). */
const virtualEui64 = (vrid: number): readonly number[] => [0x02, 0, 0x5e, 0xff, 0xfe, 0, 2, vrid]

export const interfaceIdentifier = defineCase({
  id: 'transmission/interface-identifier',
  title: 'The source is not formed from the virtual router MAC',
  requirements: ['VRRP-ADDR-008'],
  needs: [ipv6],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'The interface identifier is not 200:5eff:fe00:2XX.',
  caughtMutants: ['sends-from-virtual-identifier'],
  run: async (h) => {
    const identifier = virtualEui64(h.router.vrid)
    await everyAdvert(h, 'an identifier of its own', ({ src }) =>
      identifier.every((byte, i) => src.bytes[8 + i] === byte) ? src.text : undefined,
    )
  },
})

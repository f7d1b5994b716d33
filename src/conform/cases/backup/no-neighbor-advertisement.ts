import { parseIp } from '../../../core/address.ts'
import { defineCase } from '../../case.ts'
import { ipv6, notOwner } from '../../needs.ts'

const UNSPECIFIED = parseIp('::')!

export const noNeighborAdvertisement = defineCase({
  id: 'backup/no-neighbor-advertisement',
  title: 'A Backup answers no Neighbor Solicitation for the virtual addresses',
  requirements: ['VRRP-FSM-BACKUP-002'],
  needs: [ipv6, notOwner],
  startIn: 'Backup',
  stimulus: 'Solicitations for each address, to its group and to the MAC of the device, and a DAD probe.',
  expectation: 'No Neighbor Advertisement.',
  caughtMutants: ['answers-as-backup', 'answers-everything'],
  run: async (h) => {
    const { host, router } = h
    for (const target of router.addresses) {
      for (const options of [{}, { dstMac: h.deviceMac }, { src: UNSPECIFIED }]) {
        const answer = await host.solicit(target, h.times.late, options)
        h.check(answer === undefined, `no answer for ${target.text}`, () => `an answer from ${answer!.srcMac}`)
      }
    }
  },
})

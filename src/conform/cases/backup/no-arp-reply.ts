import { parseIp, virtualMac } from '../../../core/address.ts'
import { defineCase } from '../../case.ts'
import { ipv4, notOwner } from '../../needs.ts'

const UNSPECIFIED = parseIp('0.0.0.0')!

export const noArpReply = defineCase({
  id: 'backup/no-arp-reply',
  title: 'A Backup answers no ARP request for the virtual addresses',
  requirements: ['VRRP-FSM-BACKUP-001', 'VRRP-ARP-011'],
  needs: [ipv4, notOwner],
  startIn: 'Backup',
  stimulus: 'Requests for each address: by broadcast, to the virtual MAC, to the MAC of the device, and as a probe.',
  expectation: 'No reply from anyone.',
  caughtMutants: ['answers-always'],
  run: async (h) => {
    const { host, router } = h
    const mac = virtualMac(router.family, router.vrid)
    for (const target of router.addresses) {
      for (const options of [{}, { dstMac: mac }, { dstMac: h.deviceMac }, { senderIp: UNSPECIFIED }]) {
        const reply = await host.arp(target, h.times.late, options)
        h.check(reply === undefined, `no reply for ${target.text}`, () => `a reply from ${reply!.senderMac}`)
      }
    }
  },
})

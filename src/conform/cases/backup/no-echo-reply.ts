import { virtualMac } from '../../../core/address.ts'
import { defineCase } from '../../case.ts'
import { notOwner } from '../../needs.ts'

export const noEchoReply = defineCase({
  id: 'backup/no-echo-reply',
  title: 'A Backup does not accept packets to the virtual addresses',
  requirements: ['VRRP-FSM-BACKUP-005', 'VRRP-FSM-BACKUP-004'],
  needs: [notOwner],
  startIn: 'Backup',
  stimulus: 'Echo requests to each address, to the virtual MAC and to the MAC of the device.',
  expectation: 'No echo reply.',
  caughtMutants: ['echoes-always'],
  run: async (h) => {
    const { host, router } = h
    for (const target of router.addresses) {
      for (const mac of [virtualMac(router.family, router.vrid), h.deviceMac]) {
        const reply = await host.echo(target, mac, h.times.late)
        h.check(reply === undefined, `no echo reply from ${target.text}`, 'an echo reply')
      }
    }
  },
})

import { virtualMac } from '../../../core/address.ts'
import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner } from '../../needs.ts'

export const acceptsPhysicalMac = defineCase({
  id: 'reception/accepts-physical-mac',
  title: 'The source MAC of an advert is no criterion',
  requirements: ['VRRP-RX-024'],
  needs: [notOwner],
  startIn: 'Active',
  stimulus: 'A better peer serves from the virtual MAC, then from its physical one.',
  expectation: 'The device follows both.',
  caughtMutants: ['deaf-backup'],
  run: async (h) => {
    const mac = virtualMac(h.router.family, h.router.vrid)
    const peer = h.peer()
    peer.serve({ srcMac: mac })
    await h.pause(h.times.late)
    await h.silence(h.times.intervals(2), 'the device follows adverts from the virtual MAC')
    peer.serve()
    await h.silence(ns(2 * h.times.activeDown()), 'the device follows adverts from a physical MAC')
  },
})

import { virtualMac } from '../../../core/address.ts'
import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { notOwner } from '../../needs.ts'

export const backupDoesNotUseTheVirtualMac = defineCase({
  id: 'mac/backup-does-not-use-the-virtual-mac',
  title: 'A Backup sends no frame from the virtual router MAC',
  requirements: ['VRRP-MAC-004'],
  needs: [notOwner],
  startIn: 'Backup',
  stimulus: 'A better peer serves for three Active_Down_Intervals.',
  expectation: 'No frame with the virtual router MAC as source.',
  caughtMutants: ['leaks-virtual-mac'],
  run: async (h) => {
    const mac = virtualMac(h.router.family, h.router.vrid)
    const from = h.now()
    await h.pause(ns(3 * h.times.activeDown()))
    const leaks = h.inbox.facts.filter((fact) => fact.tNs >= from && fact.srcMac === mac)
    h.check(leaks.length === 0, `no frame from ${mac}`, () => `${leaks.length}, first ${leaks[0]!.kind}`)
  },
})

import { virtualMac } from '../../../core/address.ts'
import { ns } from '../../../core/time.ts'
import type { LiveRouter } from '../../../observe/live.ts'
import { watchBlockedMacs } from '../../blocked-macs.ts'
import { patience } from '../../overlap.ts'
import { defineRule } from '../../rule.ts'
import { shortfalls } from '../../vantage.ts'

export const virtualMacBlocked = defineRule({
  id: 'net/virtual-mac-blocked',
  severity: 'warning',
  rfc: ['RFC 9568 7.3'],
  condition:
    'With two vantage points: frames from the virtual MAC leave the one and never reach the other, while others do.',
  why: 'A virtual switch drops frames whose source is not the MAC of the virtual machine: nobody hears {router}.',
  remedy:
    'On the port group of {router}: ESXi Forged transmits and MAC address changes to Accept, Hyper-V `Set-VMNetworkAdapter ' +
    '-MacAddressSpoofing On`, libvirt `trustGuestRxFilters="yes"`; or `vmac_xmit_base` in its instance.',
  messages: {
    blocked: '{frames} adverts of {router} left {near} from {mac}; none reached {far}, which saw other frames.',
  },
  watch(run) {
    const names = new Map<number, string>()
    const macs = watchBlockedMacs()
    return {
      facts: macs.facts,
      onInterface(face) {
        names.set(face.index, face.name)
        macs.onInterface(face)
      },
      // A second Active router is what it leads to: look at once, and at the end.
      onActive({ router, from }) {
        const others = router.virtualRouter.active.filter((other) => other !== router)
        for (const other of others) run.after(ns(from + patience(router, other)), () => [router, other].forEach(tell))
      },
      onEnd(world) {
        for (const { routers } of world.virtualRouters) for (const router of routers) tell(router)
      },
    }

    function tell(router: LiveRouter): void {
      for (const { near, far, sent } of shortfalls(run.world, router)) {
        if (!macs.isBlocked(router, near, far)) continue
        run.report('blocked', {
          virtualRouter: router.virtualRouter,
          routers: [router],
          incident: `${router.name} ${near} ${far}`,
          values: {
            router: router.name,
            mac: vmacOf(router),
            frames: sent,
            near: names.get(near) ?? `vantage point ${near}`,
            far: names.get(far) ?? `vantage point ${far}`,
          },
        })
      }
    }
  },
})

const vmacOf = ({ virtualRouter }: LiveRouter) => virtualMac(virtualRouter.family, virtualRouter.vrid)

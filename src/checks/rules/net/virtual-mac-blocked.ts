import { virtualMac } from '../../../core/address.ts'
import type { LiveRouter } from '../../../observe/live.ts'
import { type LossyWay, watchLossyWays } from '../../lossy-ways.ts'
import { idOf } from '../../peers.ts'
import { defineRule } from '../../rule.ts'

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
    const watched = watchLossyWays(run, (routers) => {
      for (const router of routers) for (const way of watched.of(router)) if (way.isBlocked) tell(router, way)
    })
    return watched.hooks

    function tell(router: LiveRouter, { near, far, sent, from, to, missed }: LossyWay): void {
      run.report('blocked', {
        virtualRouter: router.virtualRouter,
        routers: [router],
        incident: `${idOf(router)} ${near} ${far}`,
        from,
        to,
        seen: missed,
        values: {
          router: router.name,
          mac: vmacOf(router),
          frames: sent,
          near: watched.nameOf(near),
          far: watched.nameOf(far),
        },
      })
    }
  },
})

const vmacOf = ({ virtualRouter }: LiveRouter) => virtualMac(virtualRouter.family, virtualRouter.vrid)

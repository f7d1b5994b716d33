import type { Mac } from '../../../core/address.ts'
import { nsFromSec } from '../../../core/time.ts'
import { unsolicitedNaFrame } from '../../../wire/frames.ts'
import { defineCase } from '../../case.ts'
import { ipv6 } from '../../needs.ts'
import { ANSWER_WITHIN } from '../../tester-host.ts'
import { Inconclusive } from '../../verdict.ts'

const SETTLING = nsFromSec(0.3)

export const learnsFromUnsolicitedAdvertisements = defineCase({
  id: 'nd/learns-from-unsolicited-advertisements',
  title: 'An unsolicited advertisement of a host updates the neighbour cache',
  requirements: ['VRRP-ND-015'],
  needs: [ipv6],
  startIn: 'Active',
  stimulus: 'A host of the tester pings the device, announces another MAC (Override set), and pings it again.',
  expectation: 'The second reply goes to the new MAC.',
  caughtMutants: ['keeps-old-neighbours'],
  choreography: 'neighbour cache',
  run: async (h) => {
    const { address, mac } = h.host.identity
    const first = await h.host.echo(h.address, h.deviceMac, ANSWER_WITHIN)
    if (first === undefined) throw new Inconclusive('the device does not answer echo requests to its own address')
    const moved = mac.replace(/^02/, '06') as Mac
    const announce = (srcMac: Mac): void =>
      void h.transmit(unsolicitedNaFrame({ link: { srcMac }, address, router: false }))
    announce(moved)
    // Behind a macvlan what is sent to a group arrives later than what is sent to one.
    await h.pause(SETTLING)
    const second = await h.host.echo(h.address, h.deviceMac, ANSWER_WITHIN, moved)
    announce(mac)
    h.check(second?.dstMac === moved, `a reply to ${moved}`, () => second?.dstMac ?? 'no reply')
  },
})

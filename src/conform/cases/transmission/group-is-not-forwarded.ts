import { vrrpGroup } from '../../../core/address.ts'
import { ns, nsFromSec } from '../../../core/time.ts'
import { hopLimitOf } from '../../../wire/damage.ts'
import { defineCase } from '../../case.ts'
import { otherVrids } from '../../defects.ts'

const WATCHED = nsFromSec(2)

export const groupIsNotForwarded = defineCase({
  id: 'transmission/group-is-not-forwarded',
  title: 'What is addressed to the VRRP group is not forwarded',
  requirements: ['VRRP-TX-009'],
  needs: [],
  startIn: 'Active',
  stimulus: 'Adverts of another VRID with hop limits 255 and 64, to everybody and to the device alone.',
  expectation: 'For two seconds no copy of them comes back to the segment, with whatever hop limit.',
  caughtMutants: ['forwards-the-group'],
  run: async (h) => {
    const peer = h.peer()
    const from = h.now()
    const [, another] = otherVrids(h.router, h.device)
    for (const hopLimit of [255, 64])
      for (const dstMac of [undefined, h.deviceMac])
        peer.send({
          ...another!.changes,
          dst: vrrpGroup(h.router.family),
          ...(dstMac !== undefined && { dstMac }),
          tamper: hopLimitOf(hopLimit),
        })
    await h.pause(WATCHED)
    const copy = h.returned.find(({ tNs }) => tNs >= ns(from))
    h.check(copy === undefined, 'no copy', () => `one with hop limit ${copy!.hopLimit} from ${copy!.srcMac}`)
  },
})

import type { RouterConfig } from '../../config/model.ts'
import type { Device } from '../../conform/device.ts'
import type { Heard } from '../../conform/heard.ts'
import { Inbox } from '../../conform/inbox.ts'
import type { Segment } from '../../conform/segment.ts'
import { ANSWER_WITHIN, TesterHost } from '../../conform/tester-host.ts'
import { sameIp } from '../../core/address.ts'

const ASKED = 5

/**
 * Whether the host behind a virtual router is there: it answers for the address that its adverts come from, or another
 * of its virtual routers is heard. A dead daemon accuses the device, a dead cable does not.
 */
export async function isPresent(segment: Segment, device: Device, router: RouterConfig): Promise<boolean> {
  const speaker = segment.speakerOf(router.family, router.vrid)
  if (speaker === undefined) return false
  const inbox = new Inbox(segment.timers)
  let isHeard = false
  const stop = segment.listen((heard) => {
    isHeard ||= isOf(heard, device, segment)
    inbox.put(heard)
  })
  const host = new TesterHost(segment, device.tester[router.family === 4 ? 'ipv4' : 'ipv6'].below[0]!, inbox)
  try {
    for (let turn = 0; turn < ASKED; turn++) {
      const answer =
        router.family === 4 ? host.arp(speaker.address, ANSWER_WITHIN) : host.solicit(speaker.address, ANSWER_WITHIN)
      if ((await answer) !== undefined || isHeard) return true
    }
    return false
  } finally {
    stop()
  }
}

/** An advert of one of the device's virtual routers, from where that one's adverts come. */
function isOf(heard: Heard, device: Device, segment: Segment): boolean {
  if (heard.kind !== 'advert') return false
  const { src, advert } = heard
  const speaker = segment.speakerOf(src.family, advert.vrid)
  const isKnown = device.routers.some(({ family, vrid }) => family === src.family && vrid === advert.vrid)
  return isKnown && speaker !== undefined && sameIp(speaker.address, src)
}

import type { RouterConfig } from '../../config/model.ts'
import type { Device } from '../../conform/device.ts'
import { Inbox } from '../../conform/inbox.ts'
import type { Segment } from '../../conform/segment.ts'
import { ANSWER_WITHIN, TesterHost } from '../../conform/tester-host.ts'

const ASKED = 5

/** Whether the host behind a virtual router answers for its own address: a dead daemon accuses the device, a dead cable does not. */
export async function isPresent(segment: Segment, device: Device, router: RouterConfig): Promise<boolean> {
  const speaker = segment.speakerOf(router.family, router.vrid)
  if (speaker === undefined) return false
  const inbox = new Inbox(segment.timers)
  const stop = segment.listen((fact) => inbox.put(fact))
  const host = new TesterHost(segment, device.tester[router.family === 4 ? 'ipv4' : 'ipv6'].below[0]!, inbox)
  try {
    for (let turn = 0; turn < ASKED; turn++) {
      const answer =
        router.family === 4 ? host.arp(speaker.address, ANSWER_WITHIN) : host.solicit(speaker.address, ANSWER_WITHIN)
      if ((await answer) !== undefined) return true
    }
    return false
  } finally {
    stop()
  }
}

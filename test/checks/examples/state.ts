import { parseIp } from '../../../src/core/address.ts'

import { router } from '../../model/routers.ts'
import { A, B, ip, type Node, Scene, VIP } from '../scene.ts'
import { capture, type Example, scene } from './example.ts'

// ADI of B (priority 100) for adverts of a second: 3 s + 156/256 s = 3.609375 s; Skew_Time 0.609375 s. Of A: 3.414 s.

/** A leaves with priority 0 and B follows after its Skew_Time. */
const handOver = (): Scene =>
  new Scene()
    .active(A, 4, 10)
    .advert(A, 10.3, { priority: 0 })
    .active(B, 10.3 + 0.6094, 20)

const bothActive = (): Scene => new Scene().active(A, 4, 20).active(B, 8, 20)

/** A is Active until 10 s, B from `atSec` on. */
const takenOver = (atSec: number): Scene => new Scene().active(A, 4, 10).active(B, atSec, 25)

const otherGroup: Node = { ...B, vrid: 52, addresses: [ip('192.0.2.200')] }
const inGroup = (node: string, address: string, vrid: number) =>
  router({
    node,
    primaryAddress: parseIp(address)!,
    vrid,
    syncGroup: 'G',
    profile: 'keepalived-2.2',
    virtualMac: false,
  })
const GROUP = {
  configs: [
    inGroup('a', '192.0.2.11', 51),
    inGroup('a', '192.0.2.11', 52),
    inGroup('b', '192.0.2.12', 51),
    inGroup('b', '192.0.2.12', 52),
  ],
}

/** A serves 51 and 52; its adverts pause from 10 to 18 s, of 52 only if both do. B takes over meanwhile. */
const paused = (both: boolean): Scene => {
  const second = { ...A, vrid: 52 }
  const made = new Scene().active(A, 4, 10).active(B, 13.61, 17.61).adverts(A, 18, 22)
  return both
    ? made
        .active(second, 4, 10)
        .active({ ...B, vrid: 52 }, 13.61, 17.61)
        .adverts(second, 18, 22)
    : made.active(second, 4, 22)
}

/** The role goes to B and back, so many times. */
function swinging(times: number): Scene {
  const made = new Scene()
  for (let i = 0; i < times; i++)
    made
      .active(A, 4 + 8 * i, 7 + 8 * i)
      .advert(A, 7.3 + 8 * i, { priority: 0 })
      .active(B, 7.91 + 8 * i, 10.91 + 8 * i)
      .advert(B, 11.2 + 8 * i, { priority: 0 })
  return made
}

/** Adverts that say one second and come at another pace. */
const paced = (sec: number): Scene => {
  const made = new Scene().announce(A, 4.001)
  for (let i = 0; i < 15; i++) made.advert(A, 4 + i * sec)
  return made
}

const asked = (answered: boolean): Scene => {
  const made = new Scene().active(A, 4, 20)
  for (let i = 0; i < 5; i++) {
    made.echo(ip('192.0.2.50'), A.ip, 10 + i, false).echo(A.ip, ip('192.0.2.50'), 10.001 + i, true)
    made.echo(ip('192.0.2.50'), VIP, 10.5 + i, false)
    if (answered) made.echo(VIP, ip('192.0.2.50'), 10.501 + i, true)
  }
  return made
}

export const stateExamples: Readonly<Record<string, Example>> = {
  'state/split-brain': { fires: scene(bothActive()), silent: scene(handOver()) },
  'state/mutual-rejection': { fires: capture('v2-pass-mismatch'), silent: capture('v2-sigterm-failover') },
  'state/one-way-deafness': { fires: capture('v2-equal-priority-partition'), silent: capture('v2-priority-preempt') },
  'state/silent-active': {
    fires: capture('v2-one-way-loss/switch.pcap'),
    silent: capture('v2-sigkill-failover-return-preempt'),
  },
  'state/no-active': {
    fires: scene(new Scene().active(A, 4, 10).until(16)),
    silent: scene(new Scene().active(A, 4, 10).until(13)),
  },
  'state/slow-takeover': { fires: scene(takenOver(14.61)), silent: scene(takenOver(13.61)) },
  'state/early-takeover': { fires: scene(takenOver(12.5)), silent: scene(takenOver(13.61)) },
  'state/no-announcement': {
    fires: scene(new Scene().adverts(A, 4, 10)),
    silent: scene(new Scene().active(A, 4, 10)),
  },
  'state/late-announcement': {
    fires: scene(new Scene().adverts(A, 4, 12).announce(A, 6.5)),
    silent: scene(new Scene().adverts(A, 4, 12).announce(A, 4.9)),
  },
  'state/stale-announcement': {
    // The winner says nothing after the heal; in the other capture it announces again on hearing the lower advert.
    fires: capture('v2-lower-prio-no-advert'),
    silent: capture('v2-split-brain-partition-heal/switch.pcap'),
  },
  'state/lower-priority-active': { fires: scene(bothActive()), silent: scene(handOver()) },
  'state/did-not-yield': { fires: capture('v2-equal-priority-partition'), silent: capture('v2-priority-preempt') },
  'state/yielded-wrongly': { fires: capture('v2-unicast-ttl-rejected'), silent: capture('v2-priority-preempt') },
  'state/priority-zero-missing': {
    fires: capture('seed-unicast-sigkill/switch.pcap'),
    silent: capture('v2-link-down-host-side'),
  },
  'state/interval-drift': { fires: scene(paced(1.2)), silent: scene(paced(1.02)) },
  'state/near-failover': {
    fires: scene(new Scene().active(A, 4, 10).adverts(A, 12.5, 16)),
    silent: scene(new Scene().active(A, 4, 10).adverts(A, 11.5, 16)),
  },
  'state/starved-active': {
    // Frozen and continued; cut off by the network, with nine ids missing.
    fires: capture('v2-sigstop-sigcont'),
    silent: capture('v2-split-brain-partition-heal/r2.pcap'),
  },
  'state/paused-host': { fires: scene(paused(true)), silent: scene(paused(false)) },
  'state/restart': { fires: capture('v3-ipv4'), silent: capture('v2-sigterm-failover') },
  'state/flapping': { fires: scene(swinging(4)), silent: scene(swinging(2)) },
  'state/deaf-at-boot': {
    fires: scene(new Scene().active(A, 4, 30).join(B, 20).active(B, 23.61, 30)),
    // A router that hears the lower one takes over at the same moment, by right.
    silent: scene(new Scene().active(B, 4, 23.2).join(A, 20).active(A, 23.42, 30)),
  },
  'state/interval-mismatch': { fires: capture('v3-advert-int-learning'), silent: capture('v3-ipv4') },
  'state/addresses-mismatch': { fires: capture('v2-vip-count-mismatch'), silent: capture('v2-sigterm-failover') },
  'state/version-mixed': {
    fires: capture('v2-vs-v3'),
    // One router speaks both versions on its way from the one to the other (RFC 9568 8.4).
    silent: scene(
      new Scene()
        .active(A, 4, 9)
        .adverts({ ...A, version: 2 }, 4.0001, 9)
        .advert(A, 9.3, { priority: 0 })
        .active({ ...B, version: 3 }, 9.91, 12),
    ),
  },
  'state/equal-priority': {
    fires: capture('seed-unicast-start-sigterm-return'),
    silent: capture('v2-sigterm-failover'),
  },
  'state/vrid-mismatch': {
    fires: scene(new Scene().active(A, 4, 15).active({ ...B, vrid: 52 }, 4.2, 15)),
    silent: scene(new Scene().active(A, 4, 15).active(otherGroup, 4.2, 15)),
  },
  'state/group-split': {
    fires: scene(new Scene().active(A, 4, 15).active({ ...B, vrid: 52 }, 4.2, 15), GROUP),
    silent: scene(new Scene().active(A, 4, 15).active({ ...A, vrid: 52 }, 4.2, 15), GROUP),
  },
  'state/address-not-answering': { fires: scene(asked(false)), silent: scene(asked(true)) },
  'state/two-owners': { fires: capture('v2-two-owners-255'), silent: capture('v2-address-owner-255') },
}

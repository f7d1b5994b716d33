import type { Mac } from '../../../src/core/address.ts'
import type { CarpFact, FhrpFact, MembershipFact } from '../../../src/wire/facts.ts'
import { joinFrame } from '../../../src/wire/frames.ts'
import { A, B, HOST, ip, type Node, nsOf, Scene, seen, VIP } from '../scene.ts'
import { capture, type Example, scene } from './example.ts'

const VMAC = '00:00:5e:00:01:33' as Mac
const OTHER_MAC = '02:00:5e:10:00:77' as Mac

const active = (): Scene => new Scene().active(A, 4, 20)

/** B was Active until A pre-empted it: both are known, A is Active. */
const preempted = (a: Node = A, b: Node = B): Scene => new Scene().active(b, 4, 8).active(a, 8.5, 20)

export const carp = (vhid: number): CarpFact => ({
  kind: 'carp',
  ...seen('00:00:5e:00:01:33' as Mac),
  src: ip('192.0.2.9'),
  dst: ip('224.0.0.18'),
  vhid,
  advSkew: 0,
  advBase: 1,
  demotion: 0,
  checksumGood: true,
})

export const hsrp = (address: string): FhrpFact => ({
  kind: 'fhrp',
  ...seen(),
  protocol: 'HSRPv1',
  src: HOST.ip,
  dst: ip('224.0.0.2'),
  group: 1,
  state: 'active',
  priority: 110,
  address: ip(address),
})

const query: MembershipFact = {
  kind: 'membership',
  ...seen(),
  family: 4,
  role: 'query',
  truncated: false,
  src: ip('192.0.2.1'),
  dst: ip('224.0.0.1'),
  groups: [],
  vrrpGroup: false,
}

/** A and B join at 1 s; the adverts of A stop 260 s later. */
const pruned = (): Scene => new Scene().join(A, 1).join(B, 1).active(A, 5, 261).until(275)

/** Two hosts announce an address that no router serves, in turn. */
const contested = (turns: number): Scene => {
  const made = active()
  for (let i = 0; i <= turns; i++)
    made.announce({ ...A, addresses: [ip('192.0.2.77')] }, 5 + i, i % 2 === 0 ? HOST.mac : OTHER_MAC)
  return made
}

const burst = (count: number): Scene => {
  const made = active()
  for (let i = 0; i < count; i++) made.announce(A, 10 + i * 0.005)
  return made
}

/** `macs` answer for four addresses, that of A among them. */
const answers = (macs: readonly Mac[]): Scene => {
  const made = active()
  for (const [i, address] of ['192.0.2.11', '192.0.2.1', '192.0.2.2', '192.0.2.3'].entries())
    made.answer(macs[i % macs.length]!, ip(address), 10 + i)
  return made
}

/** Two ports of one segment: both see the adverts of B, `seenAt` see those of A from its virtual MAC. */
const twoPorts = (seenAt: number[]): Scene =>
  new Scene()
    .adverts(B, 4, 8, {}, [0, 1])
    .advert(B, 8.2, { priority: 0 }, [0, 1])
    .adverts({ ...A, mac: VMAC }, 8.7, 20, {}, seenAt)
    .until(21)

const gap = (ns: number) => () => {
  const { engine, observer } = active().play()
  if (ns > 0) observer.onGap({ source: 0, from: nsOf(20), to: nsOf(20 + ns), reason: 'drops', dropped: 7 })
  observer.end()
  return engine.findings()
}

const VMAC_A: Node = { ...A, mac: VMAC }
const VMAC_B: Node = { ...B, mac: VMAC }

export const netExamples: Readonly<Record<string, Example>> = {
  'net/address-contested': { fires: scene(contested(4)), silent: scene(contested(1)) },
  'net/announcement-storm': { fires: scene(burst(101)), silent: scene(burst(99)) },
  'net/backup-answers-arp': {
    fires: scene(preempted().answer(B.mac, VIP, 15)),
    silent: scene(preempted().answer(A.mac, VIP, 15).answer(B.mac, B.ip, 16)),
  },
  'net/capture-gap': { fires: gap(2), silent: gap(0) },
  'net/carp-present': { fires: scene(active().fact(6, carp(7))), silent: scene(active()) },
  'net/carp-vrid-collision': {
    fires: scene(active().fact(6, carp(51))),
    silent: scene(active().fact(6, carp(52))),
  },
  'net/cloud-fabric': { fires: scene(answers([OTHER_MAC])), silent: scene(answers([A.mac, OTHER_MAC])) },
  'net/duplicate-address': {
    fires: scene(active().announce(A, 10, OTHER_MAC)),
    // Two MACs within milliseconds, and a takeover that explains it.
    silent: scene(preempted()),
  },
  'net/half-unicast': {
    fires: capture('seed-one-unicast-one-multicast'),
    silent: capture('seed-unicast-start-sigterm-return'),
  },
  'net/no-querier': { fires: scene(pruned()), silent: scene(pruned().fact(126, query)) },
  'net/one-way-loss': { fires: capture('v2-one-way-loss'), silent: capture('seed-unicast-sigkill') },
  'net/other-fhrp': {
    fires: scene(active().fact(6, hsrp('192.0.2.100'))),
    silent: scene(active().fact(6, hsrp('192.0.2.101'))),
  },
  'net/protocol-unreachable': {
    fires: capture('seed-unicast-start-sigterm-return'),
    silent: capture('v2-sigterm-failover'),
  },
  'net/speakers-indistinguishable': { fires: capture('frr-v3-ipv6'), silent: capture('mixed-v3-ipv6') },
  'net/virtual-mac-blocked': { fires: scene(twoPorts([0])), silent: scene(twoPorts([0, 1])) },
  'net/virtual-mac-leak': {
    fires: scene(preempted(VMAC_A, VMAC_B).frame(15, joinFrame({ link: { srcMac: VMAC }, src: B.ip }))),
    silent: scene(preempted(VMAC_A, VMAC_B).frame(15, joinFrame({ link: { srcMac: VMAC }, src: A.ip }))),
  },
  'net/vrid-collision': { fires: capture('v2-vrid-collision-two-pairs'), silent: capture('v2-vip-list-mismatch') },
}

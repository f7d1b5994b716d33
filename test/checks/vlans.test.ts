import { expect, test } from 'vitest'
import type { Mac } from '../../src/core/address.ts'
import { carp, hsrp } from './examples/net.ts'
import { A, B, HOST, Scene, VIP, VRID } from './scene.ts'

// What is seen under one tag says nothing of a virtual router under another.

/** B was Active in VLAN 10 until A pre-empted it; what follows is in VLAN `id`. */
const then = (id: number): Scene => new Scene().inVlan(10).active(B, 4, 8).active(A, 8.5, 30).inVlan(id)

const stranger = '02:00:5e:10:00:77' as Mac

test.each<[id: string, (scene: Scene) => Scene]>([
  ['net/duplicate-address', (s) => s.announce(A, 15, stranger)],
  ['net/backup-answers-arp', (s) => s.answer(B.mac, VIP, 15)],
  ['net/carp-vrid-collision', (s) => s.fact(15, carp(VRID))],
  ['net/other-fhrp', (s) => s.fact(15, hsrp(VIP.text))],
])('%s', (id, add) => {
  const found = (vlan: number) =>
    add(then(vlan))
      .findings()
      .map((finding) => finding.id)
  expect(found(10)).toContain(id)
  expect(found(20)).toEqual(found(30).filter((other) => other !== id))
  expect(found(20)).not.toContain(id)
})

test('state/silent-active', () => {
  const crashed = () => new Scene().inVlan(10).active(A, 4, 8).active(B, 11.7, 30)
  const found = (vlan: number) =>
    crashed()
      .inVlan(vlan)
      .answer(A.mac, VIP, 20)
      .findings()
      .map(({ id }) => id)
  expect(found(10)).toContain('state/silent-active')
  expect(found(20)).not.toContain('state/silent-active')
})

test('net/address-contested: an address may be in use in two VLANs', () => {
  const turns = (vlans: readonly [number, number]) => {
    const scene = new Scene().inVlan(1).active(A, 4, 30)
    for (let i = 0; i < 12; i++) {
      const mac = i % 2 === 0 ? HOST.mac : stranger
      scene.inVlan(vlans[i % 2]!).announce({ ...A, addresses: [HOST.ip] }, 5 + i, mac)
    }
    return scene.findings().map(({ id }) => id)
  }
  expect(turns([10, 10])).toContain('net/address-contested')
  expect(turns([10, 20])).not.toContain('net/address-contested')
})

test('state/no-announcement: that of another VLAN is none', () => {
  const takeover = () => new Scene().inVlan(10).active(A, 4, 8).adverts(B, 11.7, 30)
  const found = (vlan: number) =>
    takeover()
      .inVlan(vlan)
      .announce(B, 11.701)
      .findings()
      .map(({ id }) => id)
  expect(found(20)).toContain('state/no-announcement')
  expect(found(10)).not.toContain('state/no-announcement')
})

import { expect, test } from 'vitest'
import type { Mac } from '../../src/core/address.ts'
import { A, B, HOST, ip, type Node, Scene } from './scene.ts'

// What only the command line says: virtual routers that belong together, addresses that no VRRP router serves.

const OTHER = '02:00:5e:10:00:88' as Mac
const VIP = ip('192.0.2.77')
const inOther = (node: Node): Node => ({ ...node, vrid: 52, addresses: [ip('192.0.2.101')] })
const GATEWAY = { given: { groups: [{ name: 'GATEWAY', members: ['51', '52'] }] } }

const splits = (scene: Scene, options: Parameters<Scene['findings']>[0]) =>
  scene.findings(options).filter(({ id }) => id === 'state/group-split')

test('a named group whose members are Active on two hosts is split', () => {
  const apart = new Scene().active(A, 4, 15).active(inOther(B), 4.2, 15)
  expect(splits(apart, GATEWAY)).toMatchObject([
    { values: { group: 'GATEWAY', nodeA: A.ip.text, nodeB: B.ip.text }, routers: [A.ip.text, B.ip.text], count: 2 },
  ])
  expect(splits(apart, { given: { groups: [{ name: 'x', members: ['ipv4/51', 'ipv4/52'] }] } })).toHaveLength(1)
  expect(splits(apart, { given: { groups: [{ name: 'x', members: ['51', '53'] }] } })).toEqual([])
  expect(splits(apart, {})).toEqual([])
})

test('a named group on one host is none', () => {
  expect(splits(new Scene().active(A, 4, 15).active(inOther(A), 4.2, 15), GATEWAY)).toEqual([])
})

test('in two VLANs a MAC that is in both tells the hosts of a named group apart', () => {
  const other = (node: Node): Node => ({ ...inOther(node), ip: ip(node.ip.text.replace('192.0.2', '198.51.100')) })
  const trunk = () => new Scene().inVlan(10).active(A, 4, 30).inVlan(20)
  // .11 serves both until it is silent in the second one.
  const apart = trunk().active(other(A), 4.2, 10.2).active(other(B), 13.9, 30)
  expect(splits(apart, GATEWAY)).toMatchObject([{ routers: [A.ip.text, '198.51.100.12'] }])
  expect(splits(trunk().active(other(A), 4.2, 30), GATEWAY)).toEqual([])
  // Two ports of one host, or two hosts: nobody knows.
  expect(splits(trunk().active(other(B), 4.2, 30), GATEWAY)).toEqual([])
  const vmac = { ...A, mac: '00:00:5e:00:01:33' as Mac }
  const virtual = new Scene().inVlan(10).active(vmac, 4, 30).inVlan(20)
  expect(splits(virtual.active(other(vmac), 4.2, 10.2).active(other(B), 13.9, 30), GATEWAY)).toEqual([])
})

const contested = (scene: Scene, watched = [VIP]) =>
  scene.findings({ given: { watched } }).filter(({ id }) => id === 'net/address-contested')

test('of a named address also answers to requests tell, and there and back is enough', () => {
  const thereAndBack = new Scene().answer(HOST.mac, VIP, 1).answer(OTHER, VIP, 2).answer(HOST.mac, VIP, 3)
  expect(contested(thereAndBack)).toMatchObject([{ values: { address: VIP.text, turns: 2 }, count: 2 }])
  expect(contested(thereAndBack, [])).toEqual([])
  expect(contested(new Scene().answer(HOST.mac, VIP, 1).answer(OTHER, VIP, 2))).toEqual([])
})

test('a named group explains a takeover after priority 0 that waits for the timer of another member', () => {
  const left = (at: number) =>
    new Scene()
      .active(A, 4, 10)
      .advert(A, 10.1, { priority: 0 })
      .active(B, 13.61, 20)
      .active(inOther(A), 4, 10)
      .active(inOther(B), at, 20)
  const slow = (scene: Scene, options: Parameters<Scene['findings']>[0] = GATEWAY) =>
    scene.findings(options).filter(({ id, values: { to } }) => id === 'state/slow-takeover' && to === B.ip.text)
  expect(slow(left(13.62))).toMatchObject([{ message: 'group', severity: 'info', values: { group: 'GATEWAY' } }])
  expect(slow(left(13.62), {})).toMatchObject([{ message: 'late', severity: 'warning' }])
  // The other one had moved long before.
  expect(slow(left(11))).toMatchObject([{ message: 'late' }])
})

test('a named group explains no delay that all its members share', () => {
  const scene = new Scene()
  for (const node of [A, inOther(A)]) scene.active(node, 4, 10).advert(node, 10.1, { priority: 0 })
  for (const node of [B, inOther(B)]) scene.active(node, 12.4, 20)
  const slow = scene.findings(GATEWAY).filter(({ id }) => id === 'state/slow-takeover')
  expect(slow).toMatchObject([{ message: 'late' }, { message: 'late' }])
})

test('a named group whose other members are elsewhere explains what a timer of theirs does', () => {
  const alone = (at: number) =>
    new Scene().active(A, 4, 10).advert(A, 10.1, { priority: 0 }).active(B, at, 40).findings(GATEWAY)
  expect(alone(13.61)).toContainEqual(expect.objectContaining({ id: 'state/slow-takeover', message: 'group' }))
  expect(alone(30).map(({ id }) => id)).toContain('state/no-active')
  expect(alone(30)).not.toContainEqual(expect.objectContaining({ message: 'group' }))
})

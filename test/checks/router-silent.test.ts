import { expect, test } from 'vitest'
import type { Given } from '../../src/checks/rule.ts'
import { readConfig } from '../../src/config/read.ts'
import { arpRequestFrame } from '../../src/wire/frames.ts'
import { A, B, HOST, type Node, Scene, VIP } from './scene.ts'

// Absence is claimed only of what the capture could have seen.

const instance = (vrid: number, priority: number, more = '', face = 'eth0') =>
  `vrrp_instance V${vrid} { interface ${face}\n virtual_router_id ${vrid}\n priority ${priority}\n ${more}\n` +
  `  virtual_ipaddress { 192.0.2.${vrid + 49}/24 } }\n`

const r1 = (more = '') => `vrrp_version 3\n${instance(51, 150, more)}`
const r2 = (more = '') => `vrrp_version 3\n${instance(51, 100, more)}`
const with52 = (text: string, face: string) => text + instance(52, 100, '', face)

async function told(scene: Scene, texts: readonly string[], given: Partial<Given> = {}) {
  const read = texts.map((text, i) => readConfig({ name: `r${i + 1}`, text }, { include: () => [] }))
  const nodes = (await Promise.all(read)).flat()
  const configs = nodes.flatMap(({ routers }) => routers)
  return scene
    .findings({ nodes, configs, given })
    .filter(({ id }) => id === 'config/router-silent' || id === 'config/wrong-active')
    .map(({ severity, message, node, values: { vrid } }) => `${severity} ${message} ${node} ${vrid}`)
}

const FRAME = arpRequestFrame({ link: { srcMac: HOST.mac }, senderIp: HOST.ip, target: VIP })

test('nobody is Active: where any vantage point watched for long enough', async () => {
  const watched = (...toSec: number[]): Scene =>
    toSec.reduce((scene, sec, source) => scene.frame(sec, FRAME, source + 1), new Scene())
  expect(await told(watched(3), [r1()])).toEqual([])
  expect(await told(watched(9), [r1()])).toEqual(['error nobody r1 51'])
  expect(await told(watched(2, 9), [r1()])).toEqual(['error nobody r1 51'])
})

test('nothing is said of what flags left out', async () => {
  const alone = new Scene().active(A, 4, 20)
  const both = [with52(r1(), 'eth0'), with52(r2(), 'eth0')]
  expect(await told(alone, both)).toEqual(['error nobody r1 52', 'error nobody r2 52', 'info backup r2 51'])
  expect(await told(alone, both, { onlyVrid: 51 })).toEqual(['info backup r2 51'])
  expect(await told(alone, both, { isNarrowed: true })).toEqual([])
  expect(await told(new Scene().active(B, 4, 20), [r1(), r2()], { isNarrowed: true })).toEqual([])
})

test('an interface on which no heard router is may not be captured', async () => {
  const both = [with52(r1(), 'eth1'), with52(r2(), 'eth1')]
  const found = ['info backup r2 51', 'info elsewhere r1 52', 'info elsewhere r2 52']
  expect((await told(new Scene().active(A, 4, 20), both)).sort()).toEqual(found)
  // A Backup is where the Active router of its virtual router is.
  const one = await told(new Scene().active(A, 4, 20), [r1(), with52(r2(), 'eth0')])
  expect(one).toEqual(['error nobody r2 52', 'info backup r2 51'])
})

test('one that stayed silent in an outage which its timer ends is no Backup that waits', async () => {
  const outage = (backSec: number) => new Scene().active(A, 4, 10).active(A, backSec, 40)
  expect(await told(outage(25), [r1(), r2()])).toEqual(['error absent r2 51'])
  expect(await told(outage(13.9), [r1(), r2()])).toEqual(['info backup r2 51'])
  expect(await told(new Scene().active(A, 4, 10).frame(30, FRAME), [r1(), r2()])).toEqual(['error absent r2 51'])
  expect(await told(outage(25), [r1(), r2()], { isNarrowed: true })).toEqual([])
})

test('one that had to pre-empt is missing, unless its tracks or its timers keep it back', async () => {
  const alone = (node: Node) => new Scene().active(node, 4, 20)
  expect(await told(alone(B), [r1(), r2()])).toEqual(['error elected r1 51'])
  expect(await told(alone(A), [r1(), r2()])).toEqual(['info backup r2 51'])
  expect(await told(alone(B), [r1('state BACKUP\n nopreempt'), r2()])).toEqual(['info backup r1 51'])
  expect(await told(alone(B), [r1('track_interface {\n eth5 weight -60\n }'), r2()])).toEqual([
    'warning other r1 51',
    'info backup r1 51',
  ])
})

test('a stranger is none of the nodes', async () => {
  const stranger = { ...HOST, vrid: 51, priority: 210, addresses: [VIP] }
  const both = [r1('mcast_src_ip 192.0.2.11'), r2()]
  expect(await told(new Scene().active(stranger, 4, 20), both)).toEqual(['info backup r1 51', 'info backup r2 51'])
  expect(await told(new Scene().active({ ...stranger, priority: 100 }, 4, 20), both)).toEqual(['error elected r1 51'])
})

import { describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config/read.ts'
import { type Mac, virtualMac } from '../../src/core/address.ts'
import { damaged, versionOf } from '../../src/wire/damage.ts'
import { hsrp } from './examples/net.ts'
import { A, advertOf, B, type Node, Scene, VRID } from './scene.ts'

// What a rule makes of a thing depends on what else was seen.

const of = (id: string, scene: Scene, options: Parameters<Scene['findings']>[0] = {}) =>
  scene
    .findings(options)
    .filter((finding) => finding.id === id)
    .map(({ message, severity }) => `${severity} ${message}`)

describe('a router that left with priority 0 and is Active again', () => {
  const left = () => new Scene().active(A, 4, 10).advert(A, 10.5, { priority: 0 })

  test('because it pre-empts: a restart, unless its daemon ran on and counts its adverts', () => {
    const back = left().active(B, 11.11, 15).active(A, 15.2, 20)
    expect(of('state/restart', back)).toEqual(['info recovered'])
    expect(of('state/restart', back, { profile: 'frr' })).toEqual(['info restarted'])
  })

  test('because the other one died, or left: none', () => {
    expect(of('state/restart', left().active(B, 11.11, 15).active(A, 18.53, 25))).toEqual([])
    const bothLeft = left().active(B, 11.11, 15).advert(B, 15.5, { priority: 0 })
    expect(of('state/restart', bothLeft.active(A, 15.92, 25))).toEqual([])
  })

  test('with nopreempt: it is not advised to set it', async () => {
    const text =
      'vrrp_version 3\nvrrp_instance V { state BACKUP\n interface eth0\n virtual_router_id 51\n priority 150\n nopreempt\n' +
      ' virtual_ipaddress { 192.0.2.100/24 } }'
    const [node] = await readConfig({ name: 'a', text }, { include: () => [] })
    const again = left().advert(A, 14, { ipId: 1 }).adverts(A, 15, 20).announce(A, 14.001)
    expect(of('state/restart', again)).toEqual(['info restarted'])
    expect(of('state/restart', again, { nodes: [node!], configs: node!.routers })).toEqual(['info unpreempted'])
  })
})

describe('a takeover without an announcement', () => {
  const mute = (...nodes: Node[]) =>
    nodes.reduce((scene, node, i) => scene.adverts(node, 4 + 13.61 * i, 14 + 13.61 * i), new Scene())

  test('harms less where all use the virtual MAC, and FRR has no setting for it', () => {
    const mac = virtualMac(4, VRID)
    const frr = { profile: 'frr' } as const
    expect(of('state/no-announcement', mute(A))).toEqual(['error missing'])
    expect(of('state/no-announcement', mute(A), frr)).toEqual(['error missingFrr'])
    expect(of('state/no-announcement', mute({ ...A, mac }))).toEqual(['warning sharedMac'])
    expect(of('state/no-announcement', mute({ ...A, mac }), frr)).toEqual(['warning sharedMacFrr'])
    expect(of('state/no-announcement', mute(A, { ...B, mac }))).toEqual(['error missing', 'error missing'])
  })

  test('is not claimed of a router behind a gateway', () => {
    expect(of('state/no-announcement', mute({ ...A, dst: B.ip, hopLimit: 254 }))).toEqual([])
    expect(of('state/no-announcement', mute({ ...A, dst: B.ip, hopLimit: 64 }))).toEqual(['error missing'])
  })
})

test('a stale announcement is told as mended once the Active router announces again', () => {
  const stale = () => new Scene().active(A, 4, 30).active(B, 8, 12).asks(B.ip, 18)
  const alone = { suppress: ['state/split-brain'] }
  expect(of('state/stale-announcement', stale(), alone)).toEqual(['error stale'])
  expect(of('state/stale-announcement', stale().announce(A, 20), alone)).toEqual(['warning mended'])
})

test('an announcement is stale also where the one that stays Active had announced before the capture', () => {
  const steady = (a: Node, b: Node) => new Scene().adverts(a, 0.2, 30).active(b, 8, 12)
  const stale = (scene: Scene) => of('state/stale-announcement', scene, { suppress: ['state/split-brain'] })
  expect(stale(steady(A, B))).toEqual(['error stale'])
  expect(stale(steady(A, B).asks(B.ip, 18).announce(A, 20))).toEqual(['warning mended'])
  // Of one that became Active later it is said that it never announced.
  expect(stale(new Scene().active(B, 4, 12).adverts(A, 8, 30))).toEqual([])
  // Adverts may come from the interface, and the address be at the virtual MAC, which both have.
  expect(stale(new Scene().adverts(A, 0.2, 30).adverts(B, 8, 12).announce(B, 8.001, virtualMac(4, VRID)))).toEqual([])
})

test('priority 0 in the name of the Active router, from another MAC, may be forged', () => {
  const mac = '02:00:5e:10:00:66' as Mac
  const goodbye = (node: Node) => new Scene().active(A, 4, 45).advert(node, 20.5, { priority: 0, ipId: 7 })
  expect(of('state/split-brain', goodbye({ ...A, mac }))).toEqual(['error forged'])
  expect(of('state/split-brain', goodbye(B))).toEqual(['error goodbye'])
})

test('a router that flaps is told with as many returns as are counted', () => {
  const made = new Scene()
  for (let i = 0; i < 6; i++)
    made
      .active(A, 4 + 8 * i, 7 + 8 * i)
      .advert(A, 7.3 + 8 * i, { priority: 0 })
      .active(B, 7.91 + 8 * i, 10.91 + 8 * i)
      .advert(B, 11.2 + 8 * i, { priority: 0 })
  const [flapping] = made.findings().filter(({ id }) => id === 'state/flapping')
  expect(flapping).toMatchObject({ count: 5, values: { router: A.ip.text, returns: 5 } })
})

describe('how a router loses the role that flaps', () => {
  /** A has the role for three seconds, then B for as long as it takes; seven times. */
  const swings = (lose: (made: Scene, at: number) => Scene): Scene => {
    const made = new Scene()
    for (let at = 4; at < 60; at += 9) lose(made.active(A, at, at + 3), at)
    return made
  }
  const told = (scene: Scene) =>
    scene
      .findings()
      .filter(({ id }) => /^state\/(flapping|silent-active)$/.test(id))
      .map(({ message, count, related, values: { low, high } }) => [message, count, low, high, ...related].join(' '))
  const leaves = (made: Scene, at: number) => made.advert(A, at + 3.3, { priority: 0 }).active(B, at + 3.91, at + 8.91)
  const killed = (made: Scene, at: number) => made.active(B, at + 6.61, at + 8.61)

  test('it leaves', () => {
    expect(told(swings(leaves))).toEqual(['leaves 6   state/restart'])
  })

  test('it lowers its priority and is outranked', () => {
    const lowered = swings((made, at) => made.advert(A, at + 4, { priority: 90 }).active(B, at + 4.1, at + 8.1))
    expect(told(lowered)).toEqual(['lowers 6 90 150'])
  })

  test('it falls silent and lives: what it announces meanwhile is no finding of its own', () => {
    const unheard = swings((made, at) => killed(made, at).announce(A, at + 7))
    expect(told(unheard)).toEqual(['silent 6   state/silent-active'])
  })

  test('now in one way, now in another', () => {
    let turn = 0
    expect(told(swings((made, at) => (turn++ % 2 === 0 ? leaves : killed)(made, at)))).toEqual([
      'flaps 6   state/restart',
    ])
  })
})

test('where nobody advertises, nothing lacks authentication', () => {
  const unknown = new Scene().frame(1, damaged(advertOf(A), versionOf(4))).until(20)
  expect(of('sec/no-authentication', unknown)).toEqual([])
})

test('authentication lacks to a router, too, that is first heard long after the others', () => {
  const late = new Scene().active(A, 4, 100).advert(A, 100.3, { priority: 0 }).active(B, 100.91, 130)
  const found = late.findings().filter(({ id }) => id === 'sec/no-authentication')
  expect(found).toMatchObject([{ count: 1, routers: [A.ip.text, B.ip.text] }])
})

test('GLBP is told to give the address up in its own words', () => {
  const glbp = new Scene().active(A, 4, 10).fact(6, { ...hsrp('192.0.2.100'), protocol: 'GLBP' })
  expect(of('net/other-fhrp', glbp)).toEqual(['info glbp'])
})

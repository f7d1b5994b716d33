import { describe, expect, test } from 'vitest'
import { rules } from '../../src/checks/rules/index.ts'
import { wordsOf } from '../../src/checks/words.ts'
import { type Ip, type Mac, virtualMac } from '../../src/core/address.ts'
import { fhrpOf } from '../../src/wire/fhrp.ts'
import { ipFrame, solicitationFrame, solicitedNaFrame } from '../../src/wire/frames.ts'
import { emitNd } from '../../src/wire/nd.ts'
import { IpProtocol } from '../../src/wire/protocol.ts'
import { A, B, HOST, ip, type Node, Scene, seen, VIP, VRID } from './scene.ts'

// Routers that advertise from the virtual MAC, as FRR does, and answer ARP from the MAC of their interface as well.

const mac = virtualMac(4, VRID)
const V: Node = { ...A, mac }
const W: Node = { ...B, mac }

const told = (scene: Scene) =>
  scene
    .findings()
    .filter(({ id }) => /^net\/(duplicate-address|backup-answers-arp)$/.test(id))
    .map(({ id, count, values: { router, active } }) => `${id} ${router ?? active} ${count}`)

/** V is Active until 20 s, then W. */
const pair = () => new Scene().active(V, 4, 20).advert(V, 20.5, { priority: 0 }).active(W, 21.1, 40)

describe('whose MAC answers', () => {
  test('the Active router itself: nothing, once it has named its address from that MAC', () => {
    expect(told(pair().join(A, 1).answer(A.mac, VIP, 8).answer(B.mac, VIP, 30).answer(B.mac, B.ip, 31))).toEqual([])
  })

  test('a Backup, also before anyone knows that it is a router', () => {
    const answers = (scene: Scene) => scene.answer(B.mac, VIP, 8).answer(B.mac, VIP, 9).answer(A.mac, VIP, 30)
    expect(told(answers(pair().join(A, 1).join(B, 2)))).toEqual([
      `net/backup-answers-arp ${B.ip.text} 2`,
      `net/backup-answers-arp ${A.ip.text} 1`,
    ])
  })

  test('one that left and is Active for the address under another VRID: the VRIDs are the finding', () => {
    const other: Node = { ...A, vrid: 52 }
    const scene = new Scene()
      .active(A, 4, 20)
      .advert(A, 20.5, { priority: 0 })
      .active(B, 21.11, 40)
      .active(other, 25, 40)
    expect(told(scene.answer(A.mac, VIP, 30))).toEqual([])
  })

  test('a router killed as Active: its host answers still, as that of a Backup would', () => {
    const killed = new Scene().join(A, 1).active(V, 4, 20).active(W, 23.61, 40)
    expect(told(killed.answer(A.mac, VIP, 30))).toEqual([`net/backup-answers-arp ${A.ip.text} 1`])
  })

  test('the virtual MAC of another protocol: one finding that names it and its speakers', () => {
    const group = { protocol: 'HSRPv1', group: 1, address: VIP, state: 'Active', priority: 110 } as const
    const scene = pair().answer('00:00:0c:07:ac:01' as Mac, VIP, 8)
    scene.fact(7, { kind: 'fhrp', src: HOST.ip, dst: ip('224.0.0.2'), ...group, ...seen() })
    const [found, ...others] = scene.findings().filter(({ id }) => /^net\/(duplicate|other)/.test(id))
    expect(others).toEqual([])
    expect(found).toMatchObject({ message: 'fhrp', related: ['net/other-fhrp'] })
    expect(wordsOf(found!, rules).remedy).toContain('`no standby 1 ip` on 192.0.2.50,')
  })

  test.each([
    ['00:00:0c:07:ac:1f', 'HSRPv1', 31],
    ['00:00:0c:9f:f1:2c', 'HSRPv2', 300],
    ['00:05:73:a0:00:0a', 'HSRPv2', 10],
    ['00:07:b4:00:05:02', 'GLBP', 5],
  ])('%s is of %s group %d', (text, protocol, group) => {
    expect(fhrpOf(text as Mac)).toEqual({ protocol, group })
    expect(fhrpOf(HOST.mac)).toBeUndefined()
  })

  test('a stranger, beside each Active router in its time', () => {
    expect(told(pair().answer(HOST.mac, VIP, 8).answer(HOST.mac, VIP, 30).announce(W, 32, HOST.mac))).toEqual([
      `net/duplicate-address ${A.ip.text} 1`,
      `net/duplicate-address ${B.ip.text} 2`,
    ])
  })

  test('a proxy that answers for all of them is none of them', () => {
    const proxy = '02:00:5e:10:00:99' as Mac
    const scene = pair().answer(proxy, A.ip, 30).answer(proxy, B.ip, 31).answer(proxy, VIP, 32)
    expect(told(scene)).toEqual([`net/duplicate-address ${B.ip.text} 1`])
  })
})

describe('ARP for a virtual address goes unanswered', () => {
  const mute = (scene: Scene) =>
    scene
      .findings()
      .filter(({ id }) => id === 'state/address-not-answering')
      .map(({ message, values: { count } }) => `${message} ${count}`)

  /** HOST asks each second from 10 s on. */
  const asking = (times: number, scene = new Scene().active(A, 4, 30)) => {
    for (let i = 0; i < times; i++) scene.asks(VIP, 10 + i)
    return scene
  }

  test('while its router answers the same host at its own address: it is gone', () => {
    expect(mute(asking(6).answer(A.mac, A.ip, 11.5))).toEqual(['gone 5'])
    expect(mute(asking(6).echo(A.ip, HOST.ip, 11.5, true))).toEqual(['gone 5'])
    // What it says to others may be all that passes here.
    expect(mute(asking(6))).toEqual([])
    expect(mute(asking(6).echo(A.ip, B.ip, 11.5, true))).toEqual([])
    expect(mute(asking(6).answer(A.mac, A.ip, 9))).toEqual([])
  })

  test('and is answered, or asked for twice only, or announced meanwhile: nothing', () => {
    expect(mute(asking(2).answer(A.mac, A.ip, 11.5))).toEqual([])
    expect(mute(asking(4).answer(A.mac, A.ip, 11.5).answer(A.mac, VIP, 11.6))).toEqual([])
    expect(mute(asking(4).answer(A.mac, A.ip, 11.5).announce(A, 11.6))).toEqual([])
    const silent = new Scene().active(A, 4, 30)
    for (let i = 0; i < 4; i++) silent.asks(VIP, 10 + 6 * i)
    expect(mute(silent.answer(A.mac, A.ip, 11.5))).toEqual([])
  })

  test('and pings before: one finding, which blames no accept mode', () => {
    const pinged = new Scene().active(A, 4, 30)
    for (let i = 0; i < 8; i++) pinged.echo(HOST.ip, VIP, 6 + i, false).echo(HOST.ip, A.ip, 6 + i, false)
    for (let i = 0; i < 8; i++) pinged.echo(A.ip, HOST.ip, 6.001 + i, true)
    expect(mute(pinged)).toEqual(['mute 8'])
    expect(mute(asking(6, pinged))).toEqual(['gone 5'])
  })
})

describe('a solicitation for a virtual address goes unanswered', () => {
  const [host, vip] = [ip('fe80::50'), ip('2001:db8::100')]
  const router: Node = { ...A, ip: ip('fe80::11'), addresses: [ip('fe80::100'), vip] }
  const link = { srcMac: HOST.mac }
  const mute = (scene: Scene) =>
    scene
      .findings()
      .filter(({ id }) => id === 'state/address-not-answering')
      .map(({ message, values: { count, requests } }) => `${message} ${count} ${requests}`)
  const asking = (times: number) => {
    const scene = new Scene().active(router, 4, 30)
    for (let i = 0; i < times; i++) scene.frame(10 + i, solicitationFrame({ link, src: host, target: vip }))
    return scene
  }
  const answers = (scene: Scene, address: Ip, atSec: number) =>
    scene.frame(atSec, solicitedNaFrame({ link: { srcMac: A.mac }, address, askerMac: HOST.mac, askerIp: host }))

  test('while its router answers the same host at its own address: it is gone', () => {
    expect(mute(answers(asking(6), router.ip, 11.5))).toEqual(['gone 5 neighbour solicitations'])
    expect(mute(asking(6))).toEqual([])
    expect(mute(answers(answers(asking(4), router.ip, 11.5), vip, 11.6))).toEqual([])
  })

  test('sent to a single host, which may be another one now: nothing', () => {
    const probing = new Scene().active(router, 4, 30)
    const nud = emitNd({ advertisement: false, target: vip, linkLayer: HOST.mac }, { src: host, dst: vip })
    for (let i = 0; i < 6; i++)
      probing.frame(
        10 + i,
        ipFrame({ link: { ...link, dstMac: B.mac }, trafficClass: 0 }, { src: host, dst: vip }, IpProtocol.icmp6, nud),
      )
    expect(mute(answers(probing, router.ip, 11.5))).toEqual([])
  })
})

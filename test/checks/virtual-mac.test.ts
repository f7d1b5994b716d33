import { expect, test } from 'vitest'
import { rules } from '../../src/checks/rules/index.ts'
import { wordsOf } from '../../src/checks/words.ts'
import type { Mac } from '../../src/core/address.ts'
import { arpRequestFrame, joinFrame, solicitationFrame, solicitedNaFrame } from '../../src/wire/frames.ts'
import { A, B, HOST, ip, type Node, Scene, VIP } from './scene.ts'

// Routers that advertise and answer from the virtual MAC, and have a MAC of their own beside it.

const VMAC_4 = '00:00:5e:00:01:33' as Mac
const VMAC_6 = '00:00:5e:00:02:33' as Mac
const VIP_6 = ip('fe80::100')
const [A4, B4] = [A, B].map((node): Node => ({ ...node, mac: VMAC_4 })) as [Node, Node]
const six = (node: Node, last: number): Node => ({ ...node, mac: VMAC_6, ip: ip(`fe80::${last}`), addresses: [VIP_6] })
const [A6, B6] = [six(A, 11), six(B, 12)]
const ASKER = { askerMac: HOST.mac, askerIp: ip('fe80::50') }

const found = (made: Scene, wanted: string) => made.findings().filter(({ id }) => id === wanted)
const answerOf = (address: Node['ip'], mac: Mac) => solicitedNaFrame({ link: { srcMac: mac }, address, ...ASKER })

test('over IPv6 nobody is told to turn IPv6 off on the macvlan that carries the virtual addresses', () => {
  const leaks = (made: Scene) => found(made, 'net/virtual-mac-leak')
  const preempted = (a: Node, b: Node): Scene => new Scene().active(b, 4, 8).active(a, 8.5, 20)
  const [six] = leaks(preempted(A6, B6).frame(15, answerOf(B6.ip, VMAC_6)))
  const [four] = leaks(preempted(A4, B4).frame(15, joinFrame({ link: { srcMac: VMAC_4 }, src: B.ip })))
  expect(wordsOf(six!, rules).remedy).toContain('vmac_xmit_base')
  expect(wordsOf(six!, rules).remedy).not.toContain('disable_ipv6')
  expect(wordsOf(four!, rules).remedy).toContain('vrrp/51.disable_ipv6=1')
})

test('who fell silent as Active and still sends from the virtual MAC is no leaky Backup', () => {
  const died = new Scene().active(A6, 4, 8).active(B6, 11.6, 20).frame(15, answerOf(A6.ip, VMAC_6))
  expect(found(died, 'net/virtual-mac-leak')).toMatchObject([{ message: 'left', routers: ['fe80::11'] }])
})

test('the host of a router that fell silent is known by its own MAC', () => {
  const asksBy = (node: Node, mac: Mac, target: Node['ip']) =>
    node.ip.family === 4
      ? arpRequestFrame({ link: { srcMac: mac }, senderIp: node.ip, target })
      : solicitationFrame({ link: { srcMac: mac }, src: node.ip, target })
  for (const [a, b] of [
    [A4, B4],
    [A6, B6],
  ] as const) {
    const died = () =>
      new Scene()
        .active(a, 4, 8)
        .active(b, 11.6, 20)
        .frame(5.2, asksBy(a, A.mac, b.ip))
    expect(found(died(), 'state/priority-zero-missing')).toEqual([])
    const alive = died().frame(9.5, asksBy(a, A.mac, b.ip))
    expect(found(alive, 'state/priority-zero-missing')).toMatchObject([{ routers: [a.ip.text] }])
  }
})

test('until another one takes over, who answers from the virtual MAC is the one that fell silent', () => {
  const died = () => new Scene().active(A4, 4, 8).active(B4, 11.6, 20)
  const silent = (made: Scene) => found(made, 'state/silent-active')
  expect(silent(died().answer(VMAC_4, VIP, 9.5))).toMatchObject([
    { message: 'answers', routers: [A.ip.text], confidence: 'likely' },
  ])
  // Before its next advert was due; so late that the next one may have taken over, or has.
  for (const at of [8.5, 10.8, 15]) expect(silent(died().answer(VMAC_4, VIP, at))).toEqual([])
  expect(silent(died().announce(B4, 9.2).answer(VMAC_4, VIP, 9.5))).toEqual([])
  const six = new Scene().active(A6, 4, 8).active(B6, 11.6, 20).frame(9.5, answerOf(VIP_6, VMAC_6))
  expect(silent(six)).toMatchObject([{ message: 'answers', routers: ['fe80::11'] }])
})

test('of two that take over from the virtual MAC before either advertises, the first to announce moved the addresses', () => {
  const made = (first: number): Scene =>
    new Scene()
      .active(A6, 4, 10)
      .advert(A6, 10.5, { priority: 0 })
      .announce(B6, first)
      .announce(B6, 11.25)
      .active(B6, 12.1, 20)
  const slow = (scene: Scene) => found(scene, 'state/slow-takeover').map(({ message, values }) => [message, values])
  expect(slow(made(11.11))).toMatchObject([['announced', { announcedMs: 610 }]])
  expect(slow(made(11.24))).toMatchObject([['late', {}]])
})

test('reports of membership from its own MAC show that a port drops frames from the virtual MAC alone', () => {
  const made = (arrives: boolean): Scene => {
    const ports = new Scene().adverts(A6, 4, 20, {}, [0]).adverts(B6, 4.5, 20, {}, [1]).until(21)
    const report = joinFrame({ link: { srcMac: A.mac }, src: A6.ip })
    for (const source of arrives ? [0, 1] : [0]) ports.frame(6, report, source)
    return ports
  }
  const ids = (ports: Scene) => ports.findings().flatMap(({ id, related }) => [id, ...related])
  expect(ids(made(true))).toContain('net/virtual-mac-blocked')
  expect(ids(made(false))).not.toContain('net/virtual-mac-blocked')
})

import { describe, expect, test } from 'vitest'
import { type Mac, virtualMac } from '../../src/core/address.ts'
import { A, B, HOST, type Node, Scene, VIP, VRID } from './scene.ts'

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

  test('a router killed as Active: its host answers still, as that of a Backup would', () => {
    const killed = new Scene().join(A, 1).active(V, 4, 20).active(W, 23.61, 40)
    expect(told(killed.answer(A.mac, VIP, 30))).toEqual([`net/backup-answers-arp ${A.ip.text} 1`])
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

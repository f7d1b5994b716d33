import { describe, expect, test } from 'vitest'
import { cs } from '../../src/core/time.ts'
import { gratuitousArpFrame } from '../../src/wire/frames.ts'
import { A, B, HOST, ip, type Node, Scene, VIP } from './scene.ts'

// Which of the addresses of a new Active router are told as never announced, or as announced late.

const SECOND = ip('192.0.2.101')
const LATER = ip('192.0.2.102')
const both: Node = { ...A, addresses: [VIP, SECOND] }

const announces = (scene: Scene, atSec: number, address = VIP): Scene =>
  scene.frame(atSec, gratuitousArpFrame({ link: { srcMac: A.mac }, address }))
const silent = (scene: Scene): unknown[] =>
  scene.findings().flatMap(({ id, values }) => (id === 'state/no-announcement' ? [values.addresses] : []))
const late = (scene: Scene): unknown[] =>
  scene.findings().flatMap(({ id, values }) => (id === 'state/late-announcement' ? [values.delayMs] : []))
/** ARP that shows that announcements could have been seen. */
const begun = (): Scene => new Scene().asks(HOST.ip, 0.5)

describe('of a router that became Active', () => {
  test('an address that it never announces', () => {
    expect(silent(announces(begun().adverts(both, 4, 20), 4.001))).toEqual([SECOND.text])
  })

  test('none that takes its time behind the first, as vrrp_garp_interval makes it', () => {
    expect(silent(announces(announces(begun().adverts(both, 4, 20), 4.001), 10, SECOND))).toEqual([])
  })

  test('none whose turn had not come when the capture ended', () => {
    const fast: Node = { ...both, interval: cs(20) }
    const cut = (toSec: number) => silent(announces(begun().adverts(fast, 4, toSec), 4.001))
    expect([cut(4.4), cut(6)]).toEqual([[], [SECOND.text]])
  })

  test('none that it announced when its first advert got lost, although another one did so since', () => {
    const overtaken = (made: Scene) => silent(made.active(B, 4.2, 4.2).adverts(A, 5.1, 8.1))
    expect(overtaken(begun().announce(A, 4.1))).toEqual([])
    expect(overtaken(begun())).toEqual([VIP.text])
  })

  test('none that it announces long after; it is told as late, with the delay', () => {
    const made = () => announces(begun().adverts(both, 4, 20), 12)
    expect(silent(made())).toEqual([SECOND.text])
    expect(late(made())).toEqual([8000])
    expect(late(announces(made(), 4.9))).toEqual([])
  })

  test('all that it announces in a later period only', () => {
    const made = () => announces(begun().adverts(both, 4, 20).active(B, 23.61, 30).adverts(both, 29.5, 40), 29.501)
    expect(silent(made())).toContain(`${VIP.text}, ${SECOND.text}`)
    expect(late(made())).toEqual([])
  })

  test('none where it is the host of the one before, with another source address', () => {
    const renamed: Node = { ...A, ip: ip('192.0.2.21') }
    const made = (node: Node) => begun().active(A, 4, 10).adverts(node, 10.4, 20)
    expect(silent(made(renamed))).toEqual([])
    expect(late(made(renamed).announce(renamed, 18))).toEqual([])
    expect(silent(made({ ...renamed, mac: B.mac }))).toEqual([VIP.text])
  })

  test('none that was added to its adverts later', () => {
    const added: Node = { ...A, addresses: [VIP, LATER] }
    const made = () => begun().adverts(A, 4, 6).adverts(added, 7, 20)
    expect(silent(announces(made(), 4.001))).toEqual([])
    expect(late(announces(made(), 12, LATER))).toEqual([])
    expect(late(announces(announces(made(), 12, LATER), 14))).toEqual([10_000])
  })
})

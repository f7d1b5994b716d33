import { expect, test } from 'vitest'
import { type Mac, macBytes } from '../../src/core/address.ts'
import { tellsAll } from '../../src/wire/arp.ts'
import type { ArpFact } from '../../src/wire/facts.ts'
import { gratuitousArpFrame } from '../../src/wire/frames.ts'
import { locate } from '../../src/wire/locate.ts'
import { factOf } from '../../src/wire/sighting.ts'
import { LinkType } from '../../src/wire/view.ts'
import { viewOfFrame } from '../wire/views.ts'
import { A, B, Scene, VIP } from './scene.ts'

// A gratuitous ARP is for all (RFC 9568 6.4.2: broadcast). In a frame to one host it moves the address for that one only.

const HARDWARE_TYPE = 15

function announcement(dstMac: string, hardwareType = 1): Uint8Array {
  const frame = gratuitousArpFrame({ link: { srcMac: B.mac }, address: VIP })
  frame.set(macBytes(dstMac as Mac))
  frame[HARDWARE_TYPE] = hardwareType
  return frame
}

function read(frame: Uint8Array, linkType: number = LinkType.Ethernet): ArpFact {
  const v = viewOfFrame(frame, linkType)
  return factOf(v, locate(v)) as ArpFact
}

test.each([
  ['to all', announcement('ff:ff:ff:ff:ff:ff'), true],
  ['to a group', announcement('01:00:5e:00:00:12'), true],
  ['to one host', announcement('02:00:00:00:00:77'), false],
  ['of hardware type IEEE 802', announcement('ff:ff:ff:ff:ff:ff', 6), true],
] as const)('a gratuitous ARP, %s', (_, frame, isForAll) => {
  expect(read(frame)).toMatchObject({ role: 'gratuitous-request', senderIp: VIP, senderMac: B.mac })
  expect(tellsAll(read(frame))).toBe(isForAll)
  const scene = new Scene().active(A, 4, 10).adverts(B, 13.61, 25).frame(13.611, frame)
  expect(scene.findings().some(({ id }) => id === 'state/no-announcement')).toBe(!isForAll)
})

test('a capture without destination addresses does not say for whom a gratuitous ARP was', () => {
  const cooked = new Uint8Array(16 + 28)
  cooked.set([0, 1, 0, 1, 0, 6, ...macBytes(B.mac), 0, 0, 0x08, 0x06])
  cooked.set(announcement('02:00:00:00:00:77').subarray(14, 14 + 28), 16)
  const fact = read(cooked, LinkType.LinuxSll)
  expect(fact).toMatchObject({ role: 'gratuitous-request', dstMac: undefined })
  expect(tellsAll(fact)).toBe(true)
})

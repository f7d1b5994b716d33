import { expect, test } from 'vitest'
import { type Mac, parseIp, sameIp } from '../../src/core/address.ts'
import { keyedHash } from '../../src/edge/keyed-hash.ts'
import type { Fact, Sighting } from '../../src/wire/facts.ts'
import {
  advertFrame,
  arpReplyFrame,
  gratuitousArpFrame,
  joinFrame,
  type Protection,
  solicitationFrame,
  unsolicitedNaFrame,
} from '../../src/wire/frames.ts'
import { locate } from '../../src/wire/locate.ts'
import { factOf } from '../../src/wire/sighting.ts'
import type { FrameView } from '../../src/wire/view.ts'
import type { VlanTag } from '../../src/wire/vlan.ts'
import { captureFiles, readCapture } from './captured.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const frameOf = (v: FrameView): string => hex(new Uint8Array(v.dv.buffer, v.dv.byteOffset + v.start, v.end - v.start))

/** Every whole Ethernet frame of the fixtures that gives a fact of the wanted kind. */
function eachFact<K extends Fact['kind']>(kind: K, each: (fact: Extract<Fact, { kind: K }>, frame: string) => void) {
  for (const name of captureFiles())
    readCapture(name, (v) => {
      if (v.linkType !== 1 || v.wireLen > v.end - v.start) return
      const fact = factOf(v, locate(v))
      if (fact?.kind === kind) each(fact as Extract<Fact, { kind: K }>, frameOf(v))
    })
}

// vlan-tagged/trunk.pcap is the one capture with tags (its README line).
const tagsOf = (frame: string): VlanTag[] => (frame.slice(24, 28) === '8100' ? [{ id: 305, priority: 6 }] : [])

const HMAC_KEYS: Readonly<Record<number, string>> = {
  1: '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
  2: '202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f',
}
const AH_PASSWORDS = ['ahsecret', 'right', 'wrong', 'samepwd']

function protectionOf({ advert }: Sighting, password: string): Protection | undefined {
  if (advert.ah) return { kind: 'ah', key: Buffer.from(password), hash: keyedHash, ...advert.ah }
  if (!advert.trailer) return undefined
  return { kind: 'hmac', key: Buffer.from(HMAC_KEYS[advert.trailer.keyId]!, 'hex'), hash: keyedHash, ...advert.trailer }
}

test('every captured advert is built again, bit for bit, from what its decoder said', () => {
  let rebuilt = 0
  eachFact('advert', (s, frame) => {
    // keepalived's SPI is its source address, so what the decoder read is what the builder chooses.
    const builds = AH_PASSWORDS.map((password) => {
      const protection = protectionOf(s, password)
      const tags = tagsOf(frame)
      const flowLabel = s.src.family === 6 ? s.packet.slice(1, 4) : undefined
      const built = advertFrame({
        link: { srcMac: s.srcMac!, dstMac: s.dstMac!, tags },
        src: s.src,
        dst: s.dst,
        hopLimit: s.hopLimit,
        ipId: Math.max(s.ipId, 0),
        dontFragment: s.src.family === 4 && (s.packet[6]! & 0x40) !== 0,
        advert: s.advert,
        checksum: s.advert.checksums![0]!,
        ...(protection ? { protection } : {}),
      })
      // The kernel chooses the flow label and, in unicast, the traffic class of IPv6.
      const at = 14 + tags.length * 4
      if (flowLabel) built.set(s.packet.slice(0, 4), at)
      return hex(built)
    })
    expect(builds).toContain(frame)
    rebuilt++
  })
  expect(rebuilt).toBeGreaterThan(1300)
})

test('every captured gratuitous ARP, ARP reply and unsolicited NA is built again', () => {
  const counts = { arp: 0, reply: 0, na: 0 }
  eachFact('arp', (a, frame) => {
    const link = { srcMac: a.srcMac!, dstMac: a.dstMac!, tags: tagsOf(frame) }
    if (a.role === 'gratuitous-request' && a.targetMac === 'ff:ff:ff:ff:ff:ff') {
      expect(hex(gratuitousArpFrame({ link, address: a.senderIp, mac: a.senderMac }))).toBe(frame)
      counts.arp++
    }
    if (a.role === 'reply') {
      const asker = { askerMac: a.targetMac, askerIp: a.targetIp }
      expect(hex(arpReplyFrame({ link, address: a.senderIp, mac: a.senderMac, ...asker }))).toBe(frame)
      counts.reply++
    }
  })
  eachFact('nd', (n, frame) => {
    if (n.role !== 'unsolicited' || !sameIp(n.src, n.target)) return
    const built = unsolicitedNaFrame({ link: { srcMac: n.srcMac! }, address: n.target, router: n.router })
    // Traffic class and flow label are the sender kernel's.
    expect(hex(built).slice(36)).toBe(frame.slice(36))
    counts.na++
  })
  expect(counts.arp).toBeGreaterThan(3000)
  expect(counts.reply).toBeGreaterThan(20)
  expect(counts.na).toBeGreaterThan(50)
})

test('an IGMPv3 join of the VRRP group is the one that Linux sends', () => {
  let seen = 0
  eachFact('membership', (m, frame) => {
    if (m.family !== 4 || m.role !== 'join' || m.groups.length !== 1 || !m.vrrpGroup) return
    const tags = tagsOf(frame)
    const built = hex(joinFrame({ link: { srcMac: m.srcMac!, tags }, src: m.src }))
    const at = 36 + tags.length * 8
    // Linux sets Don't Fragment and an id of its own; the 8 bytes left out hold both and the header checksum.
    expect(built.slice(0, at) + built.slice(at + 16)).toBe(frame.slice(0, at) + frame.slice(at + 16))
    seen++
  })
  expect(seen).toBeGreaterThan(100)
})

// RFC 4861 4.3 and 7.1.1: a probe for duplicates with a source link-layer option is discarded by every receiver.
test('a solicitation names its link-layer address, one from the unspecified address does not', () => {
  const link = { srcMac: '02:00:00:00:00:01' as Mac }
  const target = parseIp('fe80::5:1')!
  expect(hex(solicitationFrame({ link, src: parseIp('fe80::9')!, target })).endsWith('0101020000000001')).toBe(true)
  const probe = solicitationFrame({ link, src: parseIp('::')!, target })
  expect(probe).toHaveLength(14 + 40 + 24)
  expect(hex(probe).endsWith(hex(target.bytes))).toBe(true)
})

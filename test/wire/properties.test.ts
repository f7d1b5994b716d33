import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Ip, ipAt, ipFromBytes, type Mac, vrrpGroup } from '../../src/core/address.ts'
import { cs } from '../../src/core/time.ts'
import { emitAh, parseAh } from '../../src/wire/ah.ts'
import { emitArp, parseArp } from '../../src/wire/arp.ts'
import { viewOf } from '../../src/wire/bytes.ts'
import { emitEthernet } from '../../src/wire/ethernet.ts'
import type { ArpFact, Fact, IcmpErrorFact, MembershipFact, NdFact, Sighting } from '../../src/wire/facts.ts'
import { advertFrame, ipFrame, joinFrame } from '../../src/wire/frames.ts'
import { emitIcmpError } from '../../src/wire/icmp.ts'
import { emitIpv4, parseIpv4 } from '../../src/wire/ipv4.ts'
import { emitIpv6, IPV6_DST, IPV6_SRC, MLD_ROUTER_ALERT } from '../../src/wire/ipv6.ts'
import { locate } from '../../src/wire/locate.ts'
import { emitNd } from '../../src/wire/nd.ts'
import { paths } from '../../src/wire/path.ts'
import { factOf } from '../../src/wire/sighting.ts'
import { emitTrailer, parseTrailer } from '../../src/wire/trailer.ts'
import type { FrameView, PacketDirection } from '../../src/wire/view.ts'
import { AuthType } from '../../src/wire/vrrp.ts'
import { emitSll, emitSll2 } from './cooked.ts'
import { viewOfFrame } from './views.ts'

// parse(emit(x)) is x, for every layer by itself and for whole frames; and no bytes make anything throw.

const byte = fc.integer({ min: 0, max: 255 })
const word = fc.integer({ min: 0, max: 0xffff })
const dword = fc.integer({ min: 0, max: 0xffffffff })
const octets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const ip4 = octets(4).map(ipFromBytes)
const ip6 = octets(16).map(ipFromBytes)
const hostOf = (ip: fc.Arbitrary<Ip>) => ip.filter((address) => address.bytes[0]! < 0xe0)
const mac = octets(6).map((b) => Array.from(b, (x) => x.toString(16).padStart(2, '0')).join(':') as Mac)
const tag = fc.record({
  id: fc.integer({ min: 1, max: 4094 }),
  priority: fc.integer({ min: 0, max: 7 }),
  dropEligible: fc.boolean(),
  tpid: fc.constantFrom(0x8100, 0x88a8, 0x9100),
})
const LINK = { srcMac: '02:00:00:00:00:01' as Mac, dstMac: '02:00:00:00:00:02' as Mac }

function located(frame: Uint8Array, linkType = 1): { v: FrameView; fact: Fact | undefined } {
  const v = viewOfFrame(frame, linkType)
  return { v, fact: factOf(v, locate(v)) }
}

describe('parse(emit(x)) is x', () => {
  test('Ethernet with tags', () => {
    const header = fc.record({ dst: mac, src: mac, tags: fc.array(tag, { maxLength: 3 }) })
    const arp = emitArp({
      operation: 1,
      senderMac: LINK.srcMac,
      senderIp: vrrpGroup(4),
      targetMac: LINK.dstMac,
      targetIp: vrrpGroup(4),
    })
    fc.assert(
      fc.property(header, ({ dst, src, tags }) => {
        const { v, fact } = located(emitEthernet({ dst, src, tags, etherType: 0x0806 }, arp))
        expect(fact).toMatchObject({ kind: 'arp', srcMac: src, dstMac: dst })
        expect(paths.text(v.path)).toBe(tags.length === 0 ? '' : `vlan ${tags.map(({ id }) => id).join('.')}`)
        expect(v.vlan).toBe(tags.at(-1)?.id ?? -1)
      }),
    )
  })

  test('IPv4', () => {
    const header = fc.record({
      src: ip4,
      dst: ip4,
      protocol: fc.constant(112),
      ttl: byte,
      tos: byte,
      id: word,
      dontFragment: fc.boolean(),
      moreFragments: fc.boolean(),
      fragmentOffset: fc.integer({ min: 0, max: 0x1fff }).map((n) => n * 8),
      options: fc.integer({ min: 0, max: 10 }).chain((n) => octets(n * 4)),
    })
    fc.assert(
      fc.property(header, (h) => {
        const { v } = located(emitIpv4(h, new Uint8Array(8)), 101)
        expect(parseIpv4(v)).toEqual(h)
      }),
    )
  })

  test('IPv6', () => {
    const header = fc.record({
      src: ip6,
      dst: ip6,
      protocol: fc.constant(112),
      hopLimit: byte,
      trafficClass: byte,
      flowLabel: fc.integer({ min: 0, max: 0xfffff }),
      hopByHop: fc.constantFrom(new Uint8Array(0), Uint8Array.of(112, 0, 5, 2, 0, 0, 1, 0)),
    })
    fc.assert(
      fc.property(header, (h) => {
        const { v } = located(emitIpv6(h, new Uint8Array(8)), 101)
        const { family, protocol, hopLimit, l4, l4End } = v
        const payloadAt = v.start + 40 + h.hopByHop.length
        expect({ family, protocol, hopLimit, l4, l4End }).toEqual({
          family: 6,
          protocol: 112,
          hopLimit: h.hopLimit,
          l4: payloadAt,
          l4End: payloadAt + 8,
        })
        expect([ipAt(v.dv, v.l3 + IPV6_SRC, 6), ipAt(v.dv, v.l3 + IPV6_DST, 6)]).toEqual([h.src, h.dst])
        expect(v.dv.getUint32(v.l3)).toBe(((6 << 28) | (h.trafficClass << 20) | h.flowLabel) >>> 0)
      }),
    )
  })

  test('ARP', () => {
    const packet = fc.record({ operation: word, senderMac: mac, senderIp: ip4, targetMac: mac, targetIp: ip4 })
    fc.assert(
      fc.property(packet, (p) => {
        const { v, fact } = located(emitEthernet({ dst: LINK.dstMac, src: LINK.srcMac, etherType: 0x0806 }, emitArp(p)))
        expect(fact).toMatchObject(p)
        expect(parseArp(v)).toEqual(fact as ArpFact)
      }),
    )
  })

  test('AH and the HMAC trailer', () => {
    const ah = fc.record({ nextHeader: byte, spi: dword, sequence: dword, icv: octets(12) })
    fc.assert(
      fc.property(ah, (h) => {
        const bytes = emitAh(h, new Uint8Array(0))
        expect(parseAh(viewOf(bytes), 0, bytes.length)).toEqual(h)
      }),
    )
    const trailer = fc.record({
      type: byte,
      keyId: byte,
      seconds: dword,
      fraction: word,
      counter: word,
      hmac: octets(16),
    })
    fc.assert(
      fc.property(trailer, (t) => {
        expect(parseTrailer(viewOf(emitTrailer(t)), 0)).toEqual(t)
      }),
    )
  })

  test('cooked headers', () => {
    const header = fc.record({ direction: fc.constantFrom(0, 1, 2, 3, 4), src: mac, protocol: fc.constant(0x0806) })
    const arp = emitArp({
      operation: 1,
      senderMac: LINK.srcMac,
      senderIp: vrrpGroup(4),
      targetMac: LINK.dstMac,
      targetIp: vrrpGroup(4),
    })
    fc.assert(
      fc.property(header, (h) => {
        const cooked = { ...h, direction: h.direction as PacketDirection }
        for (const [linkType, frame] of [
          [113, emitSll(cooked, arp)],
          [276, emitSll2(cooked, arp)],
        ] as const) {
          const { v, fact } = located(frame, linkType)
          expect(fact).toMatchObject({ kind: 'arp', srcMac: h.src, outgoing: h.direction === 4 })
          expect(v.direction).toBe(h.direction)
        }
      }),
    )
  })

  test('neighbour discovery', () => {
    const message = fc.record({
      advertisement: fc.boolean(),
      target: ip6,
      router: fc.boolean(),
      solicited: fc.boolean(),
      override: fc.boolean(),
      linkLayer: fc.option(mac, { nil: undefined }),
    })
    fc.assert(
      fc.property(message, hostOf(ip6), ip6, (m, src, dst) => {
        const { fact } = located(ipFrame({ link: LINK }, { src, dst }, 58, emitNd(m, { src, dst })))
        const flags = m.advertisement ? m : { router: false, solicited: false, override: false }
        expect(fact as NdFact).toMatchObject({
          kind: 'nd',
          src,
          dst,
          target: m.target,
          linkLayer: m.linkLayer,
          router: flags.router,
          solicited: flags.solicited,
          override: flags.override,
        })
        expect((fact as NdFact).role.startsWith('advert') || (fact as NdFact).role === 'unsolicited').toBe(
          m.advertisement,
        )
      }),
    )
  })

  test('joins', () => {
    fc.assert(
      fc.property(fc.constantFrom(4, 6), octets(16), octets(16), (family, a, b) => {
        const group = ipFromBytes(
          family === 4 ? Uint8Array.of(224, ...a.subarray(1, 4)) : Uint8Array.of(255, ...a.subarray(1)),
        )
        const src = ipFromBytes(family === 4 ? b.subarray(0, 4) : b)
        const { fact } = located(joinFrame({ link: LINK, src, group }))
        expect(fact as MembershipFact).toMatchObject({ kind: 'membership', role: 'join', src, groups: [group] })
      }),
    )
    expect(MLD_ROUTER_ALERT).toHaveLength(8)
  })

  test('ICMP errors', () => {
    fc.assert(
      fc.property(hostOf(ip4), ip4, byte, byte, (src, dst, code, vrid) => {
        const quote = emitIpv4({ src: dst, dst: src, protocol: 112 }, Uint8Array.of(0x21, vrid, 100, 1, 0, 1, 0, 0))
        const message = emitIcmpError(3, code, quote, { src, dst })
        const { fact } = located(ipFrame({ link: LINK, hopLimit: 64 }, { src, dst }, 1, message))
        expect(fact as IcmpErrorFact).toMatchObject({ type: 3, code, quotedSrc: dst, quotedDst: src, quotedVrid: vrid })
      }),
    )
  })

  const advert = (family: 4 | 6) => {
    const address = family === 4 ? ip4 : ip6
    const common = {
      vrid: fc.integer({ min: 1, max: 255 }),
      priority: byte,
      addresses: fc.array(address, { minLength: 1, maxLength: 255 }),
    }
    const v3 = fc.record({
      ...common,
      version: fc.constant(3),
      maxAdvertInterval: fc.integer({ min: 1, max: 4095 }).map(cs),
      reserved: fc.integer({ min: 0, max: 15 }),
    })
    const v2 = fc.record({
      ...common,
      version: fc.constant(2),
      maxAdvertInterval: fc.integer({ min: 1, max: 255 }).map((seconds) => cs(seconds * 100)),
      authType: fc.constantFrom(AuthType.none, AuthType.simple),
      authData: octets(8),
    })
    return family === 4 ? fc.oneof(v2, v3) : v3
  }
  const frame = fc.constantFrom<4 | 6>(4, 6).chain((family) =>
    fc.record({
      src: hostOf(family === 4 ? ip4 : ip6),
      dst: fc.oneof(fc.constant(vrrpGroup(family)), hostOf(family === 4 ? ip4 : ip6)),
      hopLimit: byte,
      ipId: family === 4 ? word : fc.constant(-1),
      tags: fc.array(tag, { maxLength: 2 }),
      advert: advert(family),
      reading: fc.constantFrom(
        family === 4 ? 'message-only' : 'ipv6-message-only',
        'pseudo-header',
        'pseudo-header-group',
      ),
    }),
  )

  test('whole adverts, versions 2 and 3, both families, tagged, by every checksum reading', () => {
    fc.assert(
      fc.property(frame, ({ src, dst, hopLimit, ipId, tags, advert, reading }) => {
        const link = { ...LINK, tags }
        const built = advertFrame({ link, src, dst, hopLimit, ipId: Math.max(ipId, 0), advert, checksum: reading })
        const { fact } = located(built)
        expect(fact).toMatchObject({ kind: 'advert', src, dst, hopLimit, ipId, ...LINK })
        const { advert: read } = fact as Sighting
        expect(read).toMatchObject({ ...advert, type: 1, addressCount: advert.addresses.length, truncated: false })
        expect(read.defects.map((defect) => defect.code)).toEqual(
          'reserved' in advert && advert.reserved > 0 ? ['vrrp/reserved-not-zero'] : [],
        )
        // Towards the group the two pseudo-headers are one.
        const isGroup = dst.text === vrrpGroup(src.family).text
        expect(read.checksums).toContain(isGroup && reading === 'pseudo-header-group' ? 'pseudo-header' : reading)
      }),
    )
  })

  test('whole adverts cut anywhere never read wrong, only less', () => {
    fc.assert(
      fc.property(frame, fc.double({ min: 0, max: 1, noNaN: true }), ({ src, dst, advert }, share) => {
        const whole = advertFrame({ link: LINK, src, dst, advert })
        const cut = whole.subarray(0, Math.floor(whole.length * share))
        const v = viewOfFrame(cut, 1, whole.length)
        const fact = factOf(v, locate(v))
        if (fact?.kind !== 'advert') return
        const { addresses, vrid, priority, maxAdvertInterval } = fact.advert
        expect({ vrid, priority, maxAdvertInterval }).toEqual({
          vrid: advert.vrid,
          priority: advert.priority,
          maxAdvertInterval: advert.maxAdvertInterval,
        })
        expect(addresses).toEqual(advert.addresses.slice(0, addresses.length))
        expect(fact.advert.truncated).toBe(cut.length < whole.length)
      }),
    )
  })
})

test('no bytes make locate or a decoder throw', () => {
  const linkType = fc.constantFrom(0, 1, 12, 14, 101, 108, 113, 228, 229, 276, 999)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), linkType, fc.nat(300), (frame, type, wireLen) => {
      const v = viewOfFrame(frame, type, wireLen)
      factOf(v, locate(v))
    }),
    { numRuns: 2000 },
  )
})

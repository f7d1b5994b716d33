import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Fact, Sighting } from '../../src/wire/facts.ts'
import { hex } from '../../src/wire/fields.ts'
import { locate } from '../../src/wire/locate.ts'
import { factOf } from '../../src/wire/sighting.ts'
import { captureFiles, readCapture } from '../wire/captured.ts'
import { TUNNELLED } from '../wire/tunnelled.ts'
import { all, dissect, dissectTogether, hasTshark, layer, one, type Tree } from './tshark.ts'

// Field by field, our reading of every fixture frame against tshark's. Both are brought to the same shape; what is left
// of the differences is listed with its reason, and each reason must be met by a real frame.

type Reading = Record<string, unknown>

interface Difference {
  readonly fields: readonly string[]
  readonly why: string
  readonly applies: (fact: Fact) => boolean
}

const isAdvert = (fact: Fact): fact is Sighting => fact.kind === 'advert'

const DIFFERENCES: readonly Difference[] = [
  {
    fields: ['checksumGood'],
    why: 'tshark takes the HMAC trailer for part of the advert and sums it',
    applies: (fact) => isAdvert(fact) && fact.advert.trailer !== undefined && fact.src.family === 4,
  },
  {
    fields: ['checksumGood'],
    why: "tshark does not know keepalived's old unicast checksum (pseudo-header with the group)",
    applies: (fact) => isAdvert(fact) && (fact.advert.checksums ?? []).includes('pseudo-header-group'),
  },
  {
    fields: ['checksumGood'],
    why: 'tshark sums version 2 without pseudo-header also over IPv6, where the kernel adds it',
    applies: (fact) => isAdvert(fact) && fact.advert.version === 2 && fact.src.family === 6,
  },
]

const number = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text))

function theirs(tree: Tree): Reading | undefined {
  const ip = layer(tree, 'ip')
  const ip6 = layer(tree, 'ipv6')
  const route = {
    src: one(ip, 'ip.src') ?? one(ip6, 'ipv6.src'),
    dst: one(ip, 'ip.dst') ?? one(ip6, 'ipv6.dst'),
  }
  const link = {
    srcMac: one(layer(tree, 'eth'), 'eth.src') ?? one(layer(tree, 'sll'), 'sll.src.eth'),
    dstMac: one(layer(tree, 'eth'), 'eth.dst'),
    vlan: number(one(layer(tree, 'vlan'), 'vlan.id')) ?? -1,
  }
  const vrrp = layer(tree, 'vrrp')
  const arp = layer(tree, 'arp')
  const icmp = layer(tree, 'icmp')
  const icmp6 = layer(tree, 'icmpv6')
  const igmp = layer(tree, 'igmp')
  if (vrrp) return { kind: 'advert', ...link, ...route, ...theirAdvert(vrrp, layer(tree, 'ah'), ip, ip6) }
  if (arp)
    return {
      kind: 'arp',
      ...link,
      operation: number(one(arp, 'arp.opcode')),
      senderMac: one(arp, 'arp.src.hw_mac'),
      senderIp: one(arp, 'arp.src.proto_ipv4'),
      targetMac: one(arp, 'arp.dst.hw_mac'),
      targetIp: one(arp, 'arp.dst.proto_ipv4'),
    }
  const error = icmp ?? icmp6
  if (one(error, 'vrrp.virt_rtr_id') !== undefined)
    return {
      kind: 'icmp-error',
      ...link,
      ...route,
      type: number(one(error, 'icmp.type') ?? one(error, 'icmpv6.type')),
      code: number(one(error, 'icmp.code') ?? one(error, 'icmpv6.code')),
      quotedSrc: one(error, 'ip.src') ?? one(error, 'ipv6.src'),
      quotedDst: one(error, 'ip.dst') ?? one(error, 'ipv6.dst'),
      quotedProtocol: number(one(error, 'ip.proto') ?? one(error, 'ipv6.nxt')),
      quotedVrid: number(one(error, 'vrrp.virt_rtr_id')),
    }
  if (igmp) return { kind: 'membership', ...link, ...route, groups: all(igmp, 'igmp.maddr') }
  return icmp6 ? theirIcmp6(icmp6, { ...link, ...route }, ip6) : undefined
}

function theirAdvert(vrrp: Tree, ah: Tree | undefined, ip: Tree | undefined, ip6: Tree | undefined): Reading {
  const version = number(one(vrrp, 'vrrp.version'))
  const status = one(vrrp, 'vrrp.checksum.status')
  return {
    hopLimit: number(one(ip, 'ip.ttl') ?? one(ip6, 'ipv6.hlim')),
    ipId: number(one(ip, 'ip.id')) ?? -1,
    version,
    type: number(one(vrrp, 'vrrp.type')),
    vrid: number(one(vrrp, 'vrrp.virt_rtr_id')),
    priority: number(one(vrrp, 'vrrp.prio')),
    addressCount: number(one(vrrp, 'vrrp.addr_count')),
    intervalCs: version === 2 ? Number(one(vrrp, 'vrrp.adver_int')) * 100 : number(one(vrrp, 'vrrp.short_adver_int')),
    reserved: number(one(vrrp, 'vrrp.reserved_mbz')) ?? 0,
    authType: number(one(vrrp, 'vrrp.auth_type')) ?? -1,
    password: one(vrrp, 'vrrp.auth_string'),
    checksum: number(one(vrrp, 'vrrp.checksum')) ?? -1,
    checksumGood: status === '1' ? true : status === '0' ? false : undefined,
    addresses: [...all(vrrp, 'vrrp.ip_addr'), ...all(vrrp, 'vrrp.ipv6_addr')],
    ahSpi: number(one(ah, 'ah.spi')),
    ahSequence: number(one(ah, 'ah.sequence')),
    ahIcv: one(ah, 'ah.icv')?.replaceAll(':', ''),
  }
}

function theirIcmp6(icmp6: Tree, where: Reading, ip6: Tree | undefined): Reading | undefined {
  const type = number(one(icmp6, 'icmpv6.type'))
  if (type === 143) return { kind: 'membership', ...where, groups: all(icmp6, 'icmpv6.mldr.mar.multicast_address') }
  if (type !== 135 && type !== 136) return undefined
  const flag = (name: string): boolean => one(icmp6, `icmpv6.nd.na.flag.${name}`) === '1'
  return {
    kind: 'nd',
    ...where,
    hopLimit: number(one(ip6, 'ipv6.hlim')),
    target: one(icmp6, type === 135 ? 'icmpv6.nd.ns.target_address' : 'icmpv6.nd.na.target_address'),
    router: flag('r'),
    solicited: flag('s'),
    override: flag('o'),
    linkLayer: one(icmp6, 'icmpv6.opt.linkaddr'),
  }
}

function ours(fact: Fact, vlan: number): Reading {
  const { srcMac, dstMac } = fact
  const link = { kind: fact.kind, srcMac, dstMac, vlan }
  switch (fact.kind) {
    case 'advert':
      return { ...link, src: fact.src.text, dst: fact.dst.text, ...ourAdvert(fact) }
    case 'arp': {
      const { operation, senderMac, targetMac } = fact
      return { ...link, operation, senderMac, senderIp: fact.senderIp.text, targetMac, targetIp: fact.targetIp.text }
    }
    case 'icmp-error': {
      const { type, code, quotedProtocol, quotedVrid } = fact
      const quoted = { quotedSrc: fact.quotedSrc.text, quotedDst: fact.quotedDst.text, quotedProtocol, quotedVrid }
      return { ...link, src: fact.src.text, dst: fact.dst.text, type, code, ...quoted }
    }
    case 'membership':
      return { ...link, src: fact.src.text, dst: fact.dst.text, groups: fact.groups.map((group) => group.text) }
    case 'nd': {
      const { hopLimit, router, solicited, override, linkLayer } = fact
      const flags = { hopLimit, target: fact.target.text, router, solicited, override, linkLayer }
      return { ...link, src: fact.src.text, dst: fact.dst.text, ...flags }
    }
    default:
      throw new Error(`the fixtures hold no ${fact.kind}`)
  }
}

function ourAdvert(s: Sighting): Reading {
  const { advert: a } = s
  return {
    hopLimit: s.hopLimit,
    ipId: s.ipId,
    version: a.version,
    type: a.type,
    vrid: a.vrid,
    priority: a.priority,
    addressCount: a.addressCount,
    intervalCs: a.maxAdvertInterval,
    reserved: a.reserved,
    authType: a.authType,
    password: a.authType === 1 && a.authData ? Buffer.from(a.authData).toString().replace(/\0+$/, '') : undefined,
    checksum: a.checksum,
    checksumGood: a.checksums === undefined ? undefined : a.checksums.length > 0,
    addresses: a.addresses.map((address) => address.text),
    ahSpi: a.ah?.spi,
    ahSequence: a.ah?.sequence,
    ahIcv: a.ah && hex(a.ah.icv),
  }
}

const without = (reading: Reading, ...fields: readonly string[]): Reading =>
  Object.fromEntries(Object.entries(reading).filter(([name]) => !fields.includes(name)))

const present = (reading: Reading | undefined): Reading | undefined =>
  reading && Object.fromEntries(Object.entries(reading).filter(([, value]) => value !== undefined))

const AT_ONCE = 12
let batch: ReadonlyMap<string, readonly Tree[]> = new Map()

/** tshark takes half a second to start: it reads a dozen captures at once, one behind the other. */
function dissectedWithOthers(name: string): readonly Tree[] {
  if (!batch.has(name)) {
    const names = captureFiles()
    const first = Math.floor(names.indexOf(name) / AT_ONCE) * AT_ONCE
    batch = dissectedApart(names.slice(first, first + AT_ONCE))
  }
  return batch.get(name)!
}

/** Each has as many trees as it has frames for us; the last one has what is left, so that none goes missing unseen. */
function dissectedApart(names: readonly string[]): Map<string, readonly Tree[]> {
  const trees = dissectTogether(names.map((name) => join('fixtures/captures', name)))
  const apart = new Map<string, readonly Tree[]>()
  let at = 0
  for (const [i, name] of names.entries()) {
    let frames = 0
    readCapture(name, () => frames++)
    apart.set(name, trees.slice(at, i === names.length - 1 ? undefined : at + frames))
    at += frames
  }
  return apart
}

const missing = !hasTshark()
if (missing)
  console.warn('SKIPPED: tshark is not installed; our decoders were not compared with it (apt-get install tshark)')

describe.skipIf(missing)('tshark reads the same', () => {
  const met = new Map<Difference, number>()

  test.each(captureFiles())('%s', (name) => {
    const dissected = dissectedWithOthers(name)
    let frames = 0
    readCapture(name, (v) => {
      const fact = factOf(v, locate(v))
      const tree = dissected[frames++]!
      const isCut = v.wireLen > v.end - v.start
      // Neither of us reads the target of an advertisement that the snap length cut off.
      if (fact?.kind === 'malformed' && isCut) return
      const mine = present(fact && ours(fact, v.vlan))
      const other = present(theirs(tree))
      const known = DIFFERENCES.filter((d) => fact && d.applies(fact))
      for (const difference of known)
        if (difference.fields.some((field) => mine?.[field] !== other?.[field]))
          met.set(difference, (met.get(difference) ?? 0) + 1)
      const fields = known.flatMap((difference) => difference.fields)
      expect(mine && without(mine, ...fields), `frame ${frames}`).toEqual(other && without(other, ...fields))
    })
    expect(frames).toBe(dissected.length)
  })

  test('every listed difference is one that a frame shows', () => {
    for (const difference of DIFFERENCES) expect(met.get(difference) ?? 0, difference.why).toBeGreaterThan(0)
  })
})

// What tshark 4.0 does not follow, although the specification does.
const UNREAD: Readonly<Record<string, string>> = {
  'null, AF_INET6 of Linux': 'it knows the address family of the BSDs only',
  'erspan III of IP': 'it takes every ERSPAN payload for Ethernet',
  'mpls pseudo-wire': 'it takes the 0 that 01:00:5e begins with for a control word',
}

/** Where it takes the head of a MAC for a control word, and then the tag for the end of a MAC. */
const TAG_UNREAD: readonly string[] = ['mpls pseudo-wire with tag', 'mpls pseudo-wire with tag, to a host']

describe.skipIf(missing)('tshark finds the same advert in every tag and tunnel', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vrrpscope-tshark-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const linkTypes = [...new Set(Object.values(TUNNELLED).map((crafted) => crafted.linkType))]

  test.each(linkTypes)('link type %i', (linkType) => {
    const crafted = Object.entries(TUNNELLED).filter(([, frame]) => frame.linkType === linkType)
    const file = join(folder, `${linkType}.pcap`)
    writeFileSync(
      file,
      pcapOf(
        linkType,
        crafted.map(([, { frame }]) => frame),
      ),
    )
    const trees = dissect(file, '-d', 'udp.port==8472,vxlan')
    expect(trees).toHaveLength(crafted.length)
    crafted.forEach(([name, { path }], i) => {
      expect(one(trees[i], 'vrrp.virt_rtr_id'), name).toBe(name in UNREAD ? undefined : '51')
      const tags = TAG_FIELDS.flatMap((field) => all(trees[i], field)).map(Number)
      const inPath = (path.match(/\d+/g) ?? []).map(Number)
      if (!(name in UNREAD || TAG_UNREAD.includes(name))) expect(tags, name).toEqual(expect.arrayContaining(inPath))
    })
  })
})

const TAG_FIELDS = [
  'vlan.id',
  'ieee8021ad.id',
  'vxlan.vni',
  'gre.key',
  'erspan.spanid',
  'erspan.vlan',
  'mpls.label',
] as const

function pcapOf(linkType: number, frames: readonly Uint8Array[]): Uint8Array {
  const header = Buffer.alloc(24)
  header.writeUInt32LE(0xa1b2c3d4, 0)
  header.writeUInt16LE(2, 4)
  header.writeUInt16LE(4, 6)
  header.writeUInt32LE(65535, 16)
  header.writeUInt32LE(linkType, 20)
  const records = frames.flatMap((frame) => {
    const record = Buffer.alloc(16)
    record.writeUInt32LE(frame.length, 8)
    record.writeUInt32LE(frame.length, 12)
    return [record, frame]
  })
  return Buffer.concat([header, ...records])
}

import { expect, test } from 'vitest'
import { Engine } from '../../src/checks/engine.ts'
import type { Finding } from '../../src/checks/finding.ts'
import { rules } from '../../src/checks/rules/index.ts'
import { wordsOf } from '../../src/checks/words.ts'
import type { Mac } from '../../src/core/address.ts'
import { damaged, versionOf, wrongChecksum } from '../../src/wire/damage.ts'
import type { IcmpErrorFact } from '../../src/wire/facts.ts'
import { arpRequestFrame, echoFrame, joinFrame } from '../../src/wire/frames.ts'
import { Segment } from '../observe/segment.ts'
import { ipLengthOff } from '../wire/bent.ts'
import { capture, type Input, scene } from './examples/example.ts'
import { A, advertOf, B, HOST, ip, type Node, nsOf, Scene, seen, VIP } from './scene.ts'

// Rules that say several things: what each of their sentences is for. Row: rule, message, input, words that must be in it.

const broadcast = { dst: ip('255.255.255.255'), dstMac: 'ff:ff:ff:ff:ff:ff' as Mac }
const unicast = { dst: B.ip, dstMac: B.mac }
const V6: Node = { ...A, ip: ip('fe80::11'), addresses: [ip('fe80::100')] }
const V2: Node = { ...A, version: 2 }
const TWIN = '02:00:5e:10:00:99' as Mac

/** B yields to A, and half a minute later says priority 0. */
const goodbyeOfBackup = (): Scene => new Scene().active(B, 4, 8).active(A, 8.5, 45).advert(B, 40, { priority: 0 })

const one = (frame: Uint8Array): Input => scene(new Scene().frame(1, frame))

const icmp = (code: number, meaning: string): IcmpErrorFact => ({
  kind: 'icmp-error',
  ...seen(B.mac),
  family: 4,
  src: B.ip,
  dst: A.ip,
  type: 3,
  code,
  meaning,
  quotedSrc: A.ip,
  quotedDst: B.ip,
  quotedProtocol: 112,
  quotedVrid: 51,
})

/** A in unicast mode; B answers its adverts from 5 s on, so many times. */
const refused = (times: number, code: number, meaning: string, made = new Scene()): Input => {
  made.active({ ...A, ...unicast }, 4, 20)
  for (let i = 0; i < times; i++) made.fact(5.0001 + i, icmp(code, meaning))
  return scene(made)
}

const gapWithoutDrops: Input = () => {
  const { engine, observer } = new Scene().active(A, 4, 20).play()
  observer.onGap({ source: 0, from: 20e9 as never, to: 25e9 as never, reason: 'interface-down', dropped: 0 })
  observer.end()
  return engine.findings()
}

const hole: Input = () => {
  const { engine, observer } = new Scene().active(A, 4, 20).play()
  observer.onGap({ source: 0, from: 20e9 as never, to: 40e9 as never, reason: 'no-input', dropped: 0 })
  observer.end()
  return engine.findings()
}

/** Each of five adverts goes round in a loop 39 times. */
const storm: Input = () => {
  const made = new Scene()
  for (let i = 0; i < 200; i++) made.advert(A, 1 + Math.floor(i / 40) + (i % 40) / 50, { ipId: 1 + Math.floor(i / 40) })
  return scene(made)()
}

const clockSetBack: Input = () => {
  const { engine, observer } = new Scene().active(A, 4, 20).play()
  observer.onGap({ source: 0, from: 20e9 as never, to: 18e9 as never, reason: 'clock-step', dropped: 0 })
  observer.end()
  return engine.findings()
}

const TABLE: readonly [rule: string, message: string, input: Input, words: string][] = [
  ['wire/unknown-version', 'unknown', one(damaged(advertOf(A), versionOf(4))), 'version 4 for VRID 51'],
  ['wire/unknown-version', 'loadBalancing', one(damaged(advertOf(A), versionOf(8))), 'Comware'],
  ['wire/checksum-bad', 'bad', one(damaged(advertOf(A), wrongChecksum)), 'fits no reading'],
  ['wire/checksum-bad', 'foreign', one(advertOf({ ...V2, checksum: 'pseudo-header' })), 'VRRPv2 over IPv4'],
  [
    'wire/checksum-bad',
    'foreign',
    one(advertOf({ ...V6, dst: ip('fe80::12'), dstMac: B.mac, checksum: 'pseudo-header-group' })),
    'fits as pseudo-header-group',
  ],
  ['wire/checksum-bad', 'foreign', one(advertOf({ ...V6, checksum: 'ipv6-message-only' })), 'take only pseudo-header'],
  ['wire/wrong-group', 'other', one(advertOf({ ...A, dst: ip('224.0.0.5') })), '224.0.0.5 instead of 224.0.0.18'],
  ['wire/wrong-group', 'broadcast', one(advertOf({ ...A, ...broadcast })), 'broadcasts its adverts for VRID 51'],
  // The broadcast address of a subnet.
  [
    'wire/wrong-group',
    'broadcast',
    one(advertOf({ ...A, ...broadcast, dst: ip('192.0.2.255') })),
    'to 192.0.2.255 instead of sending them to 224.0.0.18',
  ],
  ['wire/hop-limit-not-255', 'low', one(advertOf({ ...A, ...broadcast, hopLimit: 1 })), 'hop limit 1 instead of 255'],
  ['wire/malformed', 'broken', one(damaged(advertOf(A), ipLengthOff(4))), 'more bytes than the frame had'],
  ['wire/unicast-hop-limit', 'routed', one(advertOf({ ...A, ...unicast, hopLimit: 252 })), '3 hops'],
  ['wire/unicast-hop-limit', 'kernelDefault', one(advertOf({ ...A, ...unicast, hopLimit: 64 })), '191 hops'],
  [
    'wire/source-is-virtual-address',
    'virtual',
    one(advertOf({ ...A, addresses: [A.ip] })),
    'one of its virtual addresses',
  ],
  ['wire/source-is-virtual-address', 'unspecified', one(advertOf({ ...A, ip: ip('0.0.0.0') })), A.mac],
  [
    'wire/source-not-link-local',
    'multicast',
    one(advertOf({ ...V6, ip: ip('2001:db8::11') })),
    '2001:db8::11 multicasts',
  ],
  ['wire/source-not-link-local', 'unicast', capture('v3-ipv6-unicast'), '2001:db8:5::11 sends unicast'],
  ['wire/first-address-not-link-local', 'first', capture('v3-ipv6-unicast'), '2001:db8:5::100'],
  [
    'wire/first-address-not-link-local',
    'discarded',
    scene(new Scene().frame(1, advertOf({ ...V6, addresses: [ip('2001:db8::100')] })), { profile: 'rfc9568' }),
    'by RFC 9568 it is discarded',
  ],
  ['wire/version-2-over-ipv6', 'crash', capture('v2-over-ipv6-crash'), 'simple password'],
  [
    'wire/version-2-over-ipv6',
    'undefined',
    one(advertOf({ ...V6, version: 2 })),
    'speaks version 2 over IPv6 for VRID 51',
  ],
  ['wire/checksum-readings-mixed', 'rejected', capture('v3-unicast-old-checksum'), '192.0.2.11 discards'],
  [
    'wire/duplicate-frame',
    'loop',
    scene(new Scene().adverts(A, 1, 5).advert(A, 5.002, { ipId: 5 })),
    'come twice (1 counted)',
  ],
  ['wire/duplicate-frame', 'storm', storm, 'comes some 40 times (195 copies counted)'],
  [
    'wire/duplicate-frame',
    'twoHosts',
    scene(new Scene().adverts(A, 1, 5).frame(5.002, advertOf({ ...A, mac: TWIN }, { ipId: 5 }))),
    `from ${A.mac} and from ${TWIN}`,
  ],
  // Over IPv6 no id says so, but all of three intervals come twice.
  [
    'wire/duplicate-frame',
    'twoHosts',
    scene(new Scene().adverts(V6, 1, 12).adverts({ ...V6, mac: TWIN }, 5.002, 8.002)),
    `from ${A.mac} and from ${TWIN}`,
  ],
  ['net/capture-gap', 'uncovered', gapWithoutDrops, 'does not cover 5000 ms (interface-down)'],
  ['net/capture-gap', 'hole', hole, 'covers the 20000 ms before port 0 begins'],
  ['net/capture-gap', 'setBack', clockSetBack, 'set back by 2000 ms'],
  ['net/protocol-unreachable', 'daemonGone', capture('seed-unicast-start-sigterm-return'), '172.18.5.144 answers'],
  ['net/protocol-unreachable', 'neverSpoke', refused(16, 2, 'protocol unreachable'), 'never sent one itself'],
  ['net/protocol-unreachable', 'ceased', refused(4, 2, 'protocol unreachable'), 'for 3000 ms and then no more'],
  [
    'net/protocol-unreachable',
    'startedLate',
    refused(4, 2, 'protocol unreachable', new Scene().active({ ...B, dst: A.ip }, 12, 20)),
    '6999.9 ms after the first answer',
  ],
  [
    'net/protocol-unreachable',
    'prohibited',
    refused(1, 13, 'administratively prohibited'),
    'administratively prohibited',
  ],
  [
    'net/vrid-collision',
    'strangers',
    scene(
      new Scene()
        .active(A, 4, 6)
        .advert(A, 6.3, { priority: 0 })
        .active({ ...B, addresses: [ip('192.0.2.200')] }, 6.92, 9),
    ),
    '192.0.2.12 for 192.0.2.200',
  ],
  ['state/interval-mismatch', 'rejected', capture('v2-fraction-advert-int'), '2000 ms'],
  ['state/interval-mismatch', 'learned', capture('v3-advert-int-learning'), '3000 ms'],
  ['state/restart', 'restarted', capture('v3-ipv4'), 'stopped with priority 0'],
  ['state/restart', 'recovered', capture('v2-track-interface-fault'), 'its daemon ran on'],
  ['state/silent-active', 'announces', capture('v2-one-way-loss/switch.pcap'), 'goes on announcing 192.0.2.100'],
  [
    'state/silent-active',
    'answers',
    scene(new Scene().active(A, 4, 10).active(B, 13.61, 25).answer(A.mac, VIP, 20)),
    'still answers for 192.0.2.100',
  ],
  // 3.609375 s and 4 s more: seven adverts in place of three. Half a second more is nobody's timer.
  ['state/slow-takeover', 'adverts', scene(new Scene().active(A, 4, 10).active(B, 17.61, 25)), '7 missed adverts'],
  [
    'state/slow-takeover',
    'late',
    scene(new Scene().active(A, 4, 10).active(B, 14.11, 25), { suppress: ['state/no-active'] }),
    'expected at most 3609.375 ms: 500.625 ms are unexplained',
  ],
  // Nor is a third of a second after a minute, nor a minute to the beat, nor any beat after a priority 0.
  ['state/no-active', 'late', scene(new Scene().active(A, 4, 10).active(B, 73.91, 80)), 'for 63910 ms'],
  ['state/no-active', 'late', scene(new Scene().active(A, 4, 10).active(B, 73.61, 80)), 'for 63610 ms'],
  [
    'state/slow-takeover',
    'late',
    scene(new Scene().active(A, 4, 10).advert(A, 10.1, { priority: 0 }).active(B, 30.71, 40), {
      suppress: ['state/no-active'],
    }),
    'expected at most 609.375 ms: 20000.625 ms are unexplained',
  ],
  // The switch tells no more than that: FRR announces when its timer ends and lets the first advert out an interval later.
  [
    'state/slow-takeover',
    'announced',
    capture('frr-v3-ipv6'),
    'announced the addresses 3605.329 ms after the last advert',
  ],
  // Of the two keys no packet says which is right, and min_ttl stands in the configurations only.
  ['state/split-brain', 'refused', capture('v2-ah-wrong-key'), '192.0.2.12 is mute: it hears the adverts of the other'],
  ['state/split-brain', 'refused', capture('v2-unicast-ttl-rejected'), '192.0.2.11 is mute'],
  ['state/split-brain', 'goodbye', scene(goodbyeOfBackup()), 'or it said so as a Backup'],
  [
    'state/split-brain',
    'oneAddress',
    scene(new Scene().active(A, 4, 15).active({ ...B, vrid: 52 }, 4.2, 15)),
    '192.0.2.11 (VRID 51) and 192.0.2.12 (VRID 52) are both Active for 192.0.2.100.',
  ],
]

test.each(TABLE)('%s says "%s"', async (id, message, input, words) => {
  const found = (await input()).filter((finding: Finding) => finding.id === id && finding.message === message)
  expect(found).not.toEqual([])
  const { message: said, why, remedy } = wordsOf(found[0]!, rules)
  expect(said).toContain(words)
  expect(`${said} ${why} ${remedy}`).not.toMatch(/\{\w+\}|undefined|NaN/)
})

test.each([
  [4, 3, 3],
  [6, 1, 4],
] as const)('port unreachable about an advert over IPv%i is the answer of a filter', (family, type, code) => {
  const six = { quotedSrc: ip('fe80::11'), quotedDst: ip('fe80::12') }
  const refusal = { ...icmp(code, 'port unreachable'), family, type, ...(family === 6 && six) }
  const made = new Scene().active({ ...(family === 6 ? V6 : A), ...unicast }, 4, 20).fact(10, refusal)
  const found = made.findings().filter(({ id }) => id === 'net/protocol-unreachable')
  expect(found).toMatchObject([{ message: 'rejected', severity: 'error' }])
  expect(wordsOf(found[0]!, rules).message).toContain('IP protocol 112 has no ports')
})

test('a host that never advertised is not accused before three intervals have passed', async () => {
  const found = await refused(3, 2, 'protocol unreachable')()
  expect(found.map(({ id }) => id)).not.toContain('net/protocol-unreachable')
})

test('a host whose daemon starts later, and speaks or only listens, is not accused of having none', async () => {
  const speaks = new Scene().active({ ...B, dst: A.ip }, 12, 20)
  for (const made of [speaks, new Scene()]) {
    const found = await refused(4, 2, 'protocol unreachable', made)()
    expect(found.filter(({ id }) => id === 'net/protocol-unreachable')).toMatchObject([{ severity: 'info', count: 1 }])
  }
})

test('an error that two vantage points show is counted once', () => {
  const made = new Scene().adverts({ ...A, ...unicast }, 4, 20, {}, [0, 1])
  for (let i = 0; i < 3; i++)
    for (const source of [0, 1])
      made.fact(5.0001 + i + source / 1e4, { ...icmp(13, 'administratively prohibited'), source })
  expect(made.findings().filter(({ id }) => id === 'net/protocol-unreachable')).toMatchObject([{ count: 3 }])
})

test('errors that the next file of a capture shows are counted on', () => {
  const engine = new Engine(rules)
  const s = new Segment({ listeners: [engine] })
  engine.start(s.observer)
  for (const source of [0, 1]) {
    s.adverts(4 + 10 * source, 13 + 10 * source, { source, dst: B.ip.text })
    s.play()
    const at = { tNs: nsOf(13.0001 + 10 * source), frameNo: 100, source }
    s.observer.observe({ ...icmp(13, 'administratively prohibited'), ...at })
    s.observer.onInterfaceEnd(source)
  }
  s.end()
  expect(engine.findings().filter(({ id }) => id === 'net/protocol-unreachable')).toMatchObject([{ count: 2 }])
})

test('from the virtual MAC of a healthy router come its addresses and those it speaks for; another one is of a Backup', () => {
  const vmac = '00:00:5e:00:01:33' as Mac
  const healthy = () => new Scene().active({ ...A, mac: vmac }, 4, 20)
  const link = { srcMac: vmac }
  const own = healthy()
  for (const src of [A.ip, VIP, ip('0.0.0.0'), ip('169.254.1.1')]) own.frame(10, joinFrame({ link, src }))
  for (const senderIp of [A.ip, VIP, ip('0.0.0.0')]) own.frame(11, arpRequestFrame({ link, senderIp, target: HOST.ip }))
  own
    .answer(vmac, HOST.ip, 12)
    .frame(13, echoFrame({ link, src: HOST.ip, dst: B.ip, reply: false, data: new Uint8Array(8) }))
  const leaks = (made: Scene) => made.findings().filter(({ id }) => id === 'net/virtual-mac-leak')
  expect(leaks(own)).toEqual([])
  for (const frame of [joinFrame({ link, src: B.ip }), arpRequestFrame({ link, senderIp: B.ip, target: HOST.ip })])
    expect(leaks(healthy().frame(10, frame))).toMatchObject([
      { message: 'unheard', confidence: 'likely', routers: [B.ip.text] },
    ])
})

test('one MAC that answers for many addresses is a fabric, unless they are those of the router', () => {
  const answered = (mac: Mac, first: number, count: number, router: Partial<Node> = {}): Scene => {
    const made = new Scene().active({ ...A, ...router }, 4, 30)
    for (let i = 0; i < count; i++) made.answer(mac, ip(`192.0.2.${first + i}`), 10 + i)
    return made
  }
  const fabric = (made: Scene) => made.findings().filter(({ id }) => id === 'net/cloud-fabric')
  expect(fabric(answered(TWIN, 20, 10))).toMatchObject([{ confidence: 'possible', routers: [A.ip.text] }])
  expect(fabric(answered(TWIN, 20, 7))).toEqual([])
  // A vantage point at each router hears that one alone; one that hears both is on no fabric.
  const apart = answered(TWIN, 20, 10).adverts(B, 7.4, 30.4, {}, [1])
  expect(fabric(apart)).toMatchObject([{ routers: [A.ip.text, B.ip.text] }])
  expect(fabric(answered(TWIN, 20, 10).adverts(B, 7.4, 30.4, {}, [0, 1]))).toEqual([])
  const addresses = Array.from({ length: 10 }, (_, i) => ip(`192.0.2.${100 + i}`))
  expect(fabric(answered(A.mac, 100, 10, { addresses }))).toEqual([])
  expect(fabric(answered(A.mac, 20, 10))).toEqual([])
})

test('of which a priority 0 is all that shows it, a split is likely; one that was seen is certain', () => {
  const seenToo = new Scene().active(A, 4, 45).active(B, 8, 12).advert(B, 12.5, { priority: 0 })
  const never = new Scene().active(A, 4, 45).advert(B, 40, { priority: 0 })
  for (const [made, confidence] of [
    [goodbyeOfBackup(), 'likely'],
    [never, 'likely'],
    [seenToo, 'certain'],
  ] as const)
    expect(made.findings().find(({ id }) => id === 'state/split-brain')).toMatchObject({ confidence })
})

test('free VRIDs are listed in ranges', () => {
  const stranger = { ...B, addresses: [ip('192.0.2.200')] }
  const third = { ...B, ip: HOST.ip, mac: HOST.mac, vrid: 53, addresses: [ip('192.0.2.201')] }
  const findings = new Scene().active(A, 4, 6).active(third, 4.1, 9).active(stranger, 7, 9).findings()
  const collision = findings.find(({ related, id }) => [id, ...related].includes('net/vrid-collision'))
  expect(wordsOf(collision!, rules).remedy).toContain('1-50, 52, 54-255')
})

test('one address under two VRIDs is one finding while it lasts, and over when one of them leaves', () => {
  const other = { ...B, vrid: 52 }
  // Each keeps announcing the address: that two MACs claim it follows from the split, for both virtual routers.
  const both = new Scene().active(A, 4, 15).active(other, 4.2, 12).announce(A, 6).announce(other, 7)
  const split = (scene: Scene) =>
    scene.findings().filter(({ id }) => id === 'state/split-brain' || id === 'net/duplicate-address')
  expect(split(both.advert(other, 12.5))).toMatchObject([
    { id: 'state/split-brain', related: expect.arrayContaining(['net/duplicate-address', 'state/vrid-mismatch']) },
  ])
  expect(split(both)[0]!).toMatchObject({ state: 'open', firstSeen: 4.2e9, lastSeen: 15e9 })
  expect(split(both.advert(other, 13, { priority: 0 }))[0]!).toMatchObject({ state: 'closed', lastSeen: 13e9 })
})

test('where only one reading of the checksum is valid, readings are not called mixed', () => {
  const made = new Scene()
    .active(V2, 4, 6)
    .advert(V2, 6.3, { priority: 0 })
    .active({ ...B, version: 2, checksum: 'pseudo-header' }, 6.92, 9)
  const found = made.findings().filter(({ id }) => id.startsWith('wire/checksum'))
  expect(found.map(({ id, routers }) => [id, ...routers])).toEqual([['wire/checksum-bad', B.ip.text]])
})

test('a broadcast advert is no unicast one', () => {
  const made = new Scene().active({ ...A, ...broadcast, hopLimit: 64 }, 4, 6).advert(B, 6.3)
  const ids = made.findings().flatMap(({ id, related }) => [id, ...related])
  expect(ids).toContain('wire/wrong-group')
  expect(ids).not.toContain('wire/unicast-hop-limit')
  expect(ids).not.toContain('net/half-unicast')
})

test('who does not react to unicast adverts that came far may demand a higher hop limit', () => {
  const far = { ...A, ...unicast, hopLimit: 200 }
  const near = { ...B, dst: A.ip, dstMac: A.mac }
  const split = (scene: Scene) => scene.findings().find(({ id }) => id === 'state/split-brain')
  // A answers each lower advert at once, as keepalived does; B goes on.
  const deaf = (high: Node) => {
    const made = new Scene().active(near, 4, 20)
    for (let at = 8; at <= 20; at++) made.advert(high, at + 0.0005)
    return made
  }
  expect(wordsOf(split(deaf(far))!, rules).message).toContain('arrive with hop limit 200')
  expect(wordsOf(split(deaf({ ...far, hopLimit: 255 }))!, rules).message).toContain('it does not hear them')
  // A filter on its host refuses them.
  const refused = deaf(far).fact(9, icmp(13, 'administratively prohibited'))
  expect(wordsOf(split(refused)!, rules).message).toContain('it does not hear them')
})

test('over IPv6 a few twins prove no second host', () => {
  const found = (untilSec: number) =>
    new Scene()
      .adverts(V6, 1, 12)
      .adverts({ ...V6, mac: TWIN }, 5.002, untilSec)
      .findings()
  const twice = (untilSec: number) => found(untilSec).find(({ id }) => id === 'wire/duplicate-frame')
  expect(twice(7.002)).toBeUndefined()
  expect(twice(10.002)).toMatchObject({ count: 6, firstSeen: 5.002e9 })
})

test('what lets the adverts in names their IP protocol, in words that nft takes for both families', () => {
  const said = (quotedProtocol: number): string => {
    const refusal = { ...icmp(13, 'administratively prohibited'), quotedProtocol }
    const made = new Scene().active({ ...A, ...unicast }, 4, 20).fact(10, refusal)
    return wordsOf(made.findings().find(({ id }) => id === 'net/protocol-unreachable')!, rules).remedy
  }
  expect(said(112)).toContain('meta l4proto 112 accept')
  expect(said(51)).toContain('meta l4proto 51 accept')
  for (const { id, remedy, messages } of rules)
    for (const words of [
      remedy,
      ...Object.values(messages).flatMap((m) => (typeof m === 'string' ? [] : (m.remedy ?? []))),
    ])
      expect(words, id).not.toContain('ip protocol 112')
})

import { expect, test } from 'vitest'
import type { Finding } from '../../src/checks/finding.ts'
import { rules } from '../../src/checks/rules/index.ts'
import { wordsOf } from '../../src/checks/words.ts'
import type { Mac } from '../../src/core/address.ts'
import { cs } from '../../src/core/time.ts'
import { arpRequestFrame } from '../../src/wire/frames.ts'
import { A, advertOf, B, ip, type Node, nsOf, Scene, VIP } from './scene.ts'

// Two routers that are Active at once for one reason: one finding, and its two sentences name the same router first.

const errors = (findings: readonly Finding[]): string[] =>
  findings.filter(({ severity }) => severity === 'error').map(({ id }) => id)

const towards = (node: Node, peer: Node, more: Partial<Node> = {}): Node => ({
  ...node,
  version: 2,
  dst: peer.ip,
  dstMac: peer.mac,
  ...more,
})

test('unicast peers with other addresses are no strangers on one VRID', () => {
  const a = towards(A, B)
  const b = towards(B, A, { addresses: [ip('192.0.2.101')] })
  const found = new Scene().active(a, 4, 16).active(b, 4.5, 16).findings()
  expect(errors(found)).toEqual(['state/split-brain'])
  expect(found[0]!.values.cause).toBe('state/addresses-mismatch')
})

test('what only one of them advertises is said of that one', () => {
  const two = towards(B, A, { addresses: [ip('192.0.2.100'), ip('192.0.2.101')] })
  for (const scene of [
    new Scene().active(towards(A, B), 4, 16).active(two, 4.5, 16),
    new Scene().active(towards(A, B), 4.5, 16).active(two, 4, 16),
  ]) {
    const [split] = scene.findings()
    expect(wordsOf(split!, rules).message).toContain('only 192.0.2.12: 192.0.2.101')
    const { a, onlyA, onlyB } = split!.values
    expect(a === '192.0.2.11' ? [onlyA, onlyB] : [onlyB, onlyA]).toEqual(['none', '192.0.2.101'])
  }
})

test('one address under two VRIDs: who claims it in the other one is a symptom', () => {
  const scene = new Scene().active(A, 4, 20).active({ ...B, vrid: 52 }, 4.5, 20)
  const found = scene
    .announce(A, 9)
    .announce({ ...B, vrid: 52 }, 9.5)
    .findings()
  expect(errors(found)).toEqual(['state/split-brain'])
  expect(found[0]!.related).toEqual(expect.arrayContaining(['net/duplicate-address', 'state/vrid-mismatch']))
})

test.each([2, 3] as const)(
  'two owners that ignore each other, version %d: one of them has to stop being one',
  (version) => {
    const [a, b] = [A, B].map((node) => ({ ...node, version, priority: 255, checksum: 'message-only' as const }))
    const found = new Scene().active(a!, 4, 20).active(b!, 8.5, 20).findings()
    expect(errors(found)).toEqual(['state/split-brain'])
    expect(found[0]!.values.cause).toBe('state/two-owners')
    const { message, remedy } = wordsOf(found[0]!, rules)
    expect(message).toContain('192.0.2.11 and 192.0.2.12 both claim')
    expect(remedy).toMatch(/^Set `priority 254` or less/)
  },
)

const password = (text: string): Partial<Node> => ({
  authType: 1,
  authData: new TextEncoder().encode(text.padEnd(8, '\0')),
})

const LASTING: readonly [cause: string, a: Partial<Node>, b: Partial<Node>][] = [
  ['state/mutual-rejection', password('aaaa'), password('bbbb')],
  ['state/version-mixed', {}, { version: 3 }],
  ['net/half-unicast', {}, { dst: A.ip, dstMac: A.mac }],
  ['wire/wrong-group', {}, { dst: ip('224.0.0.19') }],
  ['state/interval-mismatch', {}, { interval: cs(200) }],
  ['state/addresses-mismatch', {}, { addresses: [ip('192.0.2.100'), ip('192.0.2.101')] }],
  ['net/vrid-collision', {}, { addresses: [ip('192.0.2.200')] }],
]

test.each(LASTING)('what lasts is the cause of every split that it leads to: %s', (cause, a, b) => {
  const [first, second]: Node[] = [
    { ...A, version: 2, ...a },
    { ...B, version: 2, ...b },
  ]
  const splits = new Scene()
    .active(first!, 4, 70)
    .active(second!, 8, 16)
    .advert(second!, 16.5, { priority: 0 })
    .active(second!, 50, 58)
    .advert(second!, 58.5, { priority: 0 })
    .findings()
    .filter(({ id }) => id === 'state/split-brain')
  expect(splits.map(({ values }) => values.cause)).toEqual([cause, cause])
})

test('routers that reject each other and are mute in turn are split, not starved', () => {
  const [a, b]: Node[] = [
    { ...A, version: 2, ...password('aaaa') },
    { ...B, version: 2, ...password('bbbb') },
  ]
  // Each advert restarts the timer of the other; the first of A that comes again is one after its period was over.
  const found = new Scene()
    .active(a!, 4, 10)
    .active(b!, 10.2, 15.2)
    .adverts(a!, 19.5, 25)
    .adverts(b!, 25.3, 30)
    .findings()
  expect(found.map(({ id }) => id)).toContain('state/split-brain')
  expect(found.map(({ id }) => id)).not.toContain('state/starved-active')
})

test('the hop limit of multicast is no setting of the receiver', () => {
  const [split] = new Scene()
    .active({ ...A, version: 2, hopLimit: 254 }, 4, 16)
    .active({ ...B, version: 2 }, 8, 16)
    .findings()
    .filter(({ id }) => id === 'state/split-brain')
  const { message, remedy } = wordsOf(split!, rules)
  expect(message).toContain('they arrive with hop limit 254')
  expect(remedy).not.toContain('min_ttl')
  expect(remedy).not.toContain('unicast_peer')
})

test('two ports: what is sent from the virtual MAC is lost between them, what routers send from their own is not', () => {
  const VMAC = '00:00:5e:00:01:33' as Mac
  const both = (): Scene =>
    new Scene().adverts({ ...A, mac: VMAC }, 4, 30, {}, [0]).adverts({ ...B, mac: VMAC }, 10.2, 30, {}, [1])
  const causes = (made: Scene) => made.findings().map(({ values }) => values.cause)
  // Nothing else shows that anything passes.
  expect(causes(both())).toContain('net/one-way-loss')
  const asks = arpRequestFrame({ link: { srcMac: A.mac }, senderIp: A.ip, target: B.ip })
  const found = both().frame(6, asks, 0).frame(6, asks, 1).findings()
  expect(found.map(({ id }) => id)).not.toContain('net/virtual-mac-blocked')
  const split = found.find(({ id }) => id === 'state/split-brain')!
  expect(split.values).toMatchObject({ kind: 'deaf', cause: 'net/virtual-mac-blocked' })
  expect(wordsOf(split, rules).remedy).toContain('Forged transmits')
})

test('what was over before a split, or came after it, is not its cause', () => {
  const [a, b]: Node[] = [
    { ...A, version: 2 },
    { ...B, version: 2 },
  ]
  const splits = new Scene()
    .adverts({ ...a!, version: 3 }, 4, 14)
    .adverts(b!, 8.5, 14.5)
    .advert({ ...a!, version: 3 }, 14.9, { priority: 0 })
    .advert(b!, 15.1, { priority: 0 })
    .adverts({ ...a!, interval: cs(300) }, 20, 44)
    .adverts(b!, 23.5, 36.5)
    .advert(b!, 37, { priority: 0 })
    .findings()
    .filter(({ id }) => id === 'state/split-brain')
  expect(splits.map(({ values }) => values.cause)).toEqual(['state/version-mixed', 'state/interval-mismatch'])
  expect(splits[0]!.related).not.toContain('state/interval-mismatch')
  expect(splits[1]!.related).not.toContain('state/version-mixed')
})

test('a split ends with the advert that makes one of the two yield, not with those until that is known', () => {
  const [split] = new Scene()
    .active(A, 4, 20)
    .active(B, 6.5, 12.5)
    .findings()
    .filter(({ id }) => id === 'state/split-brain')
  expect(split).toMatchObject({ firstSeen: nsOf(6.5), lastSeen: nsOf(13), state: 'closed' })
})

test.each([0.7, 1.2, 2.5, 3])('clocks that are %d s apart make no split of a pre-emption', (apart) => {
  const scene = new Scene()
  const seenTwice = (from: number, node: Node, count: number, ipId = 1): void => {
    for (let i = 0; i < count; i++) {
      scene.advert(node, from + i, { ipId: ipId + i })
      scene.frame(from + i + apart, advertOf(node, { ipId: ipId + i }), 1)
    }
  }
  seenTwice(4, B, 20)
  seenTwice(23.4, A, 20)
  // It comes back while copies of what it sent before are still on their way.
  scene.advert(A, 43.2, { ipId: 21, priority: 0 }).frame(43.2 + apart, advertOf(A, { ipId: 21, priority: 0 }), 1)
  seenTwice(43.9, B, 5, 21)
  seenTwice(48.3, A, 2, 22)
  scene.advert(A, 49.4, { ipId: 24, priority: 0 }).frame(49.4 + apart, advertOf(A, { ipId: 24, priority: 0 }), 1)
  seenTwice(50.1, B, 5, 26)
  expect(errors(scene.findings()).filter((id) => id === 'state/split-brain')).toEqual([])
})

const C: Node = { ...B, ip: ip('192.0.2.13'), mac: '02:00:5e:10:00:03' as Mac, priority: 90 }

test('three routers that are Active at once are one split and named together', () => {
  const found = new Scene().active(A, 4, 30).active(B, 6.3, 14.3).active(C, 6.6, 20.6).findings()
  const splits = found.filter(({ id }) => id === 'state/split-brain')
  expect(splits).toHaveLength(1)
  expect(splits[0]).toMatchObject({ lastSeen: nsOf(21), state: 'closed', routers: [A, B, C].map((n) => n.ip.text) })
  expect(wordsOf(splits[0]!, rules).message).toContain(
    '192.0.2.11 (priority 150), 192.0.2.12 (priority 100) and 192.0.2.13 (priority 90) are all Active for VRID 51',
  )
})

test('a split that follows another one is told of its own, with the cause between its own two', () => {
  const having = (node: Node, last: string): Node => ({
    ...node,
    version: 2,
    addresses: [ip('192.0.2.100'), ip(last)],
  })
  const splits = new Scene()
    .active(having(A, '192.0.2.101'), 4, 12)
    .active(having(C, '192.0.2.102'), 6.5, 24)
    .advert(having(A, '192.0.2.101'), 12.2, { priority: 0 })
    .active(having(B, '192.0.2.101'), 12.7, 24)
    .findings()
    .filter(({ id }) => id === 'state/split-brain')
  expect(splits.map(({ routers, state, cause }) => [routers, state, cause?.values.a, cause?.values.b])).toEqual([
    [['192.0.2.11', '192.0.2.13'], 'closed', '192.0.2.11', '192.0.2.13'],
    [['192.0.2.13', '192.0.2.12'], 'open', '192.0.2.13', '192.0.2.12'],
  ])
})

test('an incident stays one when a second speaker of its address renames its router', () => {
  const low = { ...A, hopLimit: 64 }
  const found = new Scene()
    .adverts(low, 4, 20)
    .advert({ ...low, mac: C.mac }, 10.5, { ipId: 900 })
    .findings()
    .filter(({ id }) => id === 'wire/hop-limit-not-255')
  expect(found.map(({ routers, count }) => [routers, count])).toEqual([
    [['192.0.2.11#1'], 17],
    [['192.0.2.11#2'], 1],
  ])
})

test('whom a mute router hears is a value of its own: causes have an `other`', () => {
  const secret = (text: string): Partial<Node> => ({ version: 2, ...password(text) })
  const [split] = new Scene()
    .active({ ...A, ...secret('aaaa') }, 4, 20)
    .active({ ...B, ...secret('bbbb') }, 8.4, 8.4)
    .findings()
    .filter(({ id }) => id === 'state/split-brain')
  expect(split!.values).toMatchObject({ mute: '192.0.2.12', heard: '192.0.2.11' })
  expect(split!.values).not.toHaveProperty('other')
})

test('of three routers each pair is told why it is split, with what mends it', () => {
  const having = (node: Node, text: string): Node => ({ ...node, version: 2, ...password(text) })
  // .13 has another password; .12 has the right one and does not hear .11.
  const split = new Scene()
    .active(having(A, 'aaaa'), 4, 24)
    .active(having(C, 'bbbb'), 6.3, 24.3)
    .active(having(B, 'aaaa'), 9.6, 24.6)
    .findings()
    .find(({ id }) => id === 'state/split-brain')!
  expect(split.cause?.id).toBe('state/mutual-rejection')
  const { message, remedy } = wordsOf(split, rules)
  expect(message).toContain('192.0.2.11 and 192.0.2.13 reject the adverts of each other')
  expect(message).toContain('192.0.2.12 do not react to the adverts of each other')
  expect(remedy).toContain('Write the same `auth_pass` into the instances of 192.0.2.11 and 192.0.2.13')
  expect(remedy).toContain('On 192.0.2.11 and 192.0.2.12: `nft')
  // What one sentence says of all is said once.
  expect(new Scene().active(A, 4, 30).active(B, 6.3, 30).active(C, 6.6, 30).findings()[0]).not.toHaveProperty(
    'furtherCauses',
  )
})

test('frames for the MAC of another group are why the router beyond takes over, and none where it should be the Active one', () => {
  const dstMac = '01:00:5e:00:00:d4' as Mac
  const splitOf = (a: Node, b: Node) =>
    new Scene()
      .active(a, 4, 16)
      .active(b, 7.6, 16)
      .findings()
      .filter(({ severity }) => severity === 'error')
  const [unheard, ...others] = splitOf({ ...A, dstMac }, B)
  expect(others).toEqual([])
  expect(unheard).toMatchObject({ values: { kind: 'deaf', cause: 'wire/group-mac-mismatch' } })
  // .12 is deaf; what is wrong with its own adverts is said, too.
  const [deaf] = splitOf(A, { ...B, dstMac })
  expect(deaf!.values.cause).toBe('state/one-way-deafness')
  expect(wordsOf(deaf!, rules).message).toContain('in frames for 01:00:5e:00:00:d4')
})

test('what routers speak now makes versions mixed, not what they spoke before', () => {
  const causes = (made: Scene) => made.findings().map(({ id, cause }) => cause?.id ?? id)
  const old: Node = { ...B, version: 2 }
  // .12 is heard in version 3, leaves, and comes back in version 2.
  const changed = new Scene().adverts(B, 4, 9).advert(B, 9.5, { priority: 0 }).adverts(A, 10, 30).adverts(old, 20.4, 30)
  expect(causes(changed)).toContain('state/version-mixed')
  // .11 follows it into version 2 while both are down.
  const followed = new Scene()
    .adverts(B, 4, 9)
    .advert(B, 9.5, { priority: 0 })
    .adverts(A, 10, 15)
    .advert(A, 15.2, { priority: 0 })
    .adverts(old, 16, 20)
    .adverts({ ...A, version: 2 }, 20.3, 30)
  expect(causes(followed)).not.toContain('state/version-mixed')
})

test('who hears nobody is told of with all the others, and with what stops adverts of that kind', () => {
  const said = (...nodes: Node[]) => {
    const made = nodes.reduce((scene, node, i) => scene.active(node, 4 + 0.3 * i, 16), new Scene())
    const [split] = made.findings().filter(({ id }) => id === 'state/split-brain')
    expect(split!.cause?.id).toBe('state/one-way-deafness')
    return wordsOf(split!, rules)
  }
  const three = said(A, B, C)
  expect(three.message).toContain('192.0.2.11, 192.0.2.12 and 192.0.2.13 do not react to the adverts of each other')
  expect(three.remedy).toContain('On 192.0.2.11, 192.0.2.12 and 192.0.2.13: `nft')
  expect(three.remedy).toContain('IGMP snooping must not prune 224.0.0.0/24')
  const two = said(towards(A, B, { version: 3 }), towards(B, A, { version: 3 }))
  expect(two.remedy).toContain('On 192.0.2.11 and 192.0.2.12: `nft')
  expect(`${two.why} ${two.remedy}`).not.toMatch(/IGMP|224\.0\.0/)
})

test('a unicast peer without a copy is left out where the capture would show one, and never said to be deaf', () => {
  const spoken = (scene: Scene, from: Node, to: readonly Node[], since: number): Scene => {
    for (let at = since; at < since + 14; at++)
      for (const [i, peer] of to.entries()) scene.advert(towards(from, peer), at + i * 0.0001)
    return scene
  }
  // .12 has no copy for .13; at the port of .11 nobody could know.
  const everywhere = spoken(spoken(new Scene(), B, [A], 4), C, [A, B], 4.3)
  const atA = spoken(spoken(new Scene(), B, [A], 4), C, [A], 4.3)
  const splitOf = (scene: Scene) => scene.findings().find(({ id }) => id === 'state/split-brain')!
  expect(wordsOf(splitOf(everywhere), rules).message).toContain('192.0.2.12 does not send to 192.0.2.13')
  expect(splitOf(atA).values.cause).toBe('unknown')
})

test('a host hears nothing from an address that is its own: shared by two, or virtual and held', () => {
  const splitOf = (scene: Scene) => scene.findings().find(({ id }) => id === 'state/split-brain')!
  const shared = new Scene().active(A, 4, 16)
  for (let i = 0; i < 10; i++) shared.advert({ ...B, ip: A.ip }, 6.5 + i, { ipId: 700 + i })
  expect(wordsOf(splitOf(shared), rules).message).toContain(
    '192.0.2.11 is on two hosts, 02:00:5e:10:00:01 and 02:00:5e:10:00:02 (duplicate address)',
  )
  const owner: Node = { ...A, ip: VIP, priority: 120 }
  const held = splitOf(new Scene().active(B, 4, 16).active(owner, 8.4, 16))
  expect(held.values.cause).toBe('state/mutual-rejection')
  const { message, remedy } = wordsOf(held, rules)
  expect(message).toContain('192.0.2.12 holds 192.0.2.100 as a virtual address')
  expect(remedy).not.toContain('firewall')
})

test('a router that is renumbered is no stranger to those who served the same addresses before', () => {
  const renumbered: Node = { ...B, addresses: [ip('192.0.2.105')] }
  const ids = (scene: Scene) => scene.findings().map(({ id }) => id)
  const before = new Scene().active(A, 4, 10).advert(A, 10.2, { priority: 0 })
  expect(ids(before.active(B, 10.8, 12.8).active(renumbered, 13.8, 20))).not.toContain('net/vrid-collision')
  const stranger = new Scene().active(A, 4, 10).advert(A, 10.2, { priority: 0 }).active(renumbered, 10.8, 20)
  expect(ids(stranger)).toContain('net/vrid-collision')
})

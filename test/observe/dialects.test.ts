import { describe, expect, test } from 'vitest'
import type { RouterConfig } from '../../src/config/model.ts'
import type { Mac } from '../../src/core/address.ts'
import { cs } from '../../src/core/time.ts'
import { recordOf } from '../../src/observe/snapshot.ts'
import { AuthType } from '../../src/wire/vrrp.ts'
import { A, B, ip, type Node, Scene, VIP } from '../checks/scene.ts'
import { router } from '../model/routers.ts'

// Two routers that send one dialect, whatever receivers say of it elsewhere, take each other's adverts: a router
// demands what it sends.

const PADDING = ip('0.0.0.0')

/** What a node may send that neither keepalived nor FRR does. */
const DIALECTS: Readonly<Record<string, { node?: Partial<Node>; count?: number }>> = {
  'an MD5 digest of 16 bytes': {
    node: { version: 2, authType: AuthType.ciscoMd5, authData: new Uint8Array(16).fill(7) },
  },
  'no authentication bytes': { node: { version: 2, authData: new Uint8Array(0) } },
  'a version 2 checksum with pseudo-header': { node: { version: 2, checksum: 'pseudo-header' } },
  'the authentication type of AH, without AH': { node: { version: 2, authType: AuthType.ah } },
  // The count byte leaves two of three words out: 8 bytes behind the list, which the checksum covers.
  '8 bytes behind the list': { node: { addresses: [VIP, PADDING, PADDING] }, count: 1 },
}

const V6: Partial<Node> = { checksum: 'ipv6-message-only', addresses: [ip('2001:db8::100')] }

test('over IPv6 without pseudo-header, a global address first: an ordinary pre-emption', () => {
  const from = { ...B, ...V6, ip: ip('fe80::12') }
  const to = { ...A, ...V6, ip: ip('fe80::11') }
  expect(handOver(from, to)).toMatchObject({ cause: 'preemption', checks: [undefined, undefined] })
})

const VIRTUAL = '00:00:5e:00:01:33' as Mac

/** B is Active; A comes after 4.4 s and outranks it. */
function handOver(from: Node, to: Node, count: { from?: number | undefined; to?: number | undefined } = {}) {
  const counted = (addressCount: number | undefined) => (addressCount === undefined ? {} : { addressCount })
  const scene = new Scene()
  scene.adverts(from, 1, 14, counted(count.from)).adverts(to, 14.4, 30, counted(count.to))
  return outcomeOf(scene)
}

function outcomeOf(scene: Scene, configs: readonly RouterConfig[] = []) {
  const { engine, observer } = scene.until(31).play({ configs })
  observer.end()
  const { takeovers, acceptance } = recordOf(observer.virtualRouters[0]!, undefined)
  return {
    cause: takeovers.at(-1)?.cause,
    checks: acceptance.map(({ firstFailedCheck }) => firstFailedCheck),
    profiles: acceptance.map(({ profile, profileSource }) => `${profile} ${profileSource}`),
    ids: engine.findings().map(({ id }) => id),
  }
}

describe.each(Object.entries(DIALECTS))('%s', (_, { node, count }) => {
  test.each([
    ['physical MACs', {}],
    ['the virtual MAC', { mac: VIRTUAL }],
  ])('on both: an ordinary pre-emption, %s', (_, mac) => {
    const { cause, checks, profiles, ids } = handOver(
      { ...B, ...node, ...mac },
      { ...A, ...node, ...mac },
      { from: count, to: count },
    )
    expect(cause).toBe('preemption')
    expect(checks).toEqual([undefined, undefined])
    const rfc = node?.version === 2 ? 'rfc3768 assumed' : 'rfc9568 assumed'
    expect(profiles).toEqual([rfc, rfc])
    expect(ids).not.toContain('state/split-brain')
  })

  // Of both ways the second is that of B's adverts.
  test('beside a keepalived that does not send it: rejected', () => {
    const usual = { ...A, version: node?.version ?? 3, addresses: node?.addresses ?? [VIP] } as const
    const { checks } = handOver({ ...B, ...node }, usual, { from: count })
    expect(checks[1]).toBeDefined()
  })
})

test('two lengths that are both wrong are not one dialect', () => {
  const node = (length: number) => ({ version: 2 as const, authData: new Uint8Array(length) })
  expect(handOver({ ...B, ...node(0) }, { ...A, ...node(4) }).checks).toEqual(['length', 'length'])
})

test('the authentication type of AH, sent without AH, is none to a receiver that uses none', () => {
  const bare = { version: 2 as const, authType: AuthType.ah }
  expect(handOver({ ...B, ...bare }, { ...A, version: 2 }).checks).toEqual(['auth-type', 'auth-type'])
})

test.each([
  [0, 100, 'interval'],
  [100, 0, 'interval'],
  [200, 100, 'interval'],
  [0, 0, undefined],
])('version 2 with intervals of %i cs and %i cs: %s', (ofB, ofA, check) => {
  const from = { ...B, version: 2 as const, interval: cs(ofB) }
  const to = { ...A, version: 2 as const, interval: cs(ofA) }
  const scene = new Scene().advert(to, 14.5)
  for (let at = 1; at < 15; at++) scene.advert(from, at)
  expect(outcomeOf(scene).checks).toEqual([check, check])
})

test('a configured version 2 router that sends the byte 0 does not run what the file says', () => {
  const configured = router({ version: 2, primaryAddress: B.ip, profile: 'keepalived-2.2' })
  const from = { ...B, version: 2 as const, interval: cs(0) }
  const scene = new Scene()
    .advert(from, 1)
    .advert({ ...A, version: 2 }, 1.4)
    .advert(from, 2)
  expect(outcomeOf(scene, [configured]).checks).toEqual(['interval', 'interval'])
})

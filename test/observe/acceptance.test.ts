import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RouterConfig } from '../../src/config/model.ts'
import { readDaemon } from '../../src/config/read.ts'
import { keyedHash } from '../../src/edge/keyed-hash.ts'
import { CAPTURES, capturesIn, observed } from './audit.ts'
import { Segment } from './segment.ts'

// Who rejects whom, and by which check first: from captures/README.md and the logs quoted there and in peers/.

const A = '192.0.2.11'
const B = '192.0.2.12'

const configsOf = (directory: string): RouterConfig[] =>
  readdirSync(join(CAPTURES, directory))
    .filter((name) => name.endsWith('.conf'))
    .flatMap((name) => {
      const text = readFileSync(join(CAPTURES, directory, name), 'utf8')
      return readDaemon({ name, text }, name.split('.')[0]!, { include: () => [] }).routers
    })

async function verdicts(directory: string, configs: RouterConfig[] = []): Promise<Record<string, string>> {
  const { virtualRouters } = await observed(capturesIn(directory), { configs, hash: keyedHash })
  return Object.fromEntries(
    virtualRouters[0]!.acceptance.map((a) => [`${a.from} by ${a.by} (${a.profile})`, a.firstFailedCheck ?? 'accepts']),
  )
}

describe('from the packets alone', () => {
  test.each([
    ['v2-sigterm-failover', 'accepts', 'accepts'],
    ['v2-ah', 'accepts', 'accepts'],
    ['v3-ipv4', 'accepts', 'accepts'],
    ['v3-use-vmac', 'accepts', 'accepts'],
    ['v2-pass-mismatch', 'auth-data', 'auth-data'],
    ['v2-auth-type-mismatch', 'auth-type', 'auth-type'],
    ['v2-ah-vs-pass', 'protocol', 'protocol'],
    ['v2-advert-int-mismatch', 'interval', 'interval'],
    ['v2-fraction-advert-int', 'interval', 'interval'],
    ['v2-vip-count-mismatch', 'address-count', 'address-count'],
    ['v2-no-vip-and-vip-order', 'address-count', 'address-count'],
    ['v2-vip-list-mismatch', 'addresses', 'addresses'],
    ['v2-vs-v3', 'version', 'version'],
    ['v3-multicast-group-mismatch', 'group', 'group'],
    // .11 counts with the group's address and takes nothing else; .12 would fall back to that form.
    ['v3-unicast-old-checksum', 'accepts', 'checksum'],
  ])('%s', async (directory, ofA, ofB) => {
    expect(await verdicts(directory)).toEqual({
      [`${A} by ${B} (keepalived-2.2)`]: ofA,
      [`${B} by ${A} (keepalived-2.2)`]: ofB,
    })
  })

  test('keepalived 2.4 that signs, beside one that does not', async () => {
    expect(await verdicts('v3-hmac-one-without')).toEqual({
      [`${A} by ${B} (keepalived-2.2)`]: 'length',
      [`${B} by ${A} (keepalived-2.4)`]: 'hmac',
    })
  })

  test('unicast beside multicast', async () => {
    expect(await verdicts('seed-one-unicast-one-multicast')).toEqual({
      '172.18.5.144 by 172.18.5.145 (keepalived-2.2)': 'transport',
      '172.18.5.145 by 172.18.5.144 (keepalived-2.2)': 'transport',
    })
  })

  test('FRR takes no authentication; keepalived none of FRR without it', async () => {
    expect(await verdicts('mixed-v2-pass-vs-frr')).toEqual({
      '192.0.2.11 by 192.0.2.21 (frr)': 'auth-type',
      '192.0.2.21 by 192.0.2.11 (keepalived-2.2)': 'auth-type',
    })
  })

  test('FRR notes another number of addresses, keepalived 2.2 rejects it', async () => {
    expect(await verdicts('mixed-v3-vip-count')).toEqual({
      '192.0.2.11 by 192.0.2.21 (frr)': 'accepts',
      '192.0.2.21 by 192.0.2.11 (keepalived-2.2)': 'address-count',
    })
  })

  test('two groups on one VRID: each accepts its own', async () => {
    const all = await verdicts('v2-vrid-collision-two-pairs')
    expect(all['192.0.2.21 by 192.0.2.22 (keepalived-2.2)']).toBe('accepts')
    expect(all['192.0.2.22 by 192.0.2.21 (keepalived-2.2)']).toBe('accepts')
    expect(all['192.0.2.11 by 192.0.2.21 (keepalived-2.2)']).toBe('auth-data')
    expect(all['192.0.2.21 by 192.0.2.11 (keepalived-2.2)']).toBe('auth-data')
  })
})

describe('with the configurations', () => {
  test('AH keys that differ', async () => {
    expect(await verdicts('v2-ah-wrong-key', configsOf('v2-ah-wrong-key'))).toEqual({
      [`${A} by ${B} (keepalived-2.2)`]: 'auth-data',
      [`${B} by ${A} (keepalived-2.2)`]: 'auth-data',
    })
  })

  test('AH keys that agree, multicast and unicast', async () => {
    for (const directory of ['v2-ah', 'v2-ah-unicast'])
      expect(Object.values(await verdicts(directory, configsOf(directory)))).toEqual(['accepts', 'accepts'])
  })

  test('HMAC keys: each signs with its own, both know both', async () => {
    expect(Object.values(await verdicts('v3-hmac', configsOf('v3-hmac')))).toEqual(['accepts', 'accepts'])
  })

  test('a hop limit that is demanded of the peer', async () => {
    expect(await verdicts('v2-unicast-ttl-rejected', configsOf('v2-unicast-ttl-rejected'))).toEqual({
      [`${A} by ${B} (keepalived-2.2)`]: 'hop-limit',
      [`${B} by ${A} (keepalived-2.2)`]: 'hop-limit',
    })
  })

  test('down_timer_adverts 6: the takeover after 6.61 s is on time', async () => {
    const directory = 'v3-down-timer-adverts-6'
    const { virtualRouters } = await observed(capturesIn(directory), { configs: configsOf(directory) })
    expect(virtualRouters[0]!.takeovers[1]!.expectedGap).toEqual({ min: 6_609_375_000, max: 6_609_375_000 })
    expect(virtualRouters[0]!.routers.map((r) => r.node)).toEqual(['r1', 'r2'])
  })

  test('nodes are named: by source address, by priority, and by password where those do not tell', async () => {
    const nodesOf = async (directory: string) => {
      const { virtualRouters } = await observed(capturesIn(directory), { configs: configsOf(directory) })
      return virtualRouters[0]!.routers.map((r) => `${r.name} ${r.node}`)
    }
    expect(await nodesOf('seed-unicast-sigkill')).toEqual(['172.18.5.144 n144', '172.18.5.145 n145'])
    expect(await nodesOf('v2-three-nodes-cascade')).toEqual([`${A} r1`, `${B} r2`, '192.0.2.13 r3'])
    expect(await nodesOf('v2-vrid-collision-two-pairs')).toEqual([`${A} a1`, '192.0.2.21 b1', '192.0.2.22 b2'])
    // Two equal configurations without addresses: nothing says whose is whose.
    expect(await nodesOf('v2-equal-priority-partition')).toEqual([`${A} undefined`, `${B} undefined`])
  })
})

describe('profiles', () => {
  const guessed = (s: Segment) => {
    s.end()
    return s.observer.virtualRouters[0]!.routers[0]!.profile
  }

  test('a physical MAC: keepalived', () => {
    const s = new Segment()
    s.adverts(0, 2)
    expect(guessed(s)).toMatchObject({ profile: 'keepalived-2.2', profileSource: 'inferred' })
  })

  test('a virtual MAC and IP ids that count the adverts: keepalived with use_vmac', () => {
    const s = new Segment()
    s.adverts(0, 2, { mac: '00:00:5e:00:01:33' })
    expect(guessed(s)).toMatchObject({ profile: 'keepalived-2.2', profileSource: 'inferred' })
  })

  test('a virtual MAC and nothing else: the RFC of the version, and said to be assumed', () => {
    for (const [version, profile] of [
      [2, 'rfc3768'],
      [3, 'rfc9568'],
    ] as const) {
      const s = new Segment()
      for (const [i, ipId] of [900, 77, 5000].entries()) s.advert(i, { mac: '00:00:5e:00:01:33', ipId, version })
      expect(guessed(s)).toMatchObject({ profile, profileSource: 'assumed' })
    }
  })

  test('--profile overrules what is inferred, a configuration overrules both', () => {
    const s = new Segment({ profile: 'rfc9568' })
    s.adverts(0, 2)
    expect(guessed(s)).toMatchObject({ profile: 'rfc9568', profileSource: 'assumed' })
    const configured = new Segment({ profile: 'rfc9568', configs: configsOf('v3-ipv4') })
    configured.adverts(0, 2)
    expect(guessed(configured)).toMatchObject({ profile: 'keepalived-2.2', profileSource: 'config' })
  })
})

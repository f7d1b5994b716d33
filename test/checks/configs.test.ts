import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { configRules } from '../../src/checks/rules/config/index.ts'
import { rules } from '../../src/checks/rules/index.ts'
import { wordsOf } from '../../src/checks/words.ts'
import type { NodeConfig } from '../../src/config/model.ts'
import { readConfig } from '../../src/config/read.ts'
import type { Ip } from '../../src/core/address.ts'
import { keyedHash } from '../../src/edge/keyed-hash.ts'
import { verifierOf } from '../../src/observe/configured.ts'
import { CAPTURES } from '../observe/audit.ts'
import { audited } from './audit.ts'
import { A, B, HOST, ip, type Node, Scene, seen, VIP } from './scene.ts'

// Every capture with the configurations that its nodes ran. Where the packets are what was configured nothing may be
// said; where two configurations contradict each other, or one was changed while the capture ran, that.

const V6: Node = { ...A, ip: ip('fe80::11') }
const verify = verifierOf(keyedHash)

async function nodesOf(directory: string): Promise<NodeConfig[]> {
  const files = readdirSync(`${CAPTURES}/${directory}`).filter((file) => file.endsWith('.conf'))
  const read = files.map((file) => {
    const text = readFileSync(`${CAPTURES}/${directory}/${file}`, 'utf8')
    return readConfig({ name: file, text }, { include: () => [] })
  })
  return (await Promise.all(read)).flat()
}

async function auditedWith(directory: string, nodes: readonly NodeConfig[]) {
  const capture = ['switch.pcap', 'trunk.pcap', 'r2-any-sll2.pcap'].find((file) =>
    existsSync(`${CAPTURES}/${directory}/${file}`),
  )
  const configs = nodes.flatMap((node) => node.routers)
  const findings = await audited([`${directory}/${capture}`], { nodes, configs, verify, hash: keyedHash })
  for (const finding of findings) {
    const { message, why, remedy } = wordsOf(finding, rules)
    expect(`${message} ${why} ${remedy}`).not.toMatch(/\{\w+\}|undefined|NaN/)
  }
  return findings.filter(({ id }) => /^(config|sec\/(auth|replay|hmac-clock))/.test(id) || LINT_ERRORS.test(id))
}

/** Contradictions between nodes; what `check` says besides is not about packets. */
const LINT_ERRORS = /^lint\/(.*-mismatch|peers-asymmetric|mutual-rejection|version-2-over-ipv6)$/

const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  // Each router is Backup of one of the two virtual routers throughout.
  'healthy-active-active': ['config/router-silent', 'config/router-silent'],
  'mixed-v2-pass-vs-frr': ['lint/auth-mismatch'],
  'mixed-v3-interval': ['config/router-silent', 'lint/interval-mismatch'],
  'mixed-v3-vip-count': ['lint/addresses-mismatch'],
  'seed-one-unicast-one-multicast': ['lint/peers-asymmetric'],
  'v2-300-vips': ['config/router-silent'],
  'v2-advert-int-mismatch': ['lint/interval-mismatch'],
  'v2-ah-vs-pass': ['lint/auth-mismatch'],
  'v2-ah-wrong-key': ['lint/auth-mismatch'],
  'v2-auth-type-mismatch': ['lint/auth-mismatch'],
  // Same priority, same addresses, no source address in the files.
  'v2-equal-priority-partition': ['config/ambiguous'],
  'v2-fraction-advert-int': ['lint/interval-mismatch'],
  'v2-no-vip-and-vip-order': ['lint/addresses-mismatch'],
  'v2-over-ipv6-crash': ['config/router-silent', 'lint/version-2-over-ipv6', 'lint/version-2-over-ipv6'],
  'v2-pass-mismatch': ['lint/auth-mismatch'],
  // The file is the one after the change of priority; the capture begins before it.
  'v2-reload-priority-change': ['config/priority-mismatch'],
  'v2-two-owners-255': ['config/ambiguous'],
  'v2-unicast-ttl-rejected': ['config/router-silent', 'lint/mutual-rejection', 'lint/mutual-rejection'],
  'v2-vip-count-mismatch': ['lint/addresses-mismatch'],
  'v2-vip-list-mismatch': ['lint/addresses-mismatch'],
  'v2-vrid-collision-two-pairs': ['config/router-silent'],
  'v2-vs-v3': ['lint/version-mismatch'],
  'v3-advert-int-learning': ['lint/interval-mismatch'],
  'v3-hmac': ['lint/auth-mismatch'],
  'v3-hmac-one-without': ['lint/auth-mismatch'],
  'v3-multicast-group-mismatch': ['lint/group-mismatch'],
  'v3-unicast-checksum-mismatch': ['lint/checksum-mismatch'],
  'v3-unicast-old-checksum': ['lint/checksum-mismatch'],
}

const directories = readdirSync(CAPTURES).filter(
  (name) => name !== 'README.md' && readdirSync(`${CAPTURES}/${name}`).some((file) => file.endsWith('.conf')),
)

test.each(directories)('%s with its configurations', async (directory) => {
  const found = await auditedWith(directory, await nodesOf(directory))
  expect(found.map(({ id }) => id).sort()).toEqual(EXPECTED[directory] ?? [])
})

/** The configurations of a run, one line of one of them replaced: what that node then does not follow. */
const CHANGED: readonly (readonly [string, string, string, string, string, number])[] = [
  ['seed-unicast-sigkill', 'n144', 'virtual_router_id 147', 'virtual_router_id 148', 'config/vrid-mismatch', 8],
  ['seed-unicast-sigkill', 'n144', 'auth_pass 123789', 'auth_pass 123788', 'config/auth-mismatch', 18],
  ['seed-unicast-sigkill', 'n144', 'auth_type PASS', 'auth_type AH', 'config/auth-mismatch', 18],
  ['seed-unicast-sigkill', 'n144', 'advert_int 1', 'advert_int 2', 'config/interval-mismatch', 10],
  ['seed-unicast-sigkill', 'n144', '172.18.5.148', '172.18.5.149', 'config/addresses-mismatch', 20],
  ['seed-unicast-sigkill', 'n144', 'priority 100', 'priority 90', 'config/priority-mismatch', 9],
  ['seed-unicast-sigkill', 'n144', '        172.18.5.145', '        172.18.5.146', 'config/transport-mismatch', 13],
  ['seed-unicast-sigkill', 'n144', 'nopreempt', 'version 3', 'config/version-mismatch', 11],
  ['v2-ah', 'r1', 'auth_pass ahsecret', 'auth_pass another', 'sec/auth-invalid', 13],
  ['v3-hmac', 'r1', 'key 1 hex:00', 'key 1 hex:01', 'sec/auth-invalid', 11],
]

test.each(CHANGED)('%s, %s: %s -> %s', async (directory, name, from, to, id, line) => {
  const nodes = await nodesOf(directory)
  const at = nodes.findIndex((node) => node.name === name)
  const source = nodes[at]!.sources[0]!
  expect(source.text).toContain(from)
  nodes.splice(at, 1, ...(await readConfig({ ...source, text: source.text.replace(from, to) }, { include: () => [] })))
  const found = (await auditedWith(directory, nodes)).filter((finding) => finding.id === id)
  expect(found).toHaveLength(1)
  expect(found[0]).toMatchObject({ node: name, file: source.name, line })
})

test('a speaker, and a virtual router, that no configuration names', async () => {
  const nodes = await nodesOf('seed-unicast-sigkill')
  const one = await auditedWith('seed-unicast-sigkill', nodes.slice(0, 1))
  expect(one.map(({ id, routers }) => [id, ...routers])).toEqual([['config/unknown-router', '172.18.5.145']])
  const other = await auditedWith('v2-sigterm-failover', nodes)
  expect(other.map(({ id, severity }) => `${severity} ${id}`).sort()).toEqual([
    'error config/router-silent',
    'error config/router-silent',
    'warning config/unknown-virtual-router',
  ])
})

test('of a node whose adverts cannot be read, or whose they may be, silence is not claimed', async () => {
  const text = 'vrrp_instance V { interface eth0\n virtual_router_id 51\n virtual_ipaddress { 192.0.2.100/24 } }'
  const nodes = await readConfig({ name: 'n', text }, { include: () => [] })
  const [router] = nodes.flatMap((node) => node.routers)
  const found = (primaryAddress: Ip | undefined, ...cut: Node[]) => {
    const scene = new Scene().asks(VIP, 1).until(20)
    for (const { ip: src } of cut)
      scene.fact(5, { kind: 'malformed', ...seen(), src, dst: src, defect: { code: 'ah/cut-short', offset: 34 } })
    const routers = [{ ...router!, ...(primaryAddress === undefined ? {} : { primaryAddress }) }]
    const findings = scene.findings({ nodes: [{ ...nodes[0]!, routers }], configs: routers })
    return findings.map(({ id }) => id).filter((id) => id.startsWith('config/'))
  }
  expect(found(undefined)).toEqual(['config/router-silent'])
  expect(found(A.ip, V6)).toEqual(['config/router-silent'])
  expect(found(undefined, A)).toEqual([])
  expect(found(A.ip, A)).toEqual([])
  expect(found(A.ip, B)).toEqual([])
})

const nodeOf = async (name: string, priority: number): Promise<NodeConfig> => {
  const text = `vrrp_instance V { interface eth0\n version 3\n virtual_router_id 51\n priority ${priority}
    virtual_ipaddress { 192.0.2.100/24 } }`
  return (await readConfig({ name, text }, { include: () => [] }))[0]!
}

test('who comes with a priority that no silent node may have is an unknown router, not that node', async () => {
  const nodes = [await nodeOf('n1', 150), await nodeOf('n2', 100)]
  const configs = nodes.flatMap(({ routers }) => routers)
  const stranger = { ...B, ip: ip('192.0.2.66'), priority: 255 }
  const found = new Scene()
    .active(A, 4, 20)
    .active(stranger, 20.5, 26)
    .findings({ nodes, configs })
    .filter(({ id }) => id.startsWith('config/'))
  expect(found.map(({ id, routers, values }) => [id, ...routers, values.nodes ?? values.node])).toEqual([
    ['config/unknown-router', '192.0.2.66', 'n2'],
    ['config/router-silent', 'n2'],
  ])
})

test('priority 0 ties nobody to a configuration; the first advert with a priority does', async () => {
  const nodes = [await nodeOf('n1', 150), await nodeOf('n2', 100)]
  const configs = nodes.flatMap(({ routers }) => routers)
  const forged = { ...A, ip: ip('192.0.2.66'), mac: HOST.mac }
  const { observer } = new Scene()
    .active(A, 4, 10)
    .advert(forged, 7.2, { priority: 0 })
    .advert(B, 8.2, { priority: 0 })
    .advert(A, 10.2, { priority: 0 })
    .active(B, 10.8, 16)
    .play({ nodes, configs })
  const tied = observer.virtualRouters[0]!.routers.map(({ name, config }) => [name, config?.node])
  expect(tied).toEqual([
    ['192.0.2.11', 'n1'],
    ['192.0.2.66', undefined],
    ['192.0.2.12', 'n2'],
  ])
})

test('every rule of the group is sorted and has words for its messages', () => {
  const ids = configRules.map((rule) => rule.id)
  expect([...ids].sort()).toEqual(ids)
})

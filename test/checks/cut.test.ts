import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Engine } from '../../src/checks/engine.ts'
import { rules } from '../../src/checks/rules/index.ts'
import { readConfig } from '../../src/config/read.ts'
import { TrafficObserver } from '../../src/observe/observer.ts'
import { CAPTURES } from '../observe/audit.ts'
import { readCapture } from '../wire/captured.ts'

// What a snap length cuts away is not known: nothing is said of it.

/** Findings and authentications of a capture of which each frame kept `snapLength` bytes, with the nodes' files. */
async function auditedCut(directory: string, snapLength: number) {
  const read = ['r1', 'r2'].map((node) => {
    const text = readFileSync(`${CAPTURES}/${directory}/${node}.keepalived.conf`, 'utf8')
    return readConfig({ name: node, text }, { include: () => [] })
  })
  const nodes = (await Promise.all(read)).flat()
  const options = { nodes, configs: nodes.flatMap(({ routers }) => routers) }
  const engine = new Engine(rules, options)
  const observer = new TrafficObserver({ ...options, listeners: [engine] })
  engine.start(observer)
  observer.onInterface({ index: 0, name: 'switch' })
  readCapture(`${directory}/switch.pcap`, (view) => {
    view.end = Math.min(view.end, view.start + snapLength)
    observer.onFrame(view)
  })
  observer.end()
  const auths = observer.virtualRouters.flatMap(({ routers }) => routers.map(({ auth }) => auth))
  return { findings: engine.findings().flatMap(({ id, related }) => [id, ...related]), auths: [...new Set(auths)] }
}

// The trailer begins at 46 over IPv4 with one address, at 94 over IPv6 with two.
test.each([
  ['v3-hmac', 46, 'unknown'],
  ['v3-hmac', 47, 'hmac'],
  ['v3-hmac-ipv6', 64, 'unknown'],
  ['v3-hmac-ipv6', 94, 'unknown'],
  ['v3-hmac-ipv6', 95, 'hmac'],
] as const)('%s, cut to %i bytes: authentication %s, and no finding about it', async (directory, snapLength, auth) => {
  const { findings, auths } = await auditedCut(directory, snapLength)
  expect(auths).toEqual([auth])
  expect(findings.filter((id) => /^(sec\/|config\/auth|wire\/trailing|state\/mutual)/.test(id))).toEqual([])
})

test('beside a router without a trailer, one whose trailer is cut is not said to sign', async () => {
  const cut = await auditedCut('v3-hmac-one-without', 46)
  expect(cut.auths.sort()).toEqual(['none', 'unknown'])
  expect(cut.findings).not.toContain('sec/hmac-partial')
  expect((await auditedCut('v3-hmac-one-without', 47)).findings).toContain('sec/hmac-partial')
})

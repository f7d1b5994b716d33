import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { ConfiguredRouter, NodeConfig } from '../../src/config/model.ts'
import { printYaml } from '../../src/config/print-yaml.ts'
import { readConfig } from '../../src/config/read.ts'
import { configJsonSchema } from '../../src/config/yaml-schema.ts'

const read = (text: string, files: Readonly<Record<string, string>> = {}): Promise<readonly NodeConfig[]> =>
  readConfig(
    { name: 'a.yaml', text },
    { include: (pattern) => (files[pattern] === undefined ? [] : [{ name: pattern, text: files[pattern] }]) },
  )

const VENDOR = `version: 1
networks:
  lan:
    subnets: [192.0.2.0/24]
nodes:
  - name: core1
    profile: rfc5798
    virtualRouters:
      - vrid: 7
        network: lan
        priority: 120
        interval: 500ms
        source: 192.0.2.2
        addresses: [192.0.2.1]
`

test('a vendor router: what is not written is what its RFC says', async () => {
  const [node] = await read(VENDOR)
  expect(node!.notes).toEqual([])
  expect(node!.routers[0]).toMatchObject({
    node: 'core1',
    vrid: 7,
    family: 4,
    version: 3,
    priority: 120,
    advertInterval: 50,
    profile: 'rfc5798',
    preempt: true,
    virtualMac: true,
    hopLimit: 255,
    authentication: { kind: 'none' },
  })
  expect(node!.routers[0]!.origins.priority).toEqual({ file: 'a.yaml', line: 11, column: 19 })
})

test.each([
  ['priority: 120', 'prority: 120', 'misspelt-key', 11, 9, { word: 'prority', nearest: 'priority' }],
  ['name: core1', 'name: core1\n    colour: red', 'unknown-key', 7, 5, { word: 'colour', path: 'nodes.0' }],
  ['priority: 120', 'priority: 300', 'yaml', 11, 19, {}],
  ['interval: 500ms', 'interval: 500', 'yaml', 12, 19, {}],
  ['192.0.2.1]', '192.0.2.300]', 'yaml', 14, 21, {}],
  ['network: lan', 'network: wan', 'yaml', 10, 18, {}],
  ['vrid: 7', 'vrid: [7', 'yaml', 10, 9, {}],
])('%s -> %s is an error at its place', async (from, to, message, line, column, values) => {
  const nodes = await read(VENDOR.replace(from, to))
  expect(nodes.flatMap((node) => node.routers)).toEqual([])
  expect(nodes[0]!.notes[0]).toMatchObject({ rule: 'lint/syntax', message, place: { line, column }, values })
})

test('a node may be just the files of its daemon', async () => {
  const file = 'fixtures/captures/seed-unicast-sigkill/n144.keepalived.conf'
  const text = 'version: 1\nnodes:\n  - name: left\n    profile: keepalived-2.4\n    include: k.conf\n'
  const [node] = await read(text, { 'k.conf': readFileSync(file, 'utf8') })
  expect(node).toMatchObject({ name: 'left', profile: 'keepalived-2.4', profileSource: 'given', dialect: 'keepalived' })
  expect(node!.routers[0]).toMatchObject({ node: 'left', vrid: 147, profile: 'keepalived-2.4' })
})

const model = ({ origins, place, addressEntries, state, interfaceNetworks, ...config }: ConfiguredRouter) => config

test('the printed model of every recorded configuration reads back to the same model', async () => {
  const root = 'fixtures/captures'
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.conf'))
  expect(files.length).toBeGreaterThan(100)
  for (const file of files) {
    const nodes = await readConfig({ name: file, text: readFileSync(`${root}/${file}`, 'utf8') }, { include: () => [] })
    const again = await read(printYaml(nodes))
    expect(
      again.flatMap((node) => node.notes),
      file,
    ).toEqual([])
    expect(
      again.map((node) => node.routers.map(model)),
      file,
    ).toEqual(nodes.map((node) => node.routers.map(model)))
  }
})

test('masked, it has no password', async () => {
  const text = readFileSync('fixtures/captures/seed-unicast-sigkill/n144.keepalived.conf', 'utf8')
  const nodes = await readConfig({ name: 'n144.conf', text }, { include: () => [] })
  expect(printYaml(nodes)).toContain('123789')
  expect(printYaml(nodes, '********')).not.toContain('123789')
})

test('the JSON Schema for editors is the one that is shipped (node scripts/schema.mjs)', () => {
  const shipped = JSON.parse(readFileSync('schema/config-1.schema.json', 'utf8'))
  expect(JSON.parse(JSON.stringify(configJsonSchema()))).toEqual(shipped)
})

test('an alias bomb is an error, not a memory', async () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
    .split('')
    .map((key, i) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[i]}`)}]`)
    .join('\n')}\nversion: 1\n`
  const [node] = await read(bomb)
  expect(node!.notes.length).toBeGreaterThan(0)
})

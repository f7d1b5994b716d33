import { expect, test } from 'vitest'
import { groupsOf } from '../../src/checks/groups.ts'
import type { NodeConfig } from '../../src/config/model.ts'
import { readConfig } from '../../src/config/read.ts'

/** Nodes of one virtual router each, as `VRID ADDRESS SOURCE [PEER]`. */
async function nodesOf(...lines: readonly string[]): Promise<readonly NodeConfig[]> {
  const nodes = lines.map((line, i) => {
    const [vrid, address, source, peer] = line.split(' ')
    const peers = peer === undefined ? '' : `, unicastPeers: [${peer}]`
    return `  - {name: n${i}, virtualRouters: [{vrid: ${vrid}, addresses: [${address}], source: ${source}${peers}}]}`
  })
  return readConfig({ name: 'a.yaml', text: `version: 1\nnodes:\n${nodes.join('\n')}\n` }, { include: () => [] })
}

const names = async (...lines: readonly string[]): Promise<string[]> =>
  groupsOf(await nodesOf(...lines)).map((group) => group.map(({ node }) => node.name).join(' '))

test('who shares an address, also under another VRID', async () => {
  expect(await names('1 10.0.0.1 10.0.0.11', '2 10.0.0.2 10.0.0.12', '3 10.0.0.1 10.0.0.13')).toEqual(['n0 n2'])
})

test('who is a peer, then what is left of the same VRID, in the order of the files', async () => {
  const peers = ['1 10.0.0.1 10.0.0.11', '1 10.0.0.2 10.0.0.12 10.0.0.13', '1 10.0.0.3 10.0.0.13']
  expect(await names(...peers)).toEqual(['n1 n2'])
  expect(await names('1 10.0.0.1 10.0.0.11', '2 10.0.0.2 10.0.0.12', '1 10.0.0.3 10.0.0.13')).toEqual(['n0 n2'])
})

test('a virtual router of more nodes than anybody has is refused', async () => {
  const line = (_: unknown, i: number) => `1 10.0.0.1 10.0.1.${i + 1}`
  expect(await names(...Array.from({ length: 64 }, line))).toHaveLength(1)
  await expect(names(...Array.from({ length: 65 }, line))).rejects.toMatchObject({ code: 'config/too-many-nodes' })
})

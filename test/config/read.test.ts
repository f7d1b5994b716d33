import { expect, test } from 'vitest'
import { readConfig } from '../../src/config/read.ts'

const keepalived = (id: string, vip: string): string =>
  `global_defs {\n  router_id ${id}\n}\nvrrp_instance V {\n  interface e\n  virtual_router_id 1\n  virtual_ipaddress {\n    ${vip}\n  }\n}\n`

test('each here-document of a how-to is a node, at the lines of the how-to', async () => {
  const text = `# on node A\ncat>/etc/keepalived/keepalived.conf<<EOF\n${keepalived('a', '192.0.2.1')}EOF\n\ncat > k.conf <<'END'\n${keepalived('b', '192.0.2.300')}END\n`
  const nodes = await readConfig({ name: 'howto.md', text }, { include: () => [] })
  expect(nodes.map((node) => [node.name, node.routers.length])).toEqual([
    ['a', 1],
    ['b', 1],
  ])
  expect(nodes[0]!.routers[0]!.origins.vrid).toEqual({ file: 'howto.md', line: 8, column: 21 })
  expect(nodes[1]!.notes[0]).toMatchObject({ message: 'no-address-sensible' })
  expect(nodes[1]!.notes[1]).toMatchObject({ message: 'bad-virtual-address', place: { line: 23, column: 5 } })
})

test('the words that may end a here-document; tabs keep columns; a check script is no node', async () => {
  const tabbed = keepalived('a', '192.0.2.1').replaceAll('  ', '\t')
  const text = [
    `cat >k.conf <<-E-1\n${tabbed}\tE-1`,
    'cat > /usr/bin/chk.sh <<EOF\n#!/bin/sh\nexit 0\nEOF',
    `sudo tee k.conf << "the end"\n${keepalived('b', '192.0.2.1')}the end`,
    `cat <<\\EOF >k.conf\n${keepalived('c', '192.0.2.1')}EOF\n`,
  ].join('\n')
  const nodes = await readConfig({ name: 'howto.md', text }, { include: () => [] })
  expect(nodes.map((node) => [node.name, node.routers.length])).toEqual([
    ['a', 1],
    ['b', 1],
    ['c', 1],
  ])
  expect(nodes[0]!.routers[0]!.origins.vrid).toEqual({ file: 'howto.md', line: 7, column: 20 })
})

test('a capture is no configuration', async () => {
  const read = readConfig({ name: 'x.pcap', text: '\xd4\xc3\0\0' }, { include: () => [] })
  await expect(read).rejects.toMatchObject({ code: 'config/binary' })
})

test.each([
  ['/etc/keepalived/keepalived.conf', keepalived('lb1', '192.0.2.1'), 'lb1'],
  ['n144.keepalived.conf', keepalived('lb1', '192.0.2.1'), 'n144'],
  ['node-a/keepalived.conf', 'vrrp_instance V {\n}', 'node-a'],
  ['f1/frr.conf', 'hostname core1\ninterface e\n vrrp 1 ip 192.0.2.1\n', 'core1'],
])('%s is called after what tells it apart', async (name, text, node) => {
  const [read] = await readConfig({ name, text }, { include: () => [] })
  expect(read!.name).toBe(node)
})

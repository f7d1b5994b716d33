import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readFrr } from '../../src/config/frr.ts'

const read = (text: string) => readFrr({ name: 'frr.conf', text }, 'f1')

test('the recorded configuration of a real FRR', () => {
  const text = readFileSync('fixtures/captures/frr-v3-ipv6/f1.frr.conf', 'utf8')
  const node = readFrr({ name: 'f1', text }, 'f1')
  expect(node.notes).toEqual([])
  expect(node.routers).toHaveLength(1)
  expect(node.routers[0]).toMatchObject({ family: 6, vrid: 61, version: 3, profile: 'frr', virtualMac: true })
})

test('defaults: version 3, priority 100, one second, preempt', () => {
  const [router] = read('interface eth0\n vrrp 5\n vrrp 5 ip 192.0.2.5\n').routers
  expect(router).toMatchObject({
    version: 3,
    priority: 100,
    advertInterval: 100,
    preempt: true,
    checksum: 'pseudo-header',
  })
  expect(router!.origins.vrid).toEqual({ file: 'frr.conf', line: 2, column: 7 })
  expect(router!.origins.priority).toBeUndefined()
})

test('one virtual router per family, none in version 2 over IPv6', () => {
  const both = ' vrrp 5 ip 192.0.2.5\n vrrp 5 ipv6 fe80::5\n'
  expect(read(`interface e\n${both}`).routers.map((r) => r.family)).toEqual([4, 6])
  expect(read(`interface e\n vrrp 5 version 2\n${both}`).routers.map((r) => r.family)).toEqual([4])
})

test('the owner of the first address has priority 255 and starts Active', () => {
  const [router] = read('interface e\n ip address 192.0.2.5/24\n vrrp 5 ip 192.0.2.5\n').routers
  expect(router).toMatchObject({ priority: 255, initialState: 'Active' })
})

test('no preempt, no checksum with pseudo-header, shutdown, defaults for all', () => {
  const text = `vrrp default priority 70
interface e
 vrrp 5 ip 192.0.2.5
 no vrrp 5 preempt
 no vrrp 5 checksum-with-ipv4-pseudoheader
 vrrp 6 ip 192.0.2.6
 vrrp 6 shutdown
`
  const { routers } = read(text)
  expect(routers).toHaveLength(1)
  expect(routers[0]).toMatchObject({ priority: 70, preempt: false, checksum: 'message-only', profile: 'frr-no-pseudo' })
})

test('what vrrpd refuses is noted at its word', () => {
  const text = 'interface e\n vrrp 5 priority 255\n vrrp 5 advertisment-interval 1000\n vrrp 300 ip 192.0.2.1\n'
  expect(read(text).notes.map((note) => [note.place.line, note.place.column, note.message])).toEqual([
    [2, 18, 'frr-bad-number'],
    [3, 9, 'frr-misspelt-keyword'],
    [4, 7, 'frr-bad-number'],
  ])
})

test('words may be short, `ip` also for ipv6; a word too many is refused', () => {
  const node = read('interface eth0\n vrrp 5 prio 7\n vrrp 5 adv 500\n vrrp 5 ip fe80::1\n vrrp 5 priority 5 6\n')
  expect(node.routers[0]).toMatchObject({ family: 6, priority: 7, advertInterval: 50 })
  expect(node.notes.map(({ message, place }) => [message, place.line])).toEqual([['frr-extra-word', 5]])
})

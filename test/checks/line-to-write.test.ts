import { expect, test } from 'vitest'
import { lineToWrite } from '../../src/checks/line-to-write.ts'
import type { ConfiguredRouter } from '../../src/config/model.ts'

const router = { vrid: 61 } as ConfiguredRouter

test.each([
  ['priority 90', 'vrrp 61 priority 90', 'priority: 90'],
  ['advert_int 0.5', 'vrrp 61 advertisement-interval 500', 'interval: 500ms'],
  ['version 3', 'vrrp 61 version 3', 'version: 3'],
  ['virtual_router_id 62', 'vrrp 62', 'vrid: 62'],
  ['mcast_dst_ip 224.0.0.18', undefined, 'group: 224.0.0.18'],
  ['192.0.2.11', '192.0.2.11', '192.0.2.11'],
])('%s', (line, frr, yaml) => {
  expect(lineToWrite(line, 'keepalived', router)).toBe(line)
  expect(lineToWrite(line, 'frr', router)).toBe(frr)
  expect(lineToWrite(line, 'yaml', router)).toBe(yaml)
})

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readKeepalived } from '../../../src/config/keepalived/lower.ts'
import type { NodeConfig } from '../../../src/config/model.ts'
import { originOf } from '../../../src/config/origins.ts'

const read = (text: string, configId?: string): NodeConfig =>
  readKeepalived({ name: 'a.conf', text }, { node: 'a', include: () => [], configId })

const instance = (body: string, rest = ''): NodeConfig =>
  read(
    `vrrp_instance V {\ninterface eth0\nvirtual_router_id 7\nvirtual_ipaddress {\n192.0.2.1/24\n}\n${body}\n}\n${rest}`,
  )

const complaints = (node: NodeConfig): string[] => node.notes.map((note) => `${note.place.line} ${note.message}`)

describe('the how-to configuration', () => {
  const file = 'fixtures/captures/seed-unicast-sigkill/n144.keepalived.conf'
  const node = readKeepalived({ name: file, text: readFileSync(file, 'utf8') }, { node: 'n144', include: () => [] })
  const router = node.routers[0]!

  test('is one virtual router in units of the wire', () => {
    expect(router).toMatchObject({
      instance: 'VI_1',
      interfaceName: 'ens192',
      family: 4,
      vrid: 147,
      version: 2,
      priority: 100,
      priorities: [100],
      advertInterval: 100,
      preempt: false,
      initialState: 'Backup',
      hopLimit: 255,
      downTimerAdverts: 3,
      profile: 'keepalived-2.2',
      authentication: { kind: 'simple', password: Uint8Array.of(0x31, 0x32, 0x33, 0x37, 0x38, 0x39, 0, 0) },
    })
    expect(router.primaryAddress?.text).toBe('172.18.5.144')
    expect(router.unicastPeers.map((peer) => peer.address.text)).toEqual(['172.18.5.145'])
    expect(router.addresses.map((ip) => ip.text)).toEqual(['172.18.5.148'])
    expect(node.notes).toEqual([])
  })

  test('knows where each value was written, and which were not', () => {
    expect(originOf(router, 'priority')).toEqual({ file, line: 9, column: 14, defaulted: false })
    expect(originOf(router, 'authentication')).toMatchObject({ line: 18, defaulted: false })
    expect(originOf(router, 'version')).toMatchObject({ line: 5, defaulted: true })
  })
})

describe('defaults that depend on other lines', () => {
  test.each([
    ['state MASTER', 255, 'Active'],
    ['state BACKUP', 100, 'Backup'],
    ['', 100, 'Backup'],
    ['priority 255', 255, 'Active'],
    ['priority 255\nstate BACKUP', 255, 'Backup'],
    ['state MASTER\npriority 200', 200, 'Backup'],
    ['state master\npriority 300', 100, 'Backup'],
  ])('%j: priority %i, starts %s', (body, priority, initialState) => {
    expect(instance(body).routers[0]).toMatchObject({ priority, initialState })
  })

  test.each([
    ['advert_int 0.5', 2, 100],
    ['advert_int 1.5', 2, 200],
    ['advert_int 0.5', 3, 50],
    ['version 3\nadvert_int 0.355', 3, 36],
    ['version 3\nadvert_int 60', 3, 4095],
    ['advert_int 60', 2, 6000],
    ['advert_int 300', 2, 100],
  ])('%j in version %i is %i centiseconds', (body, version, interval) => {
    const node = instance(body.startsWith('version') ? body : `version ${version}\n${body}`)
    expect(node.routers[0]!.advertInterval).toBe(interval)
  })

  test('global_defs count wherever they stand', () => {
    const after = instance('', 'global_defs {\nvrrp_garp_master_repeat 2\nvrrp_version 3\n}')
    expect(after.routers[0]).toMatchObject({ version: 3, announce: { repeat: 2 } })
  })

  test('the oldest keepalived that knows every keyword', () => {
    expect(instance('').profile).toBe('keepalived-2.2')
    expect(instance('owner_ignore_adverts').profile).toBe('keepalived-2.3.3')
    expect(instance('auth_hmac {\nkey 1 hex:00ff\n}').routers[0]).toMatchObject({
      profile: 'keepalived-2.4',
      authentication: { kind: 'hmac', keys: [{ id: 1, key: Uint8Array.of(0, 255) }], mode: 'enforce' },
    })
  })
})

describe('what keepalived changes', () => {
  test.each([
    ['nopreempt\nstate MASTER\npriority 200', true, '7 master'],
    ['nopreempt\npriority 255', true, '7 owner'],
  ])('%j clears nopreempt', (body, preempt, complaint) => {
    const node = instance(body)
    expect(node.routers[0]!.preempt).toBe(preempt)
    expect(complaints(node)).toEqual([complaint])
  })

  test('authentication is for version 2, and needs a password', () => {
    const auth = 'authentication {\nauth_type PASS\nauth_pass x\n}'
    expect(instance(auth).routers[0]!.authentication.kind).toBe('simple')
    expect(complaints(instance(`version 3\n${auth}`))).toEqual(['9 auth-in-version-3'])
    expect(complaints(instance('authentication {\nauth_type AH\n}'))).toEqual(['8 auth-without-password'])
  })

  test('unicast words without peers are multicast', () => {
    const node = instance('unicast_src_ip 192.0.2.9')
    expect(node.routers[0]!.unicastPeers).toEqual([])
    expect(complaints(node)).toEqual(['7 unicast-without-peers'])
  })

  test('an instance without a usable VRID is not run', () => {
    const node = read('vrrp_instance V {\ninterface eth0\nvirtual_router_id 300\nvirtual_ipaddress {\n192.0.2.1\n}\n}')
    expect(node.routers).toEqual([])
    expect(complaints(node)).toEqual(['1 no-vrid', '3 bad-number'])
  })
})

describe('priorities that tracking allows', () => {
  const script = 'vrrp_script c {\nscript "/bin/true"\nweight -60\n}\n'
  test.each([
    ['priority 150\ntrack_script {\nc\n}', [90, 150]],
    ['priority 150\ntrack_script {\nc weight 20\n}', [150, 170]],
    ['priority 150\ntrack_script {\nc\n}\ntrack_interface {\neth1 weight -10\neth2\n}', [80, 90, 140, 150]],
    ['priority 240\ntrack_script {\nc weight 100\n}', [240, 254]],
    ['priority 20\ntrack_script {\nc\n}', [1, 20]],
    ['priority 255\ntrack_script {\nc\n}', [255]],
  ])('%j', (body, priorities) => {
    const node = read(
      `${script}vrrp_instance V {\ninterface eth0\nvirtual_router_id 7\nvirtual_ipaddress {\n192.0.2.1\n}\n${body}\n}`,
    )
    expect(node.routers[0]!.priorities).toEqual(priorities)
  })

  test('weights do not count in a sync group unless it says so', () => {
    const rest = (extra: string): string => `vrrp_sync_group G {\ngroup {\nV\nW\n}\n${extra}\n}`
    const body = `track_interface {\neth1 weight -10\n}\n}\nvrrp_instance W {\ninterface eth0\nvirtual_router_id 8\nvirtual_ipaddress {\n192.0.2.2\n}`
    expect(instance(body, rest('')).routers[0]!.priorities).toEqual([100])
    const allowed = instance(body, rest('sync_group_tracking_weight'))
    expect(allowed.routers[0]).toMatchObject({ priorities: [90, 100], syncGroup: 'G' })
  })

  test('an address owner clears the weights of what its sync group tracks', () => {
    const member = (priority: number): NodeConfig => {
      const other = `vrrp_instance W {\ninterface eth0\nvirtual_router_id 8\npriority ${priority}\nvirtual_ipaddress {\n192.0.2.2\n}\n}`
      const group = 'vrrp_sync_group G {\nglobal_tracking\ngroup {\nV\nW\n}\ntrack_interface {\neth1 weight -10\n}\n}'
      return instance('', `${other}\n${group}`)
    }
    expect(member(254).routers[0]!.priorities).toEqual([90, 100])
    expect(complaints(member(254))).not.toContain('17 weight-ignored')
    expect(member(255).routers[0]!.priorities).toEqual([100])
    expect(complaints(member(255))).toContain('17 weight-ignored')
  })
})

test('what is tracked must be defined above the instance, as keepalived 2.2.7 reads it', () => {
  const script = 'vrrp_script chk {\nscript "/bin/true"\n}\n'
  const instance =
    'vrrp_instance W {\ninterface eth0\nvirtual_router_id 51\nvirtual_ipaddress {\n10.0.0.1/24\n}\ntrack_script {\nchk weight -20\n}\n}\n'
  expect(read(script + instance).routers[0]!.priorities).toEqual([80, 100])
  const late = read(instance + script)
  expect(late.routers[0]!.priorities).toEqual([100])
  expect(late.notes).toMatchObject([{ rule: 'lint/syntax', message: 'not-defined', place: { line: 8, column: 1 } }])
})

describe('what keepalived 2.2.7 does, though it says or means otherwise', () => {
  test('strict mode uses unicast peers', () => {
    const node = instance('strict_mode\nunicast_peer {\n192.0.2.12\n}')
    expect(node.routers[0]!.unicastPeers.map((peer) => peer.address.text)).toEqual(['192.0.2.12'])
    expect(complaints(node)).toEqual(['8 unicast'])
  })

  test('strict mode runs an instance whose first IPv6 address is not link-local', () => {
    const text =
      'vrrp_instance V {\ninterface eth0\nvirtual_router_id 7\nstrict_mode\nvirtual_ipaddress {\n2001:db8::1/64\n}\n}'
    expect(read(text).routers.map(({ addresses }) => addresses[0]!.text)).toEqual(['2001:db8::1'])
    expect(complaints(read(text))).toContain('6 first-must-be-link-local')
  })

  test('the address of use_ipvlan is the source of the adverts, unless another is given', () => {
    const source = (body: string): string | undefined => instance(body).routers[0]!.primaryAddress?.text
    expect(source('use_ipvlan 192.0.2.13')).toBe('192.0.2.13')
    expect(source('mcast_src_ip 192.0.2.14\nuse_ipvlan 192.0.2.13')).toBe('192.0.2.14')
    expect(source('use_ipvlan 192.0.2.13\nmcast_src_ip 192.0.2.14')).toBe('192.0.2.14')
  })

  test('an entry with an unknown word is not tracked, the 254 of old is 253', () => {
    const tracked = 'priority 100\ntrack_interface {\neth1 wight 5\neth1 weight -254\neth0 weight 7\n}'
    expect(instance(tracked).routers[0]!.priorities).toEqual([1, 100])
  })

  test('a group that is refused decides the family', () => {
    const node = read(
      'vrrp_instance V {\ninterface eth0\nvirtual_router_id 7\nmcast_dst_ip ff05::1\nvirtual_ipaddress {\n192.0.2.1\nfe80::1\n}\n}',
    )
    expect(node.routers[0]).toMatchObject({ family: 6, version: 3 })
    expect(node.routers[0]!.addresses.map(({ text }) => text)).toEqual(['fe80::1'])
  })
})

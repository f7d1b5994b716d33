/** One node of an example: lines that replace those of a healthy instance, and what stands outside it. */
export interface Example {
  readonly fires: readonly string[]
  readonly silent: readonly string[]
}

/** A healthy keepalived.conf; `lines` are added or, where the keyword is known, replace its line. */
export function healthy(lines = '', extra = '', vips = ['192.0.2.100/24']): string {
  const values = new Map([
    ['interface', 'eth0'],
    ['virtual_router_id', '51'],
    ['priority', '100'],
  ])
  const more: string[] = []
  for (const line of lines.split('\n')) {
    const [, keyword, value] = /^(\S+)\s+(\S.*)$/.exec(line) ?? []
    if (keyword !== undefined && values.has(keyword)) values.set(keyword, value!)
    else more.push(line)
  }
  const own = [...values].map(([keyword, value]) => `${keyword} ${value}`)
  const block = `virtual_ipaddress {\n${vips.join('\n')}\n}`
  return `${extra}\nvrrp_instance VI_1 {\n${[...own, ...more, block].join('\n')}\n}\n`
}

const auth = (password: string, type = 'PASS'): string =>
  `authentication {\nauth_type ${type}\nauth_pass ${password}\n}`
const unicast = (from: number, ...to: readonly number[]): string =>
  `unicast_src_ip 192.0.2.${from}\nunicast_peer {\n${to.map((last) => `192.0.2.${last}`).join('\n')}\n}`
const two = (a: string, b: string): string[] => [healthy(`priority 150\n${a}`), healthy(b)]

/** For each lint rule nodes that make it fire, and nearly the same that do not. */
export const EXAMPLES: Readonly<Record<string, Example>> = {
  'lint/address-not-in-subnet': {
    fires: [healthy(unicast(11, 12), '', ['192.0.3.100/24'])],
    silent: [healthy(unicast(11, 12))],
  },
  'lint/addresses-mismatch': {
    fires: [healthy('priority 150'), healthy('', '', ['192.0.2.100/24', '192.0.2.101/24'])],
    silent: [
      healthy('priority 150', '', ['192.0.2.101/24', '192.0.2.100/24']),
      healthy('', '', ['192.0.2.100/24', '192.0.2.101/24']),
    ],
  },
  'lint/auth-mismatch': { fires: two(auth('alpha'), auth('bravo')), silent: two(auth('12345678'), auth('123456789')) },
  'lint/auth-truncated': { fires: [healthy(auth('123456789'))], silent: [healthy(auth('12345678'))] },
  'lint/checksum-mismatch': {
    fires: two(`version 3\nold_unicast_checksum\n${unicast(11, 12)}`, `version 3\n${unicast(12, 11)}`),
    silent: two(`version 3\n${unicast(11, 12)}`, `version 3\n${unicast(12, 11)}`),
  },
  'lint/deprecated': { fires: [healthy('vmac_garp_intvl 100')], silent: [healthy('garp_extra_if 100')] },
  'lint/equal-priority': { fires: [healthy(), healthy()], silent: two('', '') },
  'lint/family-mixed': {
    fires: [healthy('', '', ['192.0.2.100/24', '2001:db8::1/64'])],
    silent: [healthy('virtual_ipaddress_excluded {\n2001:db8::1/64\n}')],
  },
  'lint/first-address-not-link-local': {
    fires: [healthy('', '', ['2001:db8::1/64'])],
    silent: [healthy('', '', ['fe80::1/64', '2001:db8::1/64'])],
  },
  'lint/group-mismatch': { fires: two('mcast_dst_ip 224.0.0.19', ''), silent: two('mcast_dst_ip 224.0.0.18', '') },
  'lint/include-missing': { fires: [healthy('', 'include nowhere.conf')], silent: [healthy()] },
  'lint/interval-mismatch': { fires: two('advert_int 3', ''), silent: two('advert_int 1.0', '') },
  'lint/interval-not-expressible': {
    fires: [healthy('advert_int 0.5')],
    silent: [healthy('version 3\nadvert_int 0.5')],
  },
  'lint/mutual-rejection': {
    fires: two(
      'unicast_ttl 64\nunicast_src_ip 192.0.2.11\nunicast_peer {\n192.0.2.12\n}',
      'unicast_src_ip 192.0.2.12\nunicast_peer {\n192.0.2.11 min_ttl 255\n}',
    ),
    silent: two(unicast(11, 12), 'unicast_src_ip 192.0.2.12\nunicast_peer {\n192.0.2.11 min_ttl 255\n}'),
  },
  'lint/nopreempt-with-master': {
    fires: [healthy('state MASTER\nnopreempt')],
    silent: [healthy('state BACKUP\nnopreempt')],
  },
  'lint/owner-not-255': {
    fires: [healthy(unicast(100, 12))],
    silent: [healthy(`priority 255\n${unicast(100, 12)}`)],
  },
  'lint/peers-asymmetric': {
    fires: two(unicast(11, 12), unicast(12, 13)),
    silent: two(unicast(11, 12), unicast(12, 11)),
  },
  'lint/plaintext-password': { fires: [healthy(auth('x'))], silent: [healthy(auth('x', 'AH'))] },
  'lint/prefix-missing': { fires: [healthy('', '', ['192.0.2.100'])], silent: [healthy()] },
  'lint/simultaneous-start': { fires: [healthy(), healthy()], silent: two('', '') },
  'lint/source-address': {
    fires: two(unicast(11, 12), unicast(11, 12)),
    silent: two(unicast(11, 12), unicast(12, 11)),
  },
  'lint/strict-mode': {
    fires: [healthy(`strict_mode\n${unicast(11, 12)}`)],
    silent: [healthy(unicast(11, 12))],
  },
  'lint/syntax': { fires: [healthy('priorty 150')], silent: [healthy('priority 150')] },
  'lint/too-many-addresses': {
    fires: [
      healthy(
        '',
        '',
        Array.from({ length: 256 }, (_, i) => `10.0.1.${i}/16`),
      ),
    ],
    silent: [
      healthy(
        '',
        '',
        Array.from({ length: 255 }, (_, i) => `10.0.1.${i}/16`),
      ),
    ],
  },
  'lint/version-2-over-ipv6': {
    fires: [healthy('version 2', '', ['fe80::1/64'])],
    silent: [healthy('', '', ['fe80::1/64'])],
  },
  'lint/version-mismatch': { fires: two('version 3', ''), silent: two('version 2', '') },
  'lint/vrid-mismatch': { fires: two('virtual_router_id 52', ''), silent: two('virtual_router_id 51', '') },
  'lint/vrid-reused': {
    fires: [healthy() + healthy('', '', ['192.0.2.101/24']).replace('VI_1', 'VI_2')],
    silent: [healthy() + healthy('virtual_router_id 52', '', ['192.0.2.101/24']).replace('VI_1', 'VI_2')],
  },
}

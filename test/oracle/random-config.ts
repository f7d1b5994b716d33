import { type Grammar, type Keyword, TOP } from '../../src/config/keepalived/grammar.ts'
import type { Random } from '../fuzz/random.ts'

// Random keepalived configurations: every keyword of the grammar with good and bad values, in any order, and with the
// freedoms that the parser of keepalived allows in quoting, comments, braces, variables, sequences, conditions, includes.

export interface RandomConfig {
  readonly text: string
  /** Files that it may include, by name. */
  readonly files: Readonly<Record<string, string>>
  /** What `-i` is given. */
  readonly id: string | undefined
}

/** A configuration of the grammar; about half of its lines have something unusual about them if `wild`. */
export function randomConfig(random: Random): RandomConfig {
  const writer = new Writer(random)
  const text = writer.configuration()
  return { text, files: writer.files, id: random.below(4) === 0 ? random.pick(['n1', 'n2']) : undefined }
}

/** Keywords that act on the machine that is asked, or that end it before it reads on. */
const NOT_ASKED = new Set([
  ...['net_namespace', 'net_namespace_ipvs', 'namespace_with_ipsets', 'instance', 'use_pid_dir', 'config_save_dir'],
  ...['tmp_config_directory', 'reload_time_file', 'reload_check_config', 'startup_script', 'shutdown_script', 'umask'],
  ...['notify_fifo', 'vrrp_notify_fifo', 'lvs_notify_fifo', 'vrrp_ipsets', 'vrrp_iptables', 'reload_file'],
])

const INTERFACE = ['ens192', 'eth0', 'eth1']
const ADDRESS4 = ['192.0.2.100', '192.0.2.101', '192.0.2.12', '172.18.5.148', '10.0.0.1']
const ADDRESS6 = ['fe80::51', '2001:db8::100', 'fe80::1:2', '::1']
const BAD_ADDRESS = ['192.0.2.256', '192.0.2', 'x', '1.2.3.4.5', '192.0.2.01', '2001:db8::g', '::ffff:1.2.3.4', '', '1']
const NAMES = ['a', 'b', 'VI_1', 'chk']
const SCALARS = ['1', '0', '100', 'x', '-1', '/bin/true', 'all', 'on', '"two words"', '192.0.2.1', 'eth0', '50%']

/** Values of the keywords that take words; half of them good. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  state: ['MASTER', 'BACKUP', 'BACKUP', 'master', 'Backup', 'FAULT', '"BACKUP"', 'BACKUP extra'],
  interface: [...INTERFACE, ...INTERFACE, 'ens192 eth0', '"eth0"'],
  interfaces: INTERFACE,
  default_interface: INTERFACE,
  auth_type: ['PASS', 'PASS', 'AH', 'pass', 'none', 'SIMPLE', 'PASSWORD', 'AHX'],
  auth_pass: ['1111', 'secret', 'longer than eight', '123456789', '"a b#c"', 'ab#c', '""', 'ä', '"a" b', 'a"b', '!x'],
  unicast_src_ip: [...ADDRESS4, ...ADDRESS6, '192.0.2.11/24', 'x', '224.0.0.18'],
  mcast_src_ip: [...ADDRESS4, ...ADDRESS6, '192.0.2.11/24', 'x'],
  mcast_dst_ip: ['224.0.0.19', 'ff02::99', 'ff05::1', '192.0.2.1', 'x', '224.0.0.18/4'],
  vrrp_mcast_group4: ['224.0.0.19', 'ff02::99', '192.0.2.1', 'x', '224.0.0.19 x'],
  vrrp_mcast_group6: ['ff02::99', 'ff05::1', '224.0.0.18', '2001:db8::1', 'x'],
  vrf: ['eth1', 'x'],
  notify: ['/bin/true', '"/bin/true x"', '/bin/true root', '"/bin/tr', '/nonexistent'],
  notify_master: ['/bin/true', '"/bin/true x"'],
  script: ['/bin/true', '"/bin/true x"', '"/bin/sh -c \'exit 0\'"', "'/bin/true'", '/nonexistent', '"'],
  user: ['root', 'root root', 'nobody', 'nosuchuser', 'root nosuchgroup'],
  init_fail: ['', 'x'],
  weight: [
    '0',
    '5',
    '-5',
    '253',
    '-253',
    '254',
    '-254',
    '255',
    'x',
    '5 reverse',
    '5 noreverse',
    '5 x',
    '+5',
    '1.5',
    '',
  ],
  file: ['/tmp/nosuchfile', '"/tmp/a b"', '/bin', ''],
  init_file: ['', '1', '1 overwrite', 'x', '1 x', '300'],
  process: ['sshd', '"a b"', '/bin/true x', ''],
  param_match: ['initial', 'partial', 'x', ''],
  use_vmac: ['', 'vr51', 'vr51 02:00:00:00:00:01', '02:00:00:00:00:01', 'toolonginterfacename', 'x y z'],
  use_vmac_addr: ['', 'x'],
  use_ipvlan: ['', 'ipv51', '192.0.2.13', 'ipv51 bridge', 'x y z w'],
  garp_extra_if: ['5', 'all 5', '0', '86401', 'x', '', 'all', '5 all', '-1'],
  vmac_garp_intvl: ['5', 'all 5', '86401', 'x'],
  vrrp_garp_extra_if: ['5', 'all 5', '86401', 'x'],
  vrrp_vmac_garp_intvl: ['5', 'all 5', 'x'],
  old_unicast_checksum: ['', 'never', 'always', 'x'],
  check_unicast_src: ['', 'yes', 'no', 'x'],
  router_id: ['r1', '"r 1"', ''],
  smtp_helo_name: ['mail'],
  smtp_server: ['192.0.2.1', '192.0.2.1 25', 'localhost', 'x 99999'],
  dynamic_interfaces: ['', 'allow_if_changes', 'x'],
  script_user: ['root', 'nosuch', 'root root'],
  enable_script_security: ['', 'x'],
  vrrp_strict: ['', '', 'x'],
  vrrp_check_unicast_src: ['', 'x', 'no'],
  vrrp_skip_check_adv_addr: ['', 'x', 'no'],
  native_ipv6: ['', 'x'],
  lvs_sync_daemon_interface: ['eth0', ''],
  group: ['VI_1', 'VI_2'],
  max_auto_priority: ['', '5', '-1', '0', 'x', '100'],
  min_auto_priority_delay: ['10', 'x', '0', '999999999'],
  notification_email_from: ['a@b.c', ''],
  random_seed: ['5', 'x', '-1', '1.5'],
  log_unknown_vrids: ['', 'x'],
  nftables: ['', 'name', 'x y', '1abc'],
  nftables_priority: ['5', 'x', '99999999999'],
  snmp_socket: ['', 'udp:192.0.2.1:161', 'x'],
  dbus_service_name: ['org.x'],
  process_names: ['', 'x'],
  process_name: ['x', ''],
  vmac_prefix: ['vr', 'toolongprefixname', ''],
  vmac_addr_prefix: ['vr', 'toolongprefixname', ''],
  disable_local_igmp: ['', 'x'],
  vrrp_rx_bufs_policy: ['MTU', 'ADVERT', '4096', 'NO_SEND_RX', 'x', '0', 'ADVERT MTU'],
  vrrp_rx_bufs_multiplier: ['3', '0', 'x'],
  lvs_sync_daemon: ['eth0', 'eth0 VI_1', 'eth0 VI_1 id 5', 'eth0 VI_1 id 300', 'x'],
  lvs_timeouts: ['tcp 5', 'tcp 5 udp 5', 'tcp x', 'x', 'tcp'],
  neighbor_ip: ['192.0.2.12', '192.0.2.13', 'x', 'fe80::1'],
  source_ip: ['192.0.2.11', 'x', 'fe80::1'],
  min_rx: ['100', '0', 'x', '99999'],
  min_tx: ['100', '0', 'x', '99999'],
  idle_tx: ['1000', '0', 'x'],
  multiplier: ['5', '0', '300', 'x'],
  ttl: ['255', '0', '300'],
  max_hops: ['0', '300', '-2'],
  track_src_ip: ['', 'x'],
  thread_timer_expired: [''],
}

/** Words behind an address of virtual_ipaddress. */
const ADDRESS_OPTIONS = [
  ...['dev eth0', 'dev ens192', 'dev', 'label ens192:1', 'label ens192:averylonglabel', 'label', 'scope global'],
  ...['scope link', 'scope 5', 'scope nosuch', 'scope 300', 'brd +', 'brd -', 'brd 192.0.2.255', 'brd x'],
  ...['broadcast 192.0.2.255', 'peer 192.0.2.9', 'peer 192.0.2.9/24', 'peer x', 'peer fe80::9', 'home', '-nodad'],
  ...['mngtmpaddr', 'noprefixroute', 'autojoin', 'no_track', 'preferred_lft 5', 'preferred_lft forever'],
  ...[
    'preferred_lft x',
    'preferred_lft 0',
    'use_vmac',
    'track_group G',
    'nosuchword',
    'dev eth0 dev eth1',
    'mngtmpaddr',
  ],
]

class Writer {
  readonly files: Record<string, string> = {}
  readonly #random: Random
  /** How often something unusual is written: one in so many. */
  readonly #oneIn: number
  #instances = 0

  constructor(random: Random) {
    this.#random = random
    this.#oneIn = random.pick([3, 6, 12, 40])
  }

  configuration(): string {
    const blocks: string[] = []
    if (this.#one(2)) blocks.push(this.#block('global_defs', this.#some(TOP.get('global_defs')!.block!, 4)))
    for (let left = this.#random.below(3); left > 0; left--) blocks.push(this.#definition())
    for (let left = 1 + this.#random.below(3); left > 0; left--) blocks.push(this.#instance())
    if (this.#one(3)) blocks.push(this.#group())
    if (this.#one(6)) blocks.push(this.#definition())
    if (this.#one(8)) blocks.push(this.#otherBlock())
    if (this.#one(this.#oneIn * 2)) blocks.push(this.#strange())
    if (this.#one(4)) this.#shuffle(blocks)
    if (this.#one(4)) blocks.unshift('$P=100', '$Q=5')
    return `${this.#decorated(blocks.join('\n').split('\n')).join(this.#one(12) ? '\r\n' : '\n')}\n`
  }

  #instance(): string {
    const grammar = TOP.get('vrrp_instance')!.block!
    const number = ++this.#instances
    const lines: string[] = []
    const usual = (keyword: string, value: string): void => {
      if (!this.#unusual(3))
        lines.push(`${keyword} ${this.#unusual(2) ? this.#value(keyword, grammar.get(keyword)!) : value}`)
    }
    const family = this.#one(4) ? 6 : 4
    usual('state', this.#random.pick(['MASTER', 'BACKUP', 'BACKUP']))
    usual('interface', this.#random.pick(INTERFACE))
    usual('virtual_router_id', String(50 + number))
    usual('priority', this.#random.pick(['100', '150', '255', '254', '1']))
    if (this.#one(4)) usual('version', this.#random.pick(['2', '3']))
    if (this.#one(3)) usual('advert_int', this.#random.pick(['1', '0.5', '3', '60', '0.355', '1.5']))
    if (this.#one(3))
      lines.push(this.#block('authentication', ['auth_type PASS', `auth_pass ${this.#word('auth_pass')}`]))
    if (this.#one(4))
      lines.push(this.#block('unicast_peer', this.#peers(family)), `unicast_src_ip ${this.#address(family)}`)
    if (!this.#unusual(3)) lines.push(this.#block('virtual_ipaddress', this.#addresses(family)))
    lines.push(...this.#some(grammar, this.#random.pick([0, 1, 2, 4, 8])))
    if (this.#one(3)) this.#shuffle(lines)
    const name = this.#unusual(4) ? this.#random.pick(['', 'VI_1', 'a b', '"q"', '{']) : `VI_${number}`
    return this.#block(`vrrp_instance ${name}`, lines)
  }

  #group(): string {
    const members = ['VI_1', 'VI_2', 'VI_3', 'nosuch'].filter(() => !this.#one(3))
    const lines = [this.#block('group', this.#one(5) ? [members.join(' ')] : members)]
    lines.push(...this.#some(TOP.get('vrrp_sync_group')!.block!, this.#random.below(3)))
    if (this.#one(3)) this.#shuffle(lines)
    return this.#block(`vrrp_sync_group ${this.#random.pick(['G', 'G', 'H', ''])}`, lines)
  }

  #definition(): string {
    const keyword = this.#random.pick([
      'vrrp_script',
      'track_file',
      'vrrp_track_process',
      'bfd_instance',
      'vrrp_track_file',
    ])
    const grammar = TOP.get(keyword)!.block!
    const lines = this.#some(grammar, this.#random.below(4))
    const subject =
      { vrrp_script: 'script', bfd_instance: 'neighbor_ip', vrrp_track_process: 'process' }[keyword] ?? 'file'
    if (!this.#unusual(2)) lines.unshift(`${subject} ${WORDS[subject]![0]}`)
    if (keyword === 'vrrp_script' && !this.#one(4)) lines.push('user root')
    return this.#block(`${keyword} ${this.#random.pick(NAMES)}`, lines)
  }

  #otherBlock(): string {
    const nested = this.#block('real_server 192.0.2.20 80', [
      'weight 1',
      this.#block('TCP_CHECK', ['connect_timeout 3']),
    ])
    return this.#random.pick([
      this.#block('virtual_server 192.0.2.100 80', [
        'delay_loop 6',
        'lb_algo rr',
        'lb_kind NAT',
        'protocol TCP',
        nested,
      ]),
      this.#block('virtual_server_group v', ['192.0.2.100 80']),
      this.#block('static_ipaddress', this.#addresses(4)),
      this.#block('static_rules', ['from 192.0.2.0/24 table 5', 'from 192.0.2.0/24 table 5 priority 5']),
      this.#block('static_routes', ['192.0.2.128/25 via 192.0.2.1 dev ens192']),
      this.#block('garp_group', this.#some(TOP.get('garp_group')!.block!, 2)),
      this.#block('linkbeat_interfaces', ['eth0']),
      this.#block('track_group T', [this.#block('group', ['VI_1'])]),
      this.#block('interface_up_down_delays', ['eth0 2 2']),
      `${this.#random.pick(['linkbeat_use_polling', 'child_wait_time 5', 'child_wait_time x'])}`,
    ])
  }

  /** Lines that fit nowhere. */
  #strange(): string {
    return this.#random.pick([
      '}',
      '{',
      'vrrp_instanse X {\n  priority 5\n}',
      'nosuchblock {\n  a b\n}',
      'nosuchword 5',
      'vrrp_instance',
      'include nosuch.conf',
      'include',
      '"quoted" word',
      '\\',
      'virtual_server',
    ])
  }

  /** Some statements of a block, each keyword with a value of its kind, good or bad. */
  #some(grammar: Grammar, count: number): string[] {
    const names = [...grammar].filter(([name, { since }]) => since === undefined && !NOT_ASKED.has(name))
    return Array.from({ length: count }, () => {
      const [name, keyword] = this.#random.pick(names)
      if (this.#unusual(4)) return `${this.#misspelt(name)} ${this.#value(name, keyword)}`
      if (keyword.block !== undefined) return this.#block(name, this.#some(keyword.block, 2))
      if (keyword.entries) return this.#block(name, this.#entries(name))
      return `${name} ${this.#value(name, keyword)}`
    })
  }

  #entries(name: string): string[] {
    if (name.startsWith('virtual_ipaddress')) return this.#addresses(this.#one(4) ? 6 : 4)
    if (name === 'unicast_peer') return this.#peers(this.#one(4) ? 6 : 4)
    if (name === 'virtual_routes') return ['192.0.2.128/25 via 192.0.2.1 dev ens192']
    if (name === 'virtual_rules')
      return [this.#random.pick(['from 192.0.2.0/24 table 5 priority 5', 'to 10.0.0.0/8 table 5'])]
    if (name === 'notification_email') return ['a@b.c']
    if (!name.startsWith('track_')) return ['VI_1']
    const options = ['', '', 'weight 5', 'weight -5', 'weight 300', 'weight x', 'weight', 'wight 5', 'weight 5 reverse']
    return Array.from({ length: this.#random.below(3) }, () => {
      const target = name === 'track_interface' ? this.#random.pick(INTERFACE) : this.#random.pick(NAMES)
      return `${target} ${this.#random.pick([...options, 'weight 5 x', 'weight 5 reverse x'])}`
    })
  }

  #addresses(family: 4 | 6): string[] {
    return Array.from({ length: this.#unusual(3) ? 0 : 1 + this.#random.below(3) }, () => {
      const prefix = this.#random.pick(['', '/24', '/24', '/64', '/33', '/129', '/', '/x', '/24 '])
      const word =
        this.#address(family) + (this.#unusual(2) ? prefix : this.#random.pick(['', family === 4 ? '/24' : '/64']))
      const line = this.#one(3) ? `${word} ${this.#random.pick(ADDRESS_OPTIONS)}` : word
      if (!this.#unusual(3)) return line
      return this.#random.pick([
        '~SEQ(N, 1, 3) 192.0.2.${N}/24',
        '~SEQ(N, 3) 10.2.0.${N}/24',
        '~SEQ(N, 3, -1, 1) 10.2.0.$N',
        '~SEQ(N, 1, 0, 3) 10.2.0.$N',
        '~SEQ(N, 1, 2 10.2.0.$N',
        '~SEQ(N) 10.2.0.$N',
        '~LST(N, 1, 2) 10.3.0.$N',
        '~LST({A,B},{1,2},{3,4}) 10.3.${A}.${B}/24',
        '~LST({A,B},{1},{3,4}) 10.3.${A}.${B}/24',
        '~SEQ(N, a, 5) 10.2.0.$N',
        '10.2.0.$P',
        '10.2.0.${P}/24',
        '10.2.0.${NOSUCH}/24',
        '@n1 10.4.0.1',
        '@^n1 10.4.0.2',
      ])
    })
  }

  #peers(family: 4 | 6): string[] {
    const options = [
      '',
      '',
      '',
      'min_ttl 200',
      'max_ttl 255',
      'min_ttl 200 max_ttl 100',
      'min_ttl x',
      'ttl 5',
      'min_ttl',
      'min_ttl 300',
    ]
    return Array.from({ length: this.#unusual(3) ? 0 : 1 + this.#random.below(2) }, () =>
      `${this.#address(family)} ${this.#unusual(1) ? this.#random.pick(options) : ''}`.trim(),
    )
  }

  #address(family: 4 | 6): string {
    if (this.#unusual(2)) return this.#random.pick([...BAD_ADDRESS, ...(family === 4 ? ADDRESS6 : ADDRESS4)])
    return this.#random.pick(family === 4 ? ADDRESS4 : ADDRESS6)
  }

  #value(name: string, { value }: Keyword): string {
    const words = WORDS[name]
    if (words !== undefined && value.kind !== 'bool') return this.#word(name)
    const numbers = [
      'x',
      '',
      '-1',
      '1,5',
      '0x10',
      '1e1',
      '99999999999999999999',
      '5x',
      '+5',
      '007',
      '"5"',
      '5 6',
      '0',
      '2.5',
      '.5',
      '5.',
    ]
    switch (value.kind) {
      case 'integer':
      case 'seconds':
        if (this.#one(2)) return this.#random.pick([String(value.min), String(value.max), '5'])
        return this.#random.pick([
          ...numbers,
          String(value.min - 1),
          String(value.max + 1),
          'inf',
          'nan',
          '1e-9',
          '$P',
          '${Q}',
        ])
      case 'bool':
        return this.#random.pick(['', 'on', 'off', 'true', 'false', 'yes', 'no', 'maybe', '1', 'ON', 'yes no', '""'])
      case 'words':
        return value.least === 0 && this.#one(2) ? '' : this.#random.pick(SCALARS)
      case 'pattern':
        return this.#random.pick(
          words ?? ['', '5', 'x', '0', 'all 5', '86401', 'MTU', 'VS', 'match', 'tcp 5', '0777', 'a b'],
        )
    }
  }

  #word(name: string): string {
    const words = WORDS[name]!
    return this.#unusual(1) || this.#one(2) ? this.#random.pick(words) : words[0]!
  }

  #misspelt(name: string): string {
    const at = this.#random.below(name.length)
    return this.#random.pick([
      name.slice(0, at) + name.slice(at + 1),
      `${name}s`,
      name.toUpperCase(),
      `${name},`,
      `-${name}`,
    ])
  }

  #block(head: string, lines: readonly string[]): string {
    const inner = lines.map((line) => line.replaceAll(/^/gm, '    ')).join('\n')
    if (!this.#unusual(2)) return `${head} {\n${inner}\n}`
    return this.#random.pick([
      `${head}{\n${inner}\n}`,
      `${head}\n{\n${inner}\n}`,
      `${head}\n\n# c\n{\n${inner}\n}`,
      `${head} { ${inner.trim()}\n}`,
      `${head} {\n${inner} }`,
      `${head} {\n${inner}\n} # end`,
      `${head} {\n${inner}\n}}`,
      `${head} {\n${inner}\n`,
      `${head}\n${inner}\n}`,
      `${head} {\n${inner}\n} nosuch`,
      `${head} {{\n${inner}\n}`,
      `${head} { }`,
      `${head} {}`,
      `${head} {\n${inner}\n}\n${head} {\n${inner}\n}`,
      `${head} x {\n${inner}\n}`,
      `"${head}" {\n${inner}\n}`,
    ])
  }

  #decorated(lines: readonly string[]): string[] {
    const out = lines.map((line) => (this.#unusual(4) ? this.#changed(line) : line))
    if (this.#one(8)) out.splice(this.#random.below(out.length), 0, this.#include(out))
    return out
  }

  #changed(line: string): string {
    const at = this.#random.below(line.length + 1)
    return this.#random.pick([
      `${line} # comment`,
      `${line}! comment`,
      `${line.slice(0, at)}#${line.slice(at)}`,
      `${line.slice(0, at)}"${line.slice(at)}`,
      `${line.slice(0, at)}"${line.slice(at)}"`,
      `${line.slice(0, at)} ${line.slice(at)}`,
      `${line.slice(0, at)}\t${line.slice(at)}`,
      `${line.slice(0, at)}{${line.slice(at)}`,
      `${line.slice(0, at)}}${line.slice(at)}`,
      `${line.slice(0, at)}\\${line.slice(at)}`,
      `@n1 ${line}`,
      `@^n1 ${line}`,
      `@ ${line}`,
      `@n1`,
      `${line}\n${line}`,
      `\t${line}\t `,
      `${line} \\`,
      `${line} extra`,
      `${line};`,
      `$R=${line.trim()}\n$R`,
      `$R=${line.trim()} \\\n  nopreempt\n$R`,
      `~SEQ(K, 1, 2) ${line.trim()}`,
      '',
      `# ${line}`,
      line.trim().split(/\s+/)[0] ?? '',
      line.replace(/\S+/, (word) => `"${word}"`),
      line.toUpperCase(),
    ])
  }

  #include(lines: string[]): string {
    // A part that leaves blocks as it found them: keepalived loses count of lines and blocks where one does not.
    const from = this.#random.below(lines.length)
    let to = from
    while (to < lines.length && to < from + 6 && !/[{}\\$@~]/.test(lines[to]!)) to++
    const part = lines.splice(from, to - from)
    this.files['part.conf'] = `${part.join('\n')}\n`
    return this.#random.pick([
      'include part.conf',
      'include *.conf.d',
      'include p*t.conf',
      'include "part.conf"',
      'includer part.conf',
      'include {part,x}.conf',
    ])
  }

  #unusual(weight: number): boolean {
    return this.#one(this.#oneIn * weight)
  }

  #one(of: number): boolean {
    return this.#random.below(of) === 0
  }

  #shuffle(list: string[]): void {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.#random.below(i + 1)
      ;[list[i], list[j]] = [list[j]!, list[i]!]
    }
  }
}

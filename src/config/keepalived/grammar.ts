// The keywords of keepalived.conf as data. Those of 2.2.7 were probed one by one with `keepalived -t`; newer ones say
// since when. What matters to VRRP packets and states is typed here and given its meaning in lower*.ts; the rest is
// only known, so that a misspelling is told from a keyword.

/** Releases that brought keywords we know. Older than the first: not told apart. */
export const RELEASES = ['2.2.7', '2.2.8', '2.3.2', '2.3.3', '2.4.0'] as const
export type Release = (typeof RELEASES)[number]

/** What may follow a keyword. Ranges are inclusive; `optional` if the keyword may stand alone. */
export type Value =
  | { readonly kind: 'integer' | 'seconds'; readonly min: number; readonly max: number; readonly optional?: true }
  | { readonly kind: 'bool' }
  | { readonly kind: 'words'; readonly least: number }
  /** What the arguments, joined by blanks, must look like; `what` says it in words. */
  | { readonly kind: 'pattern'; readonly form: RegExp; readonly what: string }

export interface Keyword {
  readonly value: Value
  /** A block of keywords. */
  readonly block?: Grammar
  /** A block of entries, one a line. */
  readonly entries?: true
  /** A block that needs a name: one word, and a second block of the name is skipped, or the first word of several. */
  readonly named?: 'one-word' | 'first-word'
  /** A block that is not VRRP's: skipped whole. */
  readonly foreign?: true
  readonly since?: Release
  /** What keepalived before 2.3.2 takes in its place. */
  readonly before?: Value
  /** The newer name of a deprecated keyword, or what else to do. */
  readonly deprecated?: string
}

export type Grammar = ReadonlyMap<string, Keyword>

export const knows = (grammar: Grammar, word: string, release: Release): Keyword | undefined => {
  const keyword = grammar.get(word)
  if (keyword?.before !== undefined && !isFrom('2.3.2', release)) return { ...keyword, value: keyword.before }
  if (keyword?.since === undefined) return keyword
  return isFrom(keyword.since, release) ? keyword : undefined
}

const isFrom = (since: Release, release: Release): boolean => RELEASES.indexOf(since) <= RELEASES.indexOf(release)

const UNSIGNED = 4_294_967_295
const INT = 2_147_483_647
/** Seconds that fit 32 bits of microseconds. */
const MAX_DELAY = 4_294

const integer = (min: number, max: number): Keyword => ({ value: { kind: 'integer', min, max } })
const seconds = (min: number, max: number): Keyword => ({ value: { kind: 'seconds', min, max } })
const wholeBefore = (keyword: Keyword): Keyword => ({ ...keyword, before: integer(1, MAX_DELAY).value })
const bool: Keyword = { value: { kind: 'bool' } }
const pattern = (form: RegExp, what: string): Keyword => ({ value: { kind: 'pattern', form, what } })
const oneWord = pattern(/^\S+$/, 'one word')
const flag: Keyword = { value: { kind: 'words', least: 0 } }
const word: Keyword = { value: { kind: 'words', least: 1 } }
const entries: Keyword = { value: { kind: 'words', least: 0 }, entries: true }
const foreign: Keyword = { value: { kind: 'words', least: 0 }, foreign: true }
const block = (grammar: Grammar): Keyword => ({ value: { kind: 'words', least: 0 }, block: grammar })
const named = (grammar: Grammar): Keyword => ({ ...block(grammar), named: 'one-word' })
const defined = (grammar: Grammar): Keyword => ({ ...block(grammar), named: 'first-word' })
const since = (release: Release, keyword: Keyword): Keyword => ({ ...keyword, since: release })
const deprecated = (instead: string, keyword: Keyword): Keyword => ({ ...keyword, deprecated: instead })

const grammar = (keywords: Readonly<Record<string, Keyword>>): Grammar => new Map(Object.entries(keywords))

/** The same keyword for each of the names. */
const all = (keyword: Keyword, names: string): Record<string, Keyword> =>
  Object.fromEntries(names.split(/\s+/).map((name) => [name, keyword]))

const TRACKING = all(entries, 'track_interface track_script track_file track_process track_bfd')
const NOTIFY = all(word, 'notify notify_master notify_backup notify_fault notify_stop')

const DAY = '([0-9]|[1-9]\\d{1,3}|[1-7]\\d{4}|8[0-5]\\d{3}|86[0-3]\\d\\d|86400)'

/** Seconds up to a day, with or without `all`; of several the last counts. */
const extraInterfaces = pattern(
  new RegExp(`^(?=.*\\d)(all|\\+?0*${DAY})( (all|\\+?0*${DAY}))*$`),
  'up to 86400 seconds, with or without `all`',
)
const extraInterfacesOfAll = pattern(
  new RegExp(`^(?=.*\\d)(all|\\+?0*(?!0)${DAY})( (all|\\+?0*(?!0)${DAY}))*$`),
  '1 to 86400 seconds, with or without `all`',
)

const INSTANCE = grammar({
  state: word,
  interface: word,
  virtual_router_id: integer(1, 255),
  priority: integer(1, 255),
  version: integer(2, 3),
  advert_int: seconds(0.01, 255),
  ...all(flag, 'preempt nopreempt accept no_accept native_ipv6 check_unicast_src unicast_fault_no_peer'),
  preempt_delay: seconds(0, 1000),
  authentication: block(grammar({ auth_type: word, auth_pass: word })),
  auth_hmac: since(
    '2.4.0',
    block(
      grammar({
        key: { value: { kind: 'words', least: 2 } },
        active_key: integer(1, 255),
        mode: word,
        anti_replay: word,
        time_window: integer(1, 300),
      }),
    ),
  ),
  ...all(entries, 'virtual_ipaddress virtual_ipaddress_excluded unicast_peer virtual_routes virtual_rules'),
  ...all(word, 'unicast_src_ip mcast_src_ip mcast_dst_ip vrf'),
  unicast_ttl: integer(0, 255),
  ...all(flag, 'old_unicast_checksum track_src_ip dont_track_primary'),
  ...all(flag, 'use_vmac use_vmac_addr vmac_xmit_base use_ipvlan promote_secondaries'),
  ...all(bool, 'strict_mode lower_prio_no_advert higher_prio_send_advert smtp_alert notify_priority_changes'),
  skip_check_adv_addr: bool,
  down_timer_adverts: integer(1, 100),
  garp_master_delay: integer(0, MAX_DELAY),
  garp_master_repeat: integer(0, UNSIGNED),
  garp_master_refresh: integer(0, UNSIGNED),
  garp_master_refresh_repeat: integer(0, UNSIGNED),
  garp_lower_prio_delay: integer(0, MAX_DELAY),
  garp_lower_prio_repeat: integer(0, INT),
  garp_extra_if: extraInterfaces,
  vmac_garp_intvl: deprecated('garp_extra_if', extraInterfaces),
  ...TRACKING,
  ...NOTIFY,
  notify_master_rx_lower_pri: word,
  notify_deleted: flag,
  linkbeat_use_polling: deprecated('linkbeat_interfaces', flag),
  lvs_sync_daemon_interface: deprecated('lvs_sync_daemon in global_defs', word),
  debug: integer(0, 4),
  kernel_rx_buf_size: pattern(/^\+?\d{1,10}$/, 'one number'),
  v3_checksum_as_v2: since('2.2.8', bool),
  no_virtual_ipaddress: since('2.2.8', flag),
  timer_expired_backup: since('2.3.2', bool),
  thread_timer_expired: since('2.3.2', bool),
  owner_ignore_adverts: since('2.3.3', bool),
})

const SYNC_GROUP = grammar({
  group: entries,
  ...TRACKING,
  ...NOTIFY,
  ...all(bool, 'smtp_alert notify_priority_changes'),
  sync_group_tracking_weight: flag,
  global_tracking: deprecated('track_interface, track_script or track_file in the group', flag),
})

const SCRIPT = grammar({
  script: word,
  interval: wholeBefore(seconds(1, MAX_DELAY)),
  timeout: wholeBefore(seconds(1, MAX_DELAY)),
  weight: { value: { kind: 'words', least: 1 } },
  rise: integer(1, INT),
  fall: integer(1, INT),
  user: word,
  init_fail: flag,
})

const TRACK_FILE = grammar({ file: word, weight: word, init_file: flag })

const TRACK_PROCESS = grammar({
  process: word,
  param_match: pattern(/^(|(initial|partial)( .*)?)$/, 'initial or partial'),
  weight: word,
  quorum: integer(1, 65_535),
  quorum_max: integer(0, 65_535),
  delay: seconds(0.000001, 3600),
  terminate_delay: seconds(0.000001, 3600),
  fork_delay: seconds(0.000001, 3600),
  full_command: flag,
})

const BFD = grammar({
  ...all(word, 'neighbor_ip neighbour_ip source_ip weight'),
  ...all(seconds(1, 4_294_967), 'min_rx min_tx'),
  idle_tx: seconds(1_000, 4_294_967),
  ...all(integer(1, 255), 'multiplier ttl hoplimit'),
  max_hops: integer(-1, 255),
  ...all(flag, 'passive vrrp checker'),
})

const GARP_GROUP = grammar({
  garp_interval: seconds(0, INT / 1e6),
  gna_interval: seconds(0, INT / 1e6),
  interface: word,
  interfaces: entries,
})

const GLOBAL_DEFS = grammar({
  vrrp_version: integer(2, 3),
  ...all(word, 'vrrp_mcast_group4 vrrp_mcast_group6 router_id default_interface'),
  ...all(integer(0, MAX_DELAY), 'vrrp_garp_master_delay vrrp_garp_lower_prio_delay'),
  ...all(integer(0, UNSIGNED), 'vrrp_garp_master_repeat vrrp_garp_master_refresh vrrp_garp_master_refresh_repeat'),
  vrrp_garp_lower_prio_repeat: integer(0, INT),
  ...all(seconds(0.000001, UNSIGNED / 1e6), 'vrrp_garp_interval vrrp_gna_interval'),
  vrrp_down_timer_adverts: integer(1, 100),
  vrrp_startup_delay: seconds(0.001, 4_294),
  vrrp_delay_after_boot: since('2.2.8', seconds(0, 4_294)),
  ...all(bool, 'vrrp_lower_prio_no_advert vrrp_higher_prio_send_advert vrrp_min_garp'),
  ...all(flag, 'vrrp_check_unicast_src vrrp_skip_check_adv_addr vrrp_strict log_unknown_vrids disable_local_igmp'),
  vrrp_garp_extra_if: extraInterfacesOfAll,
  vrrp_vmac_garp_intvl: deprecated('vrrp_garp_extra_if', extraInterfacesOfAll),
  v3_checksum_as_v2: since('2.2.8', bool),
  vrrp_owner_ignore_adverts: since('2.3.3', bool),
  ...all(flag, 'enable_script_security process_names reload_repeat reload_file'),
  ...all(flag, 'vrrp_no_swap checker_no_swap bfd_no_swap no_email_faults'),
  ...all(flag, 'enable_dbus enable_traps enable_snmp_vrrp enable_snmp_checker enable_snmp_rfc enable_snmp_rfcv2'),
  ...all(flag, 'enable_snmp_rfcv3 enable_snmp_keepalived fifo_write_vrrp_states_on_reload lvs_flush'),
  ...all(flag, 'nftables nftables_counters nftables_ifindex nftables_ipvs smtp_helo_name'),
  ...all(flag, 'reload_check_config'),
  vrrp_ipsets: deprecated('nftables', flag),
  vrrp_iptables: flag,
  ...all(bool, 'vrrp_notify_priority_changes smtp_alert smtp_alert_vrrp smtp_alert_checker data_use_instance'),
  ...all(bool, 'no_checker_emails rs_init_notifies'),
  ...all(bool, 'checker_log_all_failures vrrp_netlink_cmd_rcv_bufs_force vrrp_netlink_monitor_rcv_bufs_force'),
  ...all(bool, 'lvs_netlink_cmd_rcv_bufs_force lvs_netlink_monitor_rcv_bufs_force process_monitor_rcv_bufs_force'),
  ...all(integer(-20, 19), 'vrrp_priority checker_priority bfd_priority'),
  ...all(integer(1, 99), 'vrrp_rt_priority checker_rt_priority bfd_rt_priority'),
  ...all(word, 'vrrp_process_name checker_process_name bfd_process_name lvs_process_name process_name vmac_prefix'),
  ...all(word, 'vmac_addr_prefix dbus_service_name script_user tmp_config_directory'),
  ...all(word, 'config_save_dir notification_email_from'),
  ...all(word, 'lvs_sync_daemon notify_fifo notify_fifo_script vrrp_notify_fifo vrrp_notify_fifo_script'),
  ...all(word, 'lvs_notify_fifo lvs_notify_fifo_script'),
  ...all(integer(0, UNSIGNED), 'vrrp_netlink_cmd_rcv_bufs vrrp_netlink_monitor_rcv_bufs lvs_netlink_cmd_rcv_bufs'),
  ...all(integer(0, UNSIGNED), 'lvs_netlink_monitor_rcv_bufs process_monitor_rcv_bufs random_seed'),
  ...all(integer(-INT - 1, INT), 'nftables_priority nftables_ipvs_priority'),
  nftables_ipvs_start_fwmark: integer(1, UNSIGNED),
  ...all(pattern(/^\d+( \d*)*$/, 'numbers of processors'), 'vrrp_cpu_affinity checker_cpu_affinity bfd_cpu_affinity'),
  ...all(integer(1, UNSIGNED), 'vrrp_rlimit_rttime vrrp_rlimit_rtime checker_rlimit_rttime checker_rlimit_rtime'),
  ...all(integer(1, UNSIGNED), 'bfd_rlimit_rttime bfd_rlimit_rtime'),
  ...all(oneWord, 'startup_script shutdown_script snmp_socket reload_time_file'),
  dynamic_interfaces: pattern(/^(|allow_if_changes( .*)?)$/, 'allow_if_changes'),
  include_check: pattern(/^(|(match|wildcard_match|brace_match)( .*)?)$/, 'match, wildcard_match or brace_match'),
  ...all(pattern(/^(|VS( .*)?)$/, 'VS'), 'lvs_flush_on_stop lvs_flush_onstop'),
  smtp_server: pattern(/^\S+( ([1-5]?\d{1,4}|6[0-5]\d{3}))?$/, 'a host with its port'),
  max_auto_priority: { value: { kind: 'integer', min: -1, max: 99, optional: true } },
  min_auto_priority_delay: integer(1, 10_000_000),
  lvs_timeouts: pattern(/^((tcp|tcpfin|udp) \+?\d{1,7}( |$))+$/, 'tcp, tcpfin or udp with seconds'),
  vrrp_rx_bufs_policy: pattern(/./, 'MTU, ADVERT or a number of bytes'),
  vrrp_rx_bufs_multiplier: pattern(/^\+?0*[1-9]\d{0,9}$/, 'one number'),
  umask: pattern(
    /^(0[0-7]{0,3}|\d{1,3}|I[RWX](USR|GRP|OTH)( ?\| ?I[RWX](USR|GRP|OTH))*)$/,
    'a number or bits like IRUSR',
  ),
  ...all(integer(1, 1000), 'startup_script_timeout shutdown_script_timeout'),
  smtp_connect_timeout: integer(1, MAX_DELAY),
  notification_email: entries,
})

/** What stands outside all blocks. */
export const TOP = grammar({
  global_defs: block(GLOBAL_DEFS),
  vrrp_instance: named(INSTANCE),
  vrrp_sync_group: named(SYNC_GROUP),
  vrrp_script: defined(SCRIPT),
  track_file: defined(TRACK_FILE),
  vrrp_track_file: deprecated('track_file', defined(TRACK_FILE)),
  vrrp_track_process: defined(TRACK_PROCESS),
  garp_group: block(GARP_GROUP),
  track_group: named(grammar({ group: entries })),
  ...all(entries, 'static_ipaddress static_routes static_rules linkbeat_interfaces interface_up_down_delays'),
  bfd_instance: defined(BFD),
  ...all({ ...foreign, value: { kind: 'words', least: 1 } }, 'virtual_server virtual_server_group'),
  SSL: foreign,
  ...all(flag, 'linkbeat_use_polling use_pid_dir namespace_with_ipsets'),
  ...all(word, 'net_namespace net_namespace_ipvs instance'),
  child_wait_time: integer(0, UNSIGNED),
})

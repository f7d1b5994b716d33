/**
 * keepalived reads its configuration once per process. Each takes the blocks and lines that are its own and passes over
 * the others by counting braces, so where braces are missing they do not see the same. VRRP's is first: what it says of a
 * line says it best.
 */
export const PROCESSES = ['vrrp', 'main', 'checker', 'bfd'] as const
export type Process = (typeof PROCESSES)[number]

const words = (text: string): string[] => text.split(/\s+/)

/** What each takes outside all blocks. */
const READS: Readonly<Record<Process, ReadonlySet<string>>> = {
  vrrp: new Set([
    ...words('vrrp_instance vrrp_sync_group vrrp_script track_file vrrp_track_file vrrp_track_process bfd_instance'),
    ...words('static_ipaddress static_routes static_rules track_group garp_group'),
    ...words('linkbeat_interfaces interface_up_down_delays'),
  ]),
  main: new Set([
    ...words('global_defs linkbeat_use_polling use_pid_dir net_namespace net_namespace_ipvs namespace_with_ipsets'),
    ...words('instance child_wait_time'),
  ]),
  checker: new Set(words('virtual_server virtual_server_group SSL track_file vrrp_track_file bfd_instance')),
  bfd: new Set(['bfd_instance']),
}

export const reads = (process: Process, keyword: string): boolean => READS[process].has(keyword)

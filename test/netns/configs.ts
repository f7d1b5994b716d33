// Configurations of the daemons that the tests run; only what differs between tests is a parameter.

export interface KeepalivedSettings {
  /** Several instances in one file need names of their own. */
  readonly instance?: string
  readonly version?: 2 | 3
  readonly vrid?: number
  readonly priority: number
  readonly intervalSec?: number
  readonly password?: string
  readonly addresses?: readonly string[]
  readonly unicast?: { readonly source: string; readonly peers: readonly string[] }
  /** More lines of the instance: `nopreempt`, `use_vmac`. */
  readonly extra?: readonly string[]
}

export function keepalivedConfig(s: KeepalivedSettings): string {
  const block = (name: string, lines: readonly string[]) => [
    `    ${name} {`,
    ...lines.map((l) => `        ${l}`),
    '    }',
  ]
  return [
    `vrrp_instance ${s.instance ?? 'VI_1'} {`,
    `    version ${s.version ?? 2}`,
    '    state BACKUP',
    '    interface ens192',
    `    virtual_router_id ${s.vrid ?? 51}`,
    `    priority ${s.priority}`,
    `    advert_int ${s.intervalSec ?? 1}`,
    ...(s.extra ?? []).map((line) => `    ${line}`),
    ...(s.password ? block('authentication', ['auth_type PASS', `auth_pass ${s.password}`]) : []),
    ...(s.unicast ? [`    unicast_src_ip ${s.unicast.source}`, ...block('unicast_peer', s.unicast.peers)] : []),
    ...block('virtual_ipaddress', s.addresses ?? ['192.0.2.100/24']),
    '}',
    '',
  ].join('\n')
}

export interface FrrSettings {
  readonly version?: 2 | 3
  readonly vrid: number
  readonly priority: number
  readonly intervalMs: number
  readonly addresses: readonly string[]
}

export function frrConfig(s: FrrSettings): string {
  const line = (text: string) => ` vrrp ${s.vrid} ${text}`
  return [
    'log stdout',
    'interface ens192',
    line(`version ${s.version ?? 3}`),
    line(`priority ${s.priority}`),
    line(`advertisement-interval ${s.intervalMs}`),
    ...s.addresses.map((address) => line(`${address.includes(':') ? 'ipv6' : 'ip'} ${address}`)),
    'exit',
    '',
  ].join('\n')
}

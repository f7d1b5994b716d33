import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TOP } from '../../src/config/keepalived/grammar.ts'
import { findingsOf, placeOf } from './compare.ts'
import { askKeepalived } from './keepalived.ts'

const dir = mkdtempSync(join(tmpdir(), 'vso-'))
const V = (
  process.env.V ??
  ',x,-1,0,1,2,5,99,100,101,253,254,255,256,1000,1001,4294,4295,65535,65536,86400,86401,2147483647,2147483648,4294967295,4294967296,0.5,1.5,on,off,yes,ON,on x,192.0.2.1,fe80::1,eth0,a b,"",5 6'
).split(',')
const skip = new Set(['net_namespace', 'net_namespace_ipvs', 'instance', 'use_pid_dir', 'namespace_with_ipsets'])
const base = (name: string, line: string): string[] => {
  switch (name) {
    case 'vrrp_instance':
      return [
        'vrrp_instance VI_1 {',
        ' interface ens192',
        ' virtual_router_id 51',
        ' virtual_ipaddress {',
        '  192.0.2.100/24',
        ' }',
        line,
        '}',
      ]
    case 'vrrp_sync_group':
      return [
        'vrrp_sync_group G {',
        'group {',
        'VI_1',
        'VI_2',
        '}',
        line,
        '}',
        'vrrp_instance VI_1 {',
        'interface ens192',
        'virtual_router_id 51',
        'virtual_ipaddress {',
        '192.0.2.100/24',
        '}',
        '}',
        'vrrp_instance VI_2 {',
        'interface ens192',
        'virtual_router_id 52',
        'virtual_ipaddress {',
        '192.0.2.101/24',
        '}',
        '}',
      ]
    case 'vrrp_script':
      return ['vrrp_script s {', 'script /bin/true', 'user root', line, '}']
    case 'track_file':
      return ['track_file s {', ...(line.startsWith('file') ? [] : ['file /tmp/x']), line, '}']
    case 'vrrp_track_process':
      return ['vrrp_track_process s {', ...(line.startsWith('process') ? [] : ['process sshd']), line, '}']
    case 'bfd_instance':
      return ['bfd_instance s {', ...(line.startsWith('neighbor_ip') ? [] : ['neighbor_ip 192.0.2.12']), line, '}']
    case 'garp_group':
      return ['garp_group {', 'garp_interval 1', 'interface eth0', line, '}']
    case 'auth':
      return [
        'vrrp_instance VI_1 {',
        ' interface ens192',
        ' virtual_router_id 51',
        ' virtual_ipaddress {',
        '  192.0.2.100/24',
        ' }',
        'authentication {',
        ...(line.startsWith('auth_type') ? ['auth_pass x'] : ['auth_type PASS']),
        line,
        '}',
        '}',
      ]
    case 'TOP':
      return [line]
    default:
      return [`${name} {`, line, '}']
  }
}
const jobs: { block: string; kw: string; v: string }[] = []
const only = process.argv[3]?.split(',')
for (const [block, spec] of [
  ['TOP', { block: TOP }],
  ...TOP,
  ['auth', TOP.get('vrrp_instance')!.block!.get('authentication')!],
] as [string, any][]) {
  if (!spec.block || block === 'vrrp_track_file' || block === 'track_group') continue
  for (const [kw, k] of spec.block) {
    if (k.block || k.entries || k.foreign || k.since || skip.has(kw)) continue
    if (only && !only.includes(block)) continue
    for (const v of V) jobs.push({ block, kw, v })
  }
}
let at = 0
const res = new Map<string, { U: string[]; O: string[]; bad: string[] }>()
async function worker(w: number) {
  while (at < jobs.length) {
    const { block, kw, v } = jobs[at++]!
    const lines = base(block, `${kw} ${v}`)
    const no = lines.indexOf(`${kw} ${v}`) + 1
    const f = `k${w}.conf`
    writeFileSync(join(dir, f), lines.join('\n') + '\n')
    const ver = await askKeepalived(process.argv[2]!, dir, f)
    if (ver.exit === null) continue
    const theirs = ver.said.filter(
      (s) => placeOf(s)?.line === no && !/Script user|SECURITY|nftables|Non-existent|Unable/.test(s),
    )
    const any = ver.exit !== 0
    const ours = findingsOf(f, lines.join('\n') + '\n').filter((x) => x.line === no && x.severity !== 'info')
    const r = res.get(`${block}.${kw}`) ?? { U: [], O: [], bad: [] }
    res.set(`${block}.${kw}`, r)
    if (theirs.length) r.bad.push(v)
    if (theirs.length && !ours.length) r.U.push(v + (process.env.W ? ` <${theirs[0]}>` : ''))
    if (!theirs.length && ours.length && !any) r.O.push(v)
  }
}
await Promise.all([worker(0), worker(1)])
for (const [k, r] of res)
  if (r.U.length || r.O.length)
    console.log(
      k,
      r.U.length ? 'UNANSWERED [' + r.U.join(', ') + ']' : '',
      r.O.length ? 'OURS-ONLY [' + r.O.join(', ') + ']' : '',
      '| all bad:',
      r.bad.map((b) => (b === '' ? '<bare>' : b)).join(', '),
    )
rmSync(dir, { recursive: true })

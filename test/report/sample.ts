import type { Finding } from '../../src/checks/finding.ts'
import type { Words } from '../../src/checks/words.ts'
import { type Mac, parseIp } from '../../src/core/address.ts'
import { cs, type Ns, ns } from '../../src/core/time.ts'
import type { RouterRecord, VirtualRouterRecord } from '../../src/observe/record.ts'
import { type RunResult, reportOf } from '../../src/report/document.ts'
import type { Report } from '../../src/report/schema.ts'

// A run made by hand: two routers, a start, a planned hand-over, and a finding of each severity.

export const sec = (seconds: number): Ns => ns(Math.round(seconds * 1e9))
const ip = (text: string) => parseIp(text)!

const router = (address: string, mac: string, changes: Partial<RouterRecord>): RouterRecord => ({
  name: address,
  address: ip(address),
  mac: mac as Mac,
  node: undefined,
  priorities: [100],
  priority: 100,
  versions: [2],
  adverts: 10,
  priorityZero: 0,
  firstSeen: sec(3),
  lastSeen: sec(19),
  interval: { advertised: cs(100), min: sec(0.999), p50: sec(1.0001), p99: sec(1.001), max: sec(1.002) },
  auth: 'simple',
  checksum: 'message-only',
  announcements: 5,
  ...changes,
})

export const virtualRouter: VirtualRouterRecord = {
  key: 147,
  id: 'ipv4/147',
  vrid: 147,
  segment: undefined,
  family: 4,
  path: '',
  versions: [2],
  transport: 'unicast',
  addresses: [ip('172.18.5.148')],
  routers: [
    router('172.18.5.144', '02:00:00:00:00:90', {
      node: 'node-a',
      priorityZero: 1,
      firstSeen: sec(3.61),
      lastSeen: sec(10),
    }),
    router('172.18.5.145', '02:00:00:00:00:91', {
      node: 'node-b',
      adverts: 9,
      firstSeen: sec(10.61),
      lastSeen: sec(19),
    }),
  ],
  activePeriods: [
    { router: '172.18.5.144', from: sec(3.61), to: sec(10), endedBy: 'priority-zero', muted: false },
    { router: '172.18.5.145', from: sec(10.61), to: undefined, endedBy: 'capture-end', muted: false },
  ],
  takeovers: [
    {
      at: sec(3.61),
      from: undefined,
      to: '172.18.5.144',
      cause: 'startup',
      gap: undefined,
      expectedGap: undefined,
      overlap: ns(0),
      announceDelay: ns(80_000),
      frameNo: 4,
    },
    {
      at: sec(10.61),
      from: '172.18.5.144',
      to: '172.18.5.145',
      cause: 'priority-zero',
      gap: sec(0.61),
      expectedGap: { min: sec(0.609375), max: sec(0.609375) },
      overlap: ns(0),
      announceDelay: ns(0),
      frameNo: 30,
    },
  ],
  forgotten: 0,
  acceptance: [
    {
      from: '172.18.5.144',
      by: '172.18.5.145',
      profile: 'keepalived-2.2',
      profileSource: 'inferred',
      accepts: true,
      firstFailedCheck: undefined,
    },
    {
      from: '172.18.5.145',
      by: '172.18.5.144',
      profile: 'keepalived-2.2',
      profileSource: 'inferred',
      accepts: false,
      firstFailedCheck: 'auth-data',
    },
  ],
}

export const finding = (changes: Partial<Finding>): Finding => ({
  id: 'state/equal-priority',
  severity: 'warning',
  confidence: 'certain',
  key: 147,
  routers: ['172.18.5.144', '172.18.5.145'],
  node: undefined,
  message: 'same',
  values: { priority: 100 },
  count: 2,
  firstSeen: sec(3.61),
  lastSeen: sec(10.61),
  frames: [4, 30],
  file: undefined,
  line: undefined,
  related: [],
  state: 'open',
  ...changes,
})

export const result: RunResult = {
  timeline: { epochSec: 1_700_000_000 },
  captures: [
    {
      name: 'switch.pcap',
      format: 'pcap',
      interfaces: [{ index: 0, name: 'switch.pcap', linkType: 1, snapLen: 262_144, clock: 'kernel' }],
      timeline: { epochSec: 1_700_000_000 },
      packets: 60,
      bytes: 6000,
      first: sec(0),
      last: sec(20),
      dropped: undefined,
      complete: true,
    },
  ],
  gaps: [],
  looked: { from: sec(0), to: sec(20) },
  counts: {
    packets: 60,
    vrrp: 19,
    carp: 0,
    arp: 12,
    nd: 0,
    icmp: 3,
    igmp: 0,
    fhrp: 0,
    malformed: 0,
    cut: 0,
    untracked: 0,
  },
  virtualRouters: [virtualRouter],
  silences: [{ key: 147, router: '172.18.5.145', from: sec(12.61), to: sec(15.11) }],
  findings: [
    finding({
      id: 'wire/checksum-bad',
      severity: 'error',
      confidence: 'likely',
      count: 40,
      frames: [9, 10, 11, 12, 13, 14, 15, 16, 17],
      related: ['state/did-not-yield'],
    }),
    finding({}),
    finding({ id: 'sec/no-authentication', severity: 'info', count: 1, frames: [4], lastSeen: sec(3.61) }),
  ],
  verdict: 'findings',
}

export const words = (finding: Finding): Words => ({
  message: `${finding.routers.join(' and ')}: a sentence about ${finding.id} that is long enough to need more than one line of text`,
  why: 'Something that follows from it.',
  remedy: 'Something to do about it.',
  references: ['RFC 9568 6.4.3'],
})

export const sampleResult = (changes: Partial<RunResult> = {}): RunResult => ({ ...result, ...changes })

export const sampleReport = (changes: Partial<RunResult> = {}): Report =>
  reportOf(sampleResult(changes), { name: 'vrrpscope', version: '0.1.0' }, words)

import type { ConformReport, ReportCase } from '../../../src/report/conform/schema.ts'

export const sampleCase = (changes: Partial<ReportCase> = {}): ReportCase => ({
  id: 'packet/type',
  title: 'The type is 1',
  references: ['RFC 9568 5.2.2', 'RFC 3768 5.3.2'],
  level: 'MUST',
  requirements: ['VRRP-PKT-002'],
  virtualRouter: 'ipv4/51',
  outcome: 'pass',
  expected: null,
  actual: null,
  why: null,
  durationMs: 3200,
  tries: 1,
  evidence: null,
  again: null,
  ...changes,
})

export const failedCase = sampleCase({
  id: 'mac/source-is-virtual',
  title: 'Adverts come from the virtual router MAC',
  references: ['RFC 9568 7.3'],
  outcome: 'fail',
  expected: '00:00:5e:00:01:33',
  actual: '02:00:00:00:00:01 <&"',
  evidence: 'packets.pcapng',
  again: 'vrrpscope conform --lab keepalived --only mac/source-is-virtual',
})

export const untoldCase = sampleCase({
  id: 'active/keeps-its-interval',
  title: 'The Active Router advertises every Advertisement_Interval',
  references: ['RFC 9568 6.4.3'],
  outcome: 'inconclusive',
  why: 'the device did not become Active',
  tries: 3,
})

export const skippedCase = sampleCase({
  id: 'nd/solicited-flags',
  references: ['RFC 9568 6.4.3'],
  virtualRouter: null,
  outcome: 'skipped',
  why: 'needs IPv6 # really',
  durationMs: 0,
  tries: 0,
})

export const sampleReport = (changes: Partial<ConformReport> = {}): ConformReport => ({
  schema: 'vrrpscope.conformance/1',
  tool: { name: 'vrrpscope', version: '1.2.3' },
  device: { name: 'keepalived', description: 'Keepalived v2.2.7', virtualRouters: ['ipv4/51'] },
  cases: [sampleCase(), failedCase, untoldCase, skippedCase],
  summary: { pass: 1, fail: 1, 'non-strict': 0, info: 0, skipped: 1, inconclusive: 1 },
  noise: { alarmMs: 1.5, allowanceMs: 4 },
  wallMs: 61_000,
  serialMs: 600_000,
  complete: true,
  baseline: null,
  verdict: 'fail',
  ...changes,
})

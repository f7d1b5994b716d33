import { z } from 'zod'
import { PROFILE_NAMES } from '../core/profile-name.ts'

// The report as other programs see it (`vrrpscope.report/1`): the one definition from which the types of the renderers
// and schema/report-1.schema.json are made. Add to it freely; never change the meaning of what is there.

const time = z
  .string()
  .regex(/^(\d{4}|[+-]\d{6})-\d\d-\d\dT\d\d:\d\d:\d\d\.(\d{6}|\d{9})Z$/)
  .describe('ISO 8601 UTC with microseconds, or nanoseconds where the capture has them')
const count = z.int().min(0)
const durationMs = z.number().describe('milliseconds')
const severity = z.enum(['error', 'warning', 'info'])
const router = z.string().describe('name of a router: its address, with #1, #2 where several speakers share it')
const profile = z.enum(PROFILE_NAMES)

export const toolSchema = z.object({ name: z.literal('vrrpscope'), version: z.string() })

const captureSchema = z.object({
  name: z.string(),
  format: z.enum(['pcap', 'pcapng', 'live']),
  interfaces: z.array(z.string()).describe('vantage points in this capture'),
  linkTypes: z
    .array(z.int())
    .describe('numbers of the link-layer header type registry: 1 Ethernet, 276 Linux cooked v2'),
  packets: count,
  bytes: count,
  firstTime: time.nullable(),
  lastTime: time.nullable(),
  clock: z.enum(['kernel', 'arrival']),
  dropped: count.nullable().describe('packets the capturing side lost; null where it does not say'),
  complete: z.boolean().describe('false: cut short or damaged; what was readable is reported'),
  problem: z.object({ code: z.string(), message: z.string(), offset: z.number() }).nullable(),
  gaps: z.array(z.object({ from: time, to: time, reason: z.string(), dropped: count })).describe('time not covered'),
})

const countsSchema = z.object({
  packets: count,
  vrrp: count,
  carp: count,
  arp: count,
  nd: count,
  icmp: count,
  igmp: count,
  fhrp: count.describe('HSRP and GLBP'),
  malformed: count.describe('broken by their senders, and fragments'),
  cut: count.describe('frames of interest, adverts included, that the capture cut: what was behind cannot be known'),
  untracked: count.describe('adverts of speakers beyond the limit on memory'),
})

const routerSchema = z.object({
  address: router,
  mac: z.string().nullable(),
  name: z.string().nullable().describe('the configured node that was tied to it'),
  priorities: z.array(z.int()).describe('in the order first seen, 0 left out'),
  priority: z.int().describe('advertised last, 0 left out; 0 where it said nothing else'),
  versions: z.array(z.int()),
  adverts: count,
  priorityZero: count,
  firstSeen: time,
  lastSeen: time,
  intervalMs: z.object({
    advertised: durationMs,
    min: durationMs.nullable(),
    p50: durationMs.nullable(),
    p99: durationMs.nullable(),
    max: durationMs.nullable(),
  }),
  auth: z.enum(['none', 'simple', 'ah', 'md5', 'hmac', 'unknown']),
  checksum: z.enum([
    'message-only',
    'pseudo-header',
    'pseudo-header-group',
    'with-trailer',
    'ipv6-message-only',
    'bad',
    'unknown',
  ]),
  gratuitousAnnouncements: count,
})

const activePeriodSchema = z.object({
  router,
  from: time,
  to: time.nullable(),
  endedBy: z.enum(['priority-zero', 'silence', 'yielded', 'restart', 'capture-end']),
  muted: z.boolean().describe('silent only because rejected adverts restart its timer'),
})

const takeoverSchema = z.object({
  at: time.describe('first advert of the new Active'),
  from: router.nullable(),
  to: router,
  cause: z.enum(['startup', 'priority-zero', 'timeout', 'preemption', 'tie-break', 'split', 'unknown']),
  gapMs: durationMs.nullable().describe('from the last advert of the one before, its priority 0 included'),
  expectedGapMs: z.object({ min: durationMs, max: durationMs }).nullable().describe('what the state machine allows'),
  overlapMs: durationMs,
  announceDelayMs: durationMs.nullable(),
})

export const acceptanceSchema = z.object({
  from: router,
  by: router,
  profile,
  profileSource: z.enum(['config', 'inferred', 'assumed']),
  accepts: z.boolean(),
  firstFailedCheck: z
    .enum([
      'protocol',
      'length',
      'hop-limit',
      'version',
      'hmac',
      'auth-type',
      'auth-data',
      'auth-sequence',
      'interval',
      'type',
      'address-count',
      'addresses',
      'checksum',
      'transport',
      'group',
      'source',
      'vrid',
      'owner',
    ])
    .nullable(),
})

const silenceSchema = z.object({ router, from: time, to: time })

const virtualRouterSchema = z.object({
  id: z.string().describe('segment, path, family and VRID; unique in the report'),
  vrid: z.int().min(0).max(255),
  segment: z.string().nullable(),
  family: z.enum(['ipv4', 'ipv6']),
  path: z.string().describe('tags and tunnels: "vlan 20", "vlan 20.7"; empty for none'),
  versions: z.array(z.int()),
  transport: z.enum(['multicast', 'unicast', 'both']),
  addresses: z.array(z.string()),
  routers: z.array(routerSchema),
  activePeriods: z.array(activePeriodSchema),
  takeovers: z.array(takeoverSchema),
  silences: z
    .array(silenceSchema)
    .describe(
      'more than 1.5 intervals without an advert of a router that was Active, muted ones included; the first 1000',
    ),
  acceptance: z.array(acceptanceSchema).describe('would `by` accept the adverts of `from`'),
  forgotten: count.describe('earlier active periods and takeovers that were dropped to bound memory'),
})

export const findingSchema = z.object({
  id: z.string(),
  severity,
  confidence: z.enum(['certain', 'likely', 'possible']),
  virtualRouter: z.string().nullable(),
  routers: z.array(router),
  node: z.string().nullable(),
  message: z.string(),
  why: z.string(),
  remedy: z.string(),
  references: z.array(z.string()),
  count,
  firstSeen: time.nullable(),
  lastSeen: time.nullable(),
  frames: z.array(z.int()).describe('numbers of the first 20 frames, each in its own capture'),
  frameCaptures: z
    .array(z.int().min(0))
    .describe('for each of `frames` its capture, as index of `captures`; 0 live, where one numbering covers all'),
  file: z.string().nullable(),
  line: z.int().nullable(),
  column: z.int().nullable(),
  related: z.array(z.string()).describe('symptoms and causes of the same incident'),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  state: z.enum(['open', 'closed']),
})

export const verdictSchema = z.enum(['pass', 'findings', 'input-damaged', 'nothing-observed', 'inconclusive'])

export const reportSchema = z.object({
  schema: z.literal('vrrpscope.report/1'),
  tool: toolSchema,
  captures: z.array(captureSchema),
  counts: countsSchema,
  virtualRouters: z.array(virtualRouterSchema),
  findings: z.array(findingSchema),
  verdict: verdictSchema,
})

export type Report = z.infer<typeof reportSchema>
export type ReportCapture = z.infer<typeof captureSchema>
export type ReportVirtualRouter = z.infer<typeof virtualRouterSchema>
export type ReportRouter = z.infer<typeof routerSchema>
export type ReportTakeover = z.infer<typeof takeoverSchema>
export type ReportFinding = z.infer<typeof findingSchema>
export type Verdict = z.infer<typeof verdictSchema>

/** JSON Schema (draft 2020-12) of the report. Open: a later minor version may have more properties. */
export const reportJsonSchema = (): object => ({
  $id: 'urn:vrrpscope:schema:report-1',
  title: 'vrrpscope.report/1',
  ...z.toJSONSchema(reportSchema, { io: 'input' }),
})

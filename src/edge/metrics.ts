import { Counter, Gauge, Histogram, Registry } from 'prom-client'

// The metrics of a live run. They are read when somebody scrapes; only takeovers and findings are counted as they come.
// Senders choose sources and VRIDs, so the number of series is bounded: what is beyond is summed up as `other`.

export interface MetricsRouter {
  readonly source: string
  readonly active: boolean
  readonly priority: number
  readonly adverts: number
  readonly priorityZero: number
  readonly nearFailovers: number
}

export interface MetricsIdentity {
  readonly interface: string
  /** `20`, `20.7`, `vxlan 5001`; empty for none. */
  readonly vlan: string
  readonly family: 'ipv4' | 'ipv6'
  readonly vrid: number
}

export interface MetricsVirtualRouter extends MetricsIdentity {
  readonly sinceLastAdvertSec: number
  readonly routers: readonly MetricsRouter[]
  /** Adverts of `source` that `by` does not accept, by the first check that fails. */
  readonly rejected: readonly {
    readonly source: string
    readonly by: string
    readonly reason: string
    readonly adverts: number
  }[]
}

export interface MetricsCapture {
  readonly interface: string
  readonly packets: number
  /** Undefined where the backend does not say. */
  readonly dropped: number | undefined
  readonly gaps: readonly { readonly reason: string; readonly count: number; readonly seconds: number }[]
}

export interface MetricsSnapshot {
  readonly virtualRouters: readonly MetricsVirtualRouter[]
  readonly captures: readonly MetricsCapture[]
  readonly openFindings: readonly { readonly id: string; readonly severity: string }[]
}

/** Virtual routers with series of their own, and sources of each. */
const MAX_VIRTUAL_ROUTERS = 256
const MAX_SOURCES = 16
const MAX_REJECTIONS = 32
const OTHER = 'other'

const ROUTER = ['interface', 'vlan', 'family', 'vrid'] as const
const SOURCE = [...ROUTER, 'source'] as const
const TAKEOVER_SEC = [0.05, 0.1, 0.25, 0.5, 0.7, 1, 2, 3, 4, 5, 10, 30, 60]

type RouterLabels = Record<(typeof ROUTER)[number], string>

export class Metrics {
  readonly #registry = new Registry()
  readonly #series: Series
  readonly #read: () => MetricsSnapshot
  /** Labels of the virtual routers that have series of their own. */
  readonly #known = new Map<string, RouterLabels>()

  /** `read` is called once for each scrape. */
  constructor(version: string, read: () => MetricsSnapshot) {
    this.#read = read
    this.#series = defineSeries(this.#registry)
    this.#series.buildInfo.set({ version }, 1)
  }

  takeover(virtualRouter: MetricsIdentity, cause: string, gapSec: number | undefined): void {
    const labels = this.#labelsOf(virtualRouter)
    this.#series.takeovers.inc({ ...labels, cause })
    if (gapSec !== undefined) this.#series.takeoverSeconds.observe(labels, gapSec)
  }

  finding(id: string, severity: string): void {
    this.#series.findings.inc({ id, severity })
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  /** The answer to a scrape. */
  text(): Promise<string> {
    const { read } = this.#series
    for (const metric of Object.values(read)) metric.reset()
    const { virtualRouters, captures, openFindings } = this.#read()
    read.virtualRouters.set(virtualRouters.length)
    for (const virtualRouter of virtualRouters) this.#fillVirtualRouter(virtualRouter)
    for (const capture of captures) this.#fillCapture(capture)
    for (const { id, severity } of openFindings) read.open.inc({ id, severity })
    return this.#registry.metrics()
  }

  #fillVirtualRouter(virtualRouter: MetricsVirtualRouter): void {
    const { read } = this.#series
    const labels = this.#labelsOf(virtualRouter)
    const { routers, rejected, sinceLastAdvertSec } = virtualRouter
    read.activeRouters.inc(labels, routers.filter((router) => router.active).length)
    read.age.set(labels, sinceLastAdvertSec)
    for (const [i, router] of routers.entries()) {
      const source = { ...labels, source: i < MAX_SOURCES ? router.source : OTHER }
      read.adverts.inc(source, router.adverts)
      read.zero.inc(source, router.priorityZero)
      read.near.inc(source, router.nearFailovers)
      if (i >= MAX_SOURCES) continue
      read.active.set(source, router.active ? 1 : 0)
      read.priority.set(source, router.priority)
    }
    for (const { source, by, reason, adverts } of rejected.slice(0, MAX_REJECTIONS))
      read.rejected.inc({ ...labels, source, by, reason }, adverts)
  }

  #fillCapture({ interface: face, packets, dropped, gaps }: MetricsCapture): void {
    const { read } = this.#series
    read.packets.inc({ interface: face }, packets)
    if (dropped !== undefined) read.drops.inc({ interface: face }, dropped)
    for (const { reason, count, seconds } of gaps) {
      read.gaps.inc({ interface: face, reason }, count)
      read.gapSeconds.inc({ interface: face, reason }, seconds)
    }
  }

  #labelsOf({ interface: face, vlan, family, vrid }: MetricsIdentity): RouterLabels {
    const name = `${face}/${vlan}/${family}/${vrid}`
    const known = this.#known.get(name)
    if (known !== undefined) return known
    if (this.#known.size >= MAX_VIRTUAL_ROUTERS) return { interface: face, vlan: OTHER, family, vrid: OTHER }
    const labels = { interface: face, vlan, family, vrid: String(vrid) }
    this.#known.set(name, labels)
    return labels
  }
}

type Series = ReturnType<typeof defineSeries>

function defineSeries(registry: Registry) {
  const registers = [registry]
  const counter = (name: string, help: string, labelNames: readonly string[]) =>
    new Counter({ name: `vrrpscope_${name}`, help, labelNames, registers })
  const gauge = (name: string, help: string, labelNames: readonly string[]) =>
    new Gauge({ name: `vrrpscope_${name}`, help, labelNames, registers })
  return {
    buildInfo: gauge('build_info', 'Always 1; the label is the version.', ['version']),
    takeovers: counter('takeovers_total', 'Takeovers by cause.', [...ROUTER, 'cause']),
    takeoverSeconds: new Histogram({
      name: 'vrrpscope_takeover_seconds',
      help: 'From the last advert of the Active Router before to the first of the new one.',
      labelNames: ROUTER,
      buckets: TAKEOVER_SEC,
      registers,
    }),
    findings: counter('findings_total', 'Findings that were opened.', ['id', 'severity']),
    /** Filled anew for each scrape. */
    read: {
      virtualRouters: gauge('virtual_routers', 'Virtual routers seen.', []),
      activeRouters: gauge('active_routers', 'Routers that are Active now; more than 1 is a split brain.', ROUTER),
      age: gauge('last_advert_age_seconds', 'Time since the last advert of any router.', ROUTER),
      adverts: counter('adverts_total', 'Adverts seen; copies count once.', SOURCE),
      zero: counter('priority_zero_total', 'Adverts with priority 0: the Active Router is leaving.', SOURCE),
      near: counter('near_failovers_total', 'Adverts later than two intervals, short of a takeover.', SOURCE),
      active: gauge('router_active', '1 while this router is Active, else 0.', SOURCE),
      priority: gauge('router_priority', 'Priority advertised last, 0 left out.', SOURCE),
      rejected: counter('rejected_adverts_total', 'Adverts of source that by does not accept.', [
        ...SOURCE,
        'by',
        'reason',
      ]),
      packets: counter('capture_packets_total', 'Frames delivered by the capture.', ['interface']),
      drops: counter('capture_drops_total', 'Frames the kernel dropped; absent where unknown.', ['interface']),
      gaps: counter('capture_gaps_total', 'Times in which nothing could be captured.', ['interface', 'reason']),
      gapSeconds: counter('capture_gap_seconds_total', 'Length of those times.', ['interface', 'reason']),
      open: gauge('findings_open', 'Findings whose situation still holds.', ['id', 'severity']),
    },
  }
}

import { NS_PER_SEC, type Ns } from '../core/time.ts'
import {
  Metrics,
  type MetricsCapture,
  type MetricsIdentity,
  type MetricsSnapshot,
  type MetricsVirtualRouter,
} from '../edge/metrics.ts'
import { parseListen, serveMetrics } from '../edge/metrics-server.ts'
import type { LiveRouter, LiveTakeover, LiveVirtualRouter } from '../observe/live.ts'
import type { LiveEvent } from '../view/journal.ts'
import type { LivePart, LiveSession } from './live-session.ts'
import type { LiveWords } from './live-words.ts'
import { VERSION } from './version.ts'

/** Who rejects whom is looked at this often; pairs are many where routers are many. */
const REJECTIONS_EVERY_NS = NS_PER_SEC
const MAX_ROUTERS_COMPARED = 8

/** Serves the metrics of a live run until it ends. Throws `usage/metrics-address`. */
export async function metricsPart(
  listen: string,
  session: LiveSession,
  words: LiveWords,
  onNote: (text: string) => void,
): Promise<LivePart> {
  const source = new MetricsSource(session, words)
  const server = await serveMetrics(parseListen(listen), source.metrics)
  onNote(`metrics at ${server.url}`)
  return {
    onEvent: (event) => source.onEvent(event),
    onTakeover: (takeover) => source.onTakeover(takeover),
    onTick: (now) => source.onTick(now),
    close: () => server.close(),
  }
}

class MetricsSource {
  readonly metrics: Metrics
  readonly #session: LiveSession
  readonly #words: LiveWords
  readonly #gaps = new Map<string, { interface: string; reason: string; count: number; seconds: number }>()
  readonly #rejections = new WeakMap<LiveVirtualRouter, Rejections>()
  #comparedAt = 0 as Ns

  constructor(session: LiveSession, words: LiveWords) {
    this.#session = session
    this.#words = words
    this.metrics = new Metrics(VERSION, () => this.#snapshot())
  }

  onEvent(event: LiveEvent): void {
    if (event.type === 'finding' && event.change === 'open') {
      this.metrics.finding(event.finding.id, event.finding.severity)
    } else if (event.type === 'gap') {
      const { source, reason, from, to } = event.gap
      const face = this.#words.interfaceName(source)
      const before = this.#gaps.get(`${face} ${reason}`) ?? { interface: face, reason, count: 0, seconds: 0 }
      const seconds = before.seconds + Math.max(0, to - from) / NS_PER_SEC
      this.#gaps.set(`${face} ${reason}`, { ...before, count: before.count + 1, seconds })
    }
  }

  onTakeover({ to, cause, gap }: LiveTakeover): void {
    this.metrics.takeover(this.#identity(to.virtualRouter), cause, gap === undefined ? undefined : gap / NS_PER_SEC)
  }

  onTick(now: Ns): void {
    if (now - this.#comparedAt < REJECTIONS_EVERY_NS) return
    this.#comparedAt = now
    this.#compare()
  }

  #snapshot(): MetricsSnapshot {
    const { analysis } = this.#session
    const now = this.#session.now()
    this.#compare()
    return {
      virtualRouters: analysis.observer.virtualRouters.map((virtualRouter) => this.#virtualRouter(virtualRouter, now)),
      captures: this.#session.summaries().map(({ name, packets, dropped }) => this.#capture(name, packets, dropped)),
      openFindings: analysis.engine.findings().filter((finding) => finding.state === 'open'),
    }
  }

  #virtualRouter(virtualRouter: LiveVirtualRouter, now: Ns): MetricsVirtualRouter {
    return {
      ...this.#identity(virtualRouter),
      sinceLastAdvertSec: Math.max(0, now - virtualRouter.lastSeenNs) / NS_PER_SEC,
      routers: virtualRouter.routers.map((router) => ({
        source: router.name,
        active: virtualRouter.active.includes(router),
        priority: router.priority,
        adverts: router.adverts,
        priorityZero: router.priorityZero,
        nearFailovers: router.late.count,
      })),
      rejected: this.#rejections.get(virtualRouter)?.counts() ?? [],
    }
  }

  #identity(virtualRouter: LiveVirtualRouter): MetricsIdentity {
    const [flow] = virtualRouter.routers[0]?.flows ?? []
    return {
      interface: flow === undefined ? '' : this.#words.interfaceName(flow.source),
      vlan: virtualRouter.path.replace(/^vlan /, ''),
      family: virtualRouter.family === 4 ? 'ipv4' : 'ipv6',
      vrid: virtualRouter.vrid,
    }
  }

  #capture(name: string, packets: number, dropped: number | undefined): MetricsCapture {
    return {
      interface: name,
      packets,
      dropped,
      gaps: [...this.#gaps.values()].filter((gap) => gap.interface === name),
    }
  }

  #compare(): void {
    for (const virtualRouter of this.#session.analysis.observer.virtualRouters) {
      if (virtualRouter.routers.length < 2) continue
      const known = this.#rejections.get(virtualRouter) ?? new Rejections()
      this.#rejections.set(virtualRouter, known)
      known.compare(virtualRouter)
    }
  }
}

/** Adverts that one router of a virtual router sent while another did not accept what it advertises. */
class Rejections {
  readonly #pairs = new Map<string, { source: string; by: string; reason: string; adverts: number }>()
  readonly #countedUntil = new Map<LiveRouter, number>()

  compare(virtualRouter: LiveVirtualRouter): void {
    const routers = virtualRouter.routers.slice(0, MAX_ROUTERS_COMPARED)
    for (const from of routers) {
      const more = from.adverts - (this.#countedUntil.get(from) ?? 0)
      if (more === 0) continue
      this.#countedUntil.set(from, from.adverts)
      for (const by of routers) {
        if (by === from) continue
        const acceptance = virtualRouter.acceptance(from, by)
        if (acceptance === undefined || acceptance.accepts) continue
        const reason = acceptance.firstFailedCheck ?? 'unknown'
        const name = `${from.name} ${by.name} ${reason}`
        const before = this.#pairs.get(name) ?? { source: from.name, by: by.name, reason, adverts: 0 }
        this.#pairs.set(name, { ...before, adverts: before.adverts + more })
      }
    }
  }

  counts() {
    return [...this.#pairs.values()]
  }
}

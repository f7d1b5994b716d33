import { NS_PER_SEC, type Ns, ns } from '../core/time.ts'
import { Metrics, type MetricsIdentity, type MetricsSnapshot, type MetricsVirtualRouter } from '../edge/metrics.ts'
import { parseListen, serveMetrics } from '../edge/metrics-server.ts'
import type { RejectReason } from '../model/types.ts'
import type { RouterStatus, SpeakerEvent } from '../speaker/events.ts'
import type { Controlled } from '../speaker/speakers.ts'
import { VERSION } from './version.ts'

/** Senders told apart in the adverts that one virtual router rejects: anybody can be one. */
const MAX_SENDERS = 8
const OTHER = 'other'

type Identified = Pick<RouterStatus, 'interfaceName' | 'family' | 'vrid'>

interface Rejected {
  readonly source: string
  readonly reason: RejectReason
  adverts: number
}

/** The metrics of `sniff`, as a speaker knows them of itself: its own adverts, and whom it does not accept. */
export class SpeakerMetrics {
  readonly metrics: Metrics
  readonly #speaker: Pick<Controlled, 'status'>
  readonly #now: () => Ns
  readonly #vlan: string
  readonly #rejected = new Map<string, Map<string, Rejected>>()
  /** When a virtual router was Active last. */
  readonly #left = new Map<string, Ns>()

  /** `vlan` tags everything the speaker sends; empty: none. */
  constructor(speaker: Pick<Controlled, 'status'>, now: () => Ns, vlan: string) {
    this.#speaker = speaker
    this.#now = now
    this.#vlan = vlan
    this.metrics = new Metrics(VERSION, () => this.#snapshot())
  }

  /** To be told every event of the speaker. */
  onEvent(event: SpeakerEvent): void {
    if (event.kind === 'rejected') this.#countRejected(event)
    else if (event.kind === 'transition' && event.from === 'Active') this.#left.set(keyOf(event), event.at)
    else if (event.kind === 'transition' && event.to === 'Active') this.#countTakeover(event)
  }

  #countRejected(event: SpeakerEvent & { kind: 'rejected' }): void {
    const counts = this.#rejected.get(keyOf(event)) ?? new Map<string, Rejected>()
    this.#rejected.set(keyOf(event), counts)
    const senders = new Set([...counts.values()].map(({ source }) => source))
    const sender = event.from.text
    const source = senders.has(sender) || senders.size < MAX_SENDERS ? sender : OTHER
    const name = `${source} ${event.reason}`
    const count = counts.get(name) ?? { source, reason: event.reason, adverts: 0 }
    count.adverts++
    counts.set(name, count)
  }

  // The silence is counted from the last advert that was accepted, or from our own departure if that came later.
  #countTakeover(event: SpeakerEvent & { kind: 'transition' }): void {
    const status = this.#speaker.status().find((one) => keyOf(one) === keyOf(event))
    if (status === undefined) return
    const { lastAccepted, priority } = status
    const left = this.#left.get(keyOf(event))
    const lastNs = Math.max(lastAccepted?.at ?? -1, left ?? -1)
    const gapSec = lastNs < 0 ? undefined : (event.at - lastNs) / NS_PER_SEC
    this.metrics.takeover(this.#identity(status), causeOf(lastAccepted, left, priority), gapSec)
  }

  #snapshot(): MetricsSnapshot {
    return {
      virtualRouters: this.#speaker.status().map((status) => this.#virtualRouter(status)),
      captures: [],
      openFindings: [],
    }
  }

  #virtualRouter(status: RouterStatus): MetricsVirtualRouter {
    const { source, state, priority, advertsSent, priorityZeroSent, since, lastAccepted, lastSent } = status
    const lastAdvert = ns(Math.max(lastAccepted?.at ?? since, lastSent ?? since))
    return {
      ...this.#identity(status),
      sinceLastAdvertSec: Math.max(0, this.#now() - lastAdvert) / NS_PER_SEC,
      routers: [
        {
          source: source.text,
          active: state === 'Active',
          priority,
          adverts: advertsSent,
          priorityZero: priorityZeroSent,
          nearFailovers: 0,
        },
      ],
      rejected: [...(this.#rejected.get(keyOf(status))?.values() ?? [])].map((one) => ({ ...one, by: source.text })),
    }
  }

  #identity({ interfaceName, family, vrid }: Identified): MetricsIdentity {
    return { interface: interfaceName, vlan: this.#vlan, family: family === 4 ? 'ipv4' : 'ipv6', vrid }
  }
}

/** Serves them until `close`. Throws `usage/metrics-address`. */
export async function serveSpeakerMetrics(
  listen: string,
  source: SpeakerMetrics,
  onNote: (text: string) => void,
): Promise<() => void> {
  const server = await serveMetrics(parseListen(listen), source.metrics)
  onNote(`metrics at ${server.url}`)
  return () => server.close()
}

/** In the words of an observer, who sees the adverts before. */
function causeOf(last: RouterStatus['lastAccepted'], left: Ns | undefined, priority: number): string {
  if (last === undefined && left === undefined) return 'startup'
  if (last === undefined || (left !== undefined && left > last.at)) return 'timeout'
  if (last.priority === 0) return 'priority-zero'
  return last.priority < priority ? 'preemption' : 'timeout'
}

const keyOf = ({ interfaceName, family, vrid }: Identified): string => `${interfaceName} ${family} ${vrid}`

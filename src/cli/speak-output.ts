import { isoFromNs, NS_PER_SEC, type Ns, ns, type Timeline } from '../core/time.ts'
import type { RouterStatus, SpeakerEvent } from '../speaker/events.ts'
import type { Io } from './io.ts'

/** Every event of a speaker as it happens. Adverts are only told with --verbose: there are many. */
export type SpeakFormat = 'text' | 'jsonl'

export const SPEAK_FORMATS: readonly SpeakFormat[] = ['text', 'jsonl']

/** Rejected adverts that are told in a second; the rest are counted. */
const MAX_REJECTIONS = 10

/** Prints events as lines. Whoever floods us does not fill the disk: of many rejected adverts the number is told. */
export class EventLines {
  readonly #io: Io
  readonly #timeline: Timeline
  readonly #format: SpeakFormat
  #second = 0
  #rejections = 0

  constructor(io: Io, timeline: Timeline, format: SpeakFormat) {
    this.#io = io
    this.#timeline = timeline
    this.#format = format
  }

  print(event: SpeakerEvent): void {
    // What a frame is the reason of has the frame's time: in a flood that is long past.
    const second = Math.max(this.#second, Math.floor(event.at / NS_PER_SEC))
    if (second > this.#second) this.flush()
    this.#second = second
    if (event.kind === 'advert-sent' && event.priority > 0 && !this.#io.flags.verbose) return
    if (event.kind === 'rejected' && ++this.#rejections > MAX_REJECTIONS) return
    const time = isoFromNs(this.#timeline, event.at)
    if (this.#format === 'text') this.#io.print(`${time}  ${virtualRouterName(event)}  ${words(event)}\n`)
    else this.#io.print(`${JSON.stringify(jsonOf(event, time))}\n`)
  }

  /** Says how many were not told. */
  flush(): void {
    const count = this.#rejections - MAX_REJECTIONS
    this.#rejections = 0
    if (count <= 0) return
    const time = isoFromNs(this.#timeline, ns((this.#second + 1) * NS_PER_SEC))
    if (this.#format === 'text') this.#io.print(`${time}  rejected ${count} adverts more\n`)
    else this.#io.print(`${JSON.stringify({ type: 'rejected-more', time, count })}\n`)
  }
}

/** The state of each virtual router, one line each. */
export function statusLine(status: RouterStatus): string {
  const { instance, state, fault, priority, version, advertsSent, advertsAccepted, advertsRejected } = status
  const rejected = Object.entries(advertsRejected).map(([reason, count]) => `${count} by ${reason}`)
  return [
    `${virtualRouterName(status)}  ${instance}  version ${version}  ${fault ? 'FAULT' : state}  priority ${priority}`,
    `  sent ${advertsSent}, accepted ${advertsAccepted}, rejected ${rejected.join(', ') || 'none'}`,
  ].join('\n')
}

/** The same for scripts: addresses as text, times as time of day. */
export function statusJson(timeline: Timeline, status: RouterStatus): object {
  const time = (at: Ns | undefined) => (at === undefined ? undefined : isoFromNs(timeline, at))
  return {
    ...status,
    deadline: time(status.deadline),
    since: time(status.since),
    source: status.source.text,
    lastAcceptedFrom: status.lastAcceptedFrom?.text,
    lastAccepted: status.lastAccepted && { ...status.lastAccepted, at: time(status.lastAccepted.at) },
    lastSent: time(status.lastSent),
  }
}

const virtualRouterName = ({ family, vrid }: { family: 4 | 6; vrid: number }): string => `ipv${family}/${vrid}`

function words(event: SpeakerEvent): string {
  switch (event.kind) {
    case 'transition':
      return `${event.from} -> ${event.to}: ${event.because}`
    case 'advert-sent':
      return `advert, priority ${event.priority}`
    case 'announced':
      return `announced ${event.addresses} address${event.addresses === 1 ? '' : 'es'}`
    case 'rejected':
      return `rejected an advert of ${event.from.text}: ${event.reason}`
    case 'refused':
      return `${event.serving.text} serves with priority ${event.priority}: not taking over from it (--takeover would)`
  }
}

function jsonOf(event: SpeakerEvent, time: string): object {
  const { at: _, kind, ...rest } = event
  const texts = Object.entries(rest).map(([name, value]) => [name, typeof value === 'object' ? value.text : value])
  return { type: kind, time, ...Object.fromEntries(texts), family: `ipv${event.family}` }
}

import { isoFromNs, type Timeline } from '../core/time.ts'
import type { RouterStatus, SpeakerEvent } from '../speaker/events.ts'
import type { Io } from './io.ts'

/** Every event of a speaker as it happens. Adverts are only told with --verbose: there are many. */
export type SpeakFormat = 'text' | 'jsonl'

export const SPEAK_FORMATS: readonly SpeakFormat[] = ['text', 'jsonl']

export function printEvent(io: Io, timeline: Timeline, format: SpeakFormat, event: SpeakerEvent): void {
  if (event.kind === 'advert-sent' && event.priority > 0 && !io.flags.verbose) return
  const time = isoFromNs(timeline, event.at)
  if (format === 'text') io.print(`${time}  ${virtualRouterName(event)}  ${words(event)}\n`)
  else io.print(`${JSON.stringify(jsonOf(event, time))}\n`)
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

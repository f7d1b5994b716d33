import { InvalidArgumentError } from 'commander'
import { type Ns, ns } from '../core/time.ts'
import { IncidentRecorder } from '../edge/incident-recorder.ts'
import { Recorder, type Ring } from '../edge/recorder.ts'
import type { LiveEvent } from '../view/journal.ts'
import { nsOfDuration } from './durations.ts'
import type { LivePart, LiveSession } from './live-session.ts'
import type { LiveWords } from './live-words.ts'
import { VERSION } from './version.ts'

export interface RecordingFlags {
  readonly write?: string
  readonly ring?: Ring
  readonly onIncident?: string
  readonly around: number
}

/** Connects the recorders that the flags ask for to a live run. */
export function recordingParts(
  flags: RecordingFlags,
  session: LiveSession,
  words: LiveWords,
  filter: string,
  onNote: (text: string) => void,
): LivePart[] {
  const context = { timeline: session.run, filter, application: `vrrpscope ${VERSION}`, onNote }
  const summaries = () => session.summaries()
  const parts: LivePart[] = []
  if (flags.write !== undefined) {
    const recorder = new Recorder(flags.write, flags.ring, context, summaries)
    parts.push({
      onInterface: (face) => recorder.onInterface(face),
      onFrame: (view) => recorder.onFrame(view),
      onGap: (gap) => recorder.onGap(gap),
      onTick: (now) => recorder.onTick(now),
      close: () => recorder.close(session.now()),
      onEvent: (event) => {
        if (event.type !== 'finding' || event.change !== 'open') return
        const { finding } = event
        recorder.comment(finding.frames, `${finding.severity} ${finding.id}: ${words.sentence(finding)}`)
      },
    })
  }
  if (flags.onIncident !== undefined) {
    const recorder = new IncidentRecorder(flags.onIncident, ns(flags.around), context, summaries)
    parts.push({
      onInterface: (face) => recorder.onInterface(face),
      onFrame: (view) => recorder.onFrame(view),
      onGap: (gap) => recorder.onGap(gap),
      onTick: (now) => recorder.onTick(now),
      close: () => recorder.close(session.now()),
      onEvent: (event) => {
        const name = incidentName(event)
        if (name !== undefined) recorder.incident(name, beginOf(event), session.now())
      },
    })
  }
  return parts
}

/** What is worth a capture of its own: a finding that is no remark, and every takeover but a start. */
function incidentName(event: LiveEvent): string | undefined {
  if (event.type === 'takeover' && event.change === 'open' && event.takeover.cause !== 'startup')
    return `takeover-${event.takeover.to.virtualRouter.id}`
  if (event.type === 'finding' && event.change === 'open' && event.finding.severity !== 'info') return event.finding.id
  return undefined
}

const beginOf = (event: LiveEvent): Ns => (event.type === 'finding' ? (event.finding.firstSeen ?? event.at) : event.at)

/** `10x100MB`, `24x1h` */
export function parseRing(text: string): Ring {
  const [, files, limit = ''] = /^([1-9]\d*)x(.+)$/.exec(text) ?? []
  const [, size, unit] = /^([1-9]\d*)([kMG])B$/.exec(limit) ?? []
  const age = nsOfDuration(limit)
  if (files === undefined || (unit === undefined && !age))
    throw new InvalidArgumentError('Give files and their size or time: 10x100MB, 24x1h.')
  if (age) return { files: Number(files), age }
  return { files: Number(files), bytes: Number(size) * { k: 1e3, M: 1e6, G: 1e9 }[unit as 'k' | 'M' | 'G'] }
}

import type { RouterStatus } from './events.ts'
import type { Controlled } from './speakers.ts'

/** What an operator gets back: `ends` if the speaker has said goodbye and its process should end. */
export type ControlReply =
  | { readonly ok: true; readonly routers?: readonly RouterStatus[]; readonly ends?: true }
  | { readonly ok: false; readonly error: string }

/** Words an operator may say, for help and completion. `INSTANCE` may be left out: all. */
export const CONTROL_USAGE = [
  'state',
  'set priority N [INSTANCE]',
  'pause',
  'resume',
  'mute rx|tx',
  'unmute rx|tx',
  'backup [INSTANCE]',
  'advert [INSTANCE]',
  'shutdown',
] as const

/** Does what an operator says to a running speaker. Never throws: what makes no sense is an error in the reply. */
export function control(speaker: Controlled, words: readonly string[]): ControlReply {
  const [verb, first, second, third] = words
  switch (verb) {
    case 'state':
      return { ok: true, routers: speaker.status() }
    case 'set':
      return first === 'priority' ? setPriority(speaker, second, third) : unknown(words)
    case 'pause':
      speaker.pause()
      return DONE
    case 'resume':
      speaker.resume()
      return DONE
    case 'mute':
    case 'unmute':
      if (first !== 'rx' && first !== 'tx') return unknown(words)
      speaker.mute(first, verb === 'mute')
      return DONE
    case 'backup':
      return found(speaker.dropToBackup(first), first)
    case 'advert':
      return found(speaker.forceAdvert(first), first)
    case 'shutdown':
      speaker.shutdown()
      return { ok: true, ends: true }
    default:
      return unknown(words)
  }
}

const DONE: ControlReply = { ok: true }

function setPriority(speaker: Controlled, text: string | undefined, instance: string | undefined): ControlReply {
  const priority = Number(text)
  if (!Number.isInteger(priority) || priority < 1 || priority > 254)
    return { ok: false, error: 'a priority is a number from 1 to 254' }
  return found(speaker.setPriority(priority, instance), instance)
}

const found = (any: boolean, instance: string | undefined): ControlReply =>
  any ? DONE : { ok: false, error: `no virtual router ${instance ?? ''}`.trim() }

const unknown = (words: readonly string[]): ControlReply => ({
  ok: false,
  error: `not understood: ${words.join(' ') || 'nothing'}; there is: ${CONTROL_USAGE.join(', ')}`,
})

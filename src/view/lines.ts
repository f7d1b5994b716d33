import type { Finding, Severity } from '../checks/finding.ts'
import type { Ns } from '../core/time.ts'
import type { LiveRouter } from '../observe/live.ts'
import type { LiveEvent } from './journal.ts'

/** How a view says what it cannot say by itself; texts come back printable. */
export interface Words {
  time(at: Ns): string
  duration(length: Ns): string
  /** The sentence of a finding. */
  sentence(finding: Finding): string
  remedy(finding: Finding): string
  interfaceName(source: number): string
  /** One advert in one line. */
  advert(sighting: LiveRouter['lastSighting']): string
  paint(tone: Tone, text: string): string
}

export type Tone = Severity | 'good' | 'dim' | 'bold' | 'selected' | 'plain'

/** One event as one line, fit for grep: time, virtual router, what, details. */
export function eventLine(event: LiveEvent, words: Words): string {
  const { where, what, tone, text } = eventParts(event, words)
  return `${words.time(event.at)}  ${where}  ${words.paint(tone, what.padEnd(9))}  ${text}`
}

/** Whether a person wants a line for it: what closes a takeover says only how long both were Active. */
export function isWorthALine(event: LiveEvent, verbose: boolean): boolean {
  if (event.type === 'announcement') return verbose
  return event.type !== 'takeover' || event.change !== 'closed' || event.takeover.overlap > 0
}

export interface EventParts {
  readonly where: string
  readonly what: string
  readonly tone: Tone
  readonly text: string
}

export function eventParts(event: LiveEvent, words: Words): EventParts {
  switch (event.type) {
    case 'transition': {
      const { router, state, because, muted } = event
      const why =
        because === undefined ? `prio ${router.priority}` : because === 'silence' ? 'without priority 0' : because
      const tone = state === 'Active' ? 'good' : 'dim'
      const what = because === undefined ? 'ACTIVE' : because === 'silence' ? 'SILENT' : 'BACKUP'
      return {
        where: router.virtualRouter.id,
        what,
        tone,
        text: `${nameOf(router)}  ${why}${muted ? '  (was muted)' : ''}`,
      }
    }
    case 'takeover': {
      const { change, takeover, where } = event
      const { from, to, cause, gap, expectedGap, overlap } = takeover
      const parts = [
        `${from === undefined ? 'nobody' : nameOf(from)} -> ${nameOf(to)}`,
        cause,
        gap === undefined ? '' : `gap ${words.duration(gap)}`,
        expectedGap === undefined
          ? ''
          : `(expected ${rangeOf(words.duration(expectedGap.min), words.duration(expectedGap.max))})`,
        overlap > 0 ? `overlap ${words.duration(overlap)}` : '',
      ]
      const what = change === 'open' ? 'TAKEOVER' : change === 'closed' ? 'OVERLAP' : 'WITHDRAWN'
      const tone = change === 'open' ? 'bold' : 'dim'
      return { where, what, tone, text: parts.filter(Boolean).join('  ') }
    }
    case 'announcement': {
      const { virtualRouter, address, mac, router } = event
      const by = router === undefined ? '' : `  by ${nameOf(router)}`
      return { where: virtualRouter.id, what: 'ANNOUNCE', tone: 'dim', text: `${address} is at ${mac}${by}` }
    }
    case 'finding': {
      const { finding, change, where = '-' } = event
      if (change !== 'open')
        return { where, what: change.toUpperCase(), tone: 'dim', text: `${finding.id}  ${finding.routers.join(' ')}` }
      return {
        where,
        what: finding.severity.toUpperCase(),
        tone: finding.severity,
        text: `${finding.id}  ${words.sentence(finding)}`,
      }
    }
    case 'gap': {
      const { source, from, to, reason, dropped } = event.gap
      const lost = dropped > 0 ? `  ${dropped} frames` : ''
      const text = `${reason}  ${words.duration((to - from) as Ns)} not covered${lost}`
      return { where: words.interfaceName(source), what: 'GAP', tone: 'warning', text }
    }
  }
}

const nameOf = (router: { readonly name: string; readonly config: { readonly node: string } | undefined }): string =>
  router.config === undefined ? router.name : `${router.config.node} (${router.name})`

const rangeOf = (min: string, max: string): string => (min === max ? min : `${min} to ${max}`)

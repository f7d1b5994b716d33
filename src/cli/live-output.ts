import { isoFromNs, type Ns, type Timeline } from '../core/time.ts'
import { EventCommand } from '../edge/hooks.ts'
import { findingEntry, takeoverEntry } from '../report/document.ts'
import { jsonLine } from '../report/json.ts'
import type { LiveEvent } from '../view/journal.ts'
import { eventLine, isWorthALine } from '../view/lines.ts'
import { locate } from '../wire/locate.ts'
import { type FrameView, Kind } from '../wire/view.ts'
import { FrameLines } from './frame-lines.ts'
import type { Io } from './io.ts'
import type { LivePart } from './live-session.ts'
import type { LiveWords } from './live-words.ts'
import { renamed } from './renamed.ts'

/** A live run as lines for people: one per event, with `adverts` one per advert. */
export class TextLines implements LivePart {
  readonly #io: Io
  readonly #words: LiveWords

  constructor(io: Io, words: LiveWords) {
    this.#io = io
    this.#words = words
  }

  onEvent(event: LiveEvent): void {
    if (!isWorthALine(event, this.#io.flags.verbose)) return
    const line = `${eventLine(event, this.#words)}\n`
    this.#io.print(renamed(this.#io, line))
  }
}

/** A live run as lines of JSON: the objects of `audit -f jsonl`, as they happen. */
export class JsonLines implements LivePart {
  readonly #io: Io
  readonly #timeline: Timeline
  readonly #words: LiveWords

  constructor(io: Io, timeline: Timeline, words: LiveWords) {
    this.#io = io
    this.#timeline = timeline
    this.#words = words
  }

  onEvent(event: LiveEvent): void {
    this.#io.print(jsonLine(renamed(this.#io, eventEntry(event, this.#timeline, this.#words))))
  }
}

/** One event as the object that `jsonl`, hooks and recordings carry. */
export function eventEntry(event: LiveEvent, timeline: Timeline, words: LiveWords): object {
  const time = (at: Ns) => isoFromNs(timeline, at)
  const head = { type: event.type, at: time(event.at) }
  switch (event.type) {
    case 'transition': {
      const { router, state, because, muted } = event
      const ended = because === undefined ? {} : { because, muted }
      return { ...head, virtualRouter: router.virtualRouter.id, router: router.name, state, ...ended }
    }
    case 'takeover': {
      const { at, from, to, cause, gap, expectedGap, overlap, announceDelay, frameNo } = event.takeover
      const names = { from: from?.name, to: to.name }
      const record = { at, ...names, cause, gap, expectedGap, overlap, announceDelay, frameNo }
      const state = event.change === 'open' ? 'open' : 'closed'
      const more = { state, withdrawn: event.change === 'withdrawn' }
      return { ...head, virtualRouter: event.where, ...takeoverEntry(record, timeline), ...more }
    }
    case 'announcement': {
      const { virtualRouter, address, mac, router, frameNo } = event
      return { ...head, virtualRouter: virtualRouter.id, address, mac, router: router?.name ?? null, frame: frameNo }
    }
    case 'finding': {
      const entry = findingEntry(event.finding, {
        timeline,
        idOf: () => event.where,
        wordsOf: (finding) => words.of(finding),
      })
      return { ...head, ...entry, withdrawn: event.change === 'withdrawn' }
    }
    case 'gap': {
      const { source, from, to, reason, dropped } = event.gap
      return { ...head, capture: words.interfaceName(source), from: time(from), to: time(to), reason, dropped }
    }
  }
}

/** One line per advert, beside those of the events. */
export class AdvertLines implements LivePart {
  readonly #lines: FrameLines

  constructor(io: Io, timeline: Timeline, format: 'text' | 'jsonl', words: LiveWords) {
    this.#lines = new FrameLines(io, timeline, format, undefined, words.times)
  }

  onInterface: FrameLines['onInterface'] = (face) => this.#lines.onInterface(face)

  onFrame(view: FrameView): void {
    if (locate(view) === Kind.Vrrp) this.#lines.onFrame(view)
  }
}

/** A command per event, with the object of `jsonl` on its standard input. */
export function execPart(
  io: Io,
  command: string,
  session: { readonly run: Timeline },
  words: LiveWords,
  onNote: (text: string) => void,
): LivePart {
  const runner = new EventCommand(command, onNote)
  return {
    onEvent: (event) => {
      if (event.type === 'announcement') return
      runner.run(jsonLine(renamed(io, eventEntry(event, session.run, words))))
    },
    close: () => runner.close(),
  }
}

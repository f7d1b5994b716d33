import type { CaptureInterface } from '../capture/source.ts'
import type { Finding } from '../checks/finding.ts'
import { rules } from '../checks/rules/index.ts'
import { type Words as RuleWords, wordsOf } from '../checks/words.ts'
import { printable } from '../core/printable.ts'
import { isoFromNs, type Ns, type Timeline } from '../core/time.ts'
import { maskSecrets } from '../report/mask.ts'
import { paint, type Style } from '../report/style.ts'
import { Clock, duration } from '../report/times.ts'
import type { Tone, Words } from '../view/lines.ts'
import { describe } from '../wire/describe.ts'
import type { Sighting } from '../wire/facts.ts'
import { LineTimes } from './line-times.ts'

/** The words of a live run: rules, times, names, as reports have them. */
export class LiveWords implements Words {
  readonly times = new LineTimes()
  readonly #style: Style
  readonly #timeline: Timeline
  readonly #showSecrets: boolean
  readonly #interfaces: string[] = []

  constructor(style: Style, timeline: Timeline, showSecrets: boolean) {
    this.#style = style
    this.#timeline = timeline
    this.#showSecrets = showSecrets
  }

  onInterface(face: CaptureInterface): void {
    this.#interfaces[face.index] = face.name
  }

  /** With its date where that is not the one of the first frame: nobody knows how long the run will last. */
  time(at: Ns): string {
    const origin = isoFromNs(this.#timeline, this.times.originOf(at, this.#style.time))
    const iso = isoFromNs(this.#timeline, at)
    return new Clock(this.#style, origin, iso).write(iso)
  }

  duration(length: Ns): string {
    return duration(length)
  }

  sentence(finding: Finding): string {
    return printable(this.of(finding).message)
  }

  remedy(finding: Finding): string {
    return printable(this.of(finding).remedy)
  }

  interfaceName(source: number): string {
    return printable(this.#interfaces[source] ?? '-')
  }

  advert(sighting: Sighting): string {
    return printable(describe(sighting, { showSecrets: this.#showSecrets }))
  }

  paint(tone: Tone, text: string): string {
    if (tone === 'plain') return text
    return tone === 'selected' ? `\x1b[7m${text}\x1b[0m` : paint(this.#style, tone, text)
  }

  of(finding: Finding): RuleWords {
    return wordsOf(this.#showSecrets ? finding : maskSecrets(finding), rules)
  }
}

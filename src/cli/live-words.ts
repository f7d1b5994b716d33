import type { CaptureInterface } from '../capture/source.ts'
import type { Finding } from '../checks/finding.ts'
import { rules } from '../checks/rules/index.ts'
import { type Words as RuleWords, wordsOf } from '../checks/words.ts'
import { printable } from '../core/printable.ts'
import { isoFromNs, type Ns, type Timeline } from '../core/time.ts'
import type { World } from '../observe/listener.ts'
import type { VirtualRouterKey } from '../observe/record.ts'
import { maskSecrets } from '../report/mask.ts'
import { paint, type Style } from '../report/style.ts'
import { Clock, duration } from '../report/times.ts'
import type { Tone, Words } from '../view/lines.ts'
import { describe } from '../wire/describe.ts'
import type { Sighting } from '../wire/facts.ts'

/** The words of a live run: rules, times, names, as reports have them. */
export class LiveWords implements Words {
  readonly #style: Style
  readonly #timeline: Timeline
  readonly #world: World
  readonly #showSecrets: boolean
  readonly #interfaces: string[] = []
  #clock: Clock | undefined

  constructor(style: Style, timeline: Timeline, world: World, showSecrets: boolean) {
    this.#style = style
    this.#timeline = timeline
    this.#world = world
    this.#showSecrets = showSecrets
  }

  onInterface(face: CaptureInterface): void {
    this.#interfaces[face.index] = face.name
  }

  time(at: Ns): string {
    const iso = isoFromNs(this.#timeline, at)
    this.#clock ??= new Clock(this.#style, iso, iso)
    return this.#clock.write(iso)
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

  virtualRouter(key: VirtualRouterKey): string {
    return this.#world.virtualRouters.find((virtualRouter) => virtualRouter.key === key)?.id ?? '-'
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

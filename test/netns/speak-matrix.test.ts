import { describe, expect, it } from 'vitest'
import { missingForLab } from '../../src/edge/lab.ts'
import { frrDaemon, keepalivedDaemon } from './daemons.ts'
import { MachineNoise, PRECISION_MS } from './machine-noise.ts'
import { FRR_KINDS, intervalsMs, type Kind, V2_KINDS, V3_KINDS } from './matrix.ts'
import { ACTS, type Act, play, type Recording, type Said, WEAK } from './scene.ts'
import { twiceIfLate } from './timing.ts'

// We beside real keepalived and FRR, in every way there is, both ways round; by the clock of the kernel.

const TEST_MS = 200_000

const companies = [
  { name: 'keepalived, version 2', needs: ['keepalived'], kinds: V2_KINDS, daemon: keepalivedDaemon },
  { name: 'keepalived, version 3', needs: ['keepalived'], kinds: V3_KINDS, daemon: keepalivedDaemon },
  { name: 'FRR', needs: ['/usr/lib/frr/vrrpd', 'vtysh'], kinds: FRR_KINDS, daemon: frrDaemon },
] as const

/** Labs at a time: more of them, and each is noise to the others. */
const AT_ONCE = 5
let free = AT_ONCE
const waiting: (() => void)[] = []

async function inTurn(run: () => Promise<void>): Promise<void> {
  if (free > 0) free--
  else await new Promise<void>((go) => waiting.push(go))
  try {
    await run()
  } finally {
    const next = waiting.shift()
    if (next === undefined) free++
    else next()
  }
}

describe.concurrent('speak beside', () => {
  for (const { name, needs, kinds, daemon } of companies) {
    const missing = missingForLab(['tcpdump', ...needs])
    if (missing.length > 0) console.error(`SKIPPED: ${missing.join('; ')}`)
    for (const act of ACTS)
      it.skipIf(missing.length > 0)(
        `${name}: ${act}`,
        () =>
          twiceIfLate(() =>
            inTurn(async () => {
              const noise = new MachineNoise()
              const recording = await play(act, kinds, daemon)
              for (const kind of kinds) new Judge(kind, recording, noise)[act]()
              console.log(`${name}, ${act}: ${noise.summary}`)
            }),
          ),
        TEST_MS,
      )
  }
})

/** Holds one kind against what the standard, or the daemon's own arithmetic, says. */
class Judge implements Record<Act, () => void> {
  readonly #kind: Kind
  readonly #recording: Recording
  readonly #noise: MachineNoise
  readonly #intervalMs: { readonly theirs: number; readonly ours: number }
  readonly #isFrr: boolean

  constructor(kind: Kind, recording: Recording, noise: MachineNoise) {
    this.#kind = kind
    this.#recording = recording
    this.#noise = noise
    this.#intervalMs = intervalsMs(kind)
    this.#isFrr = FRR_KINDS.includes(kind)
  }

  stronger(): void {
    const { ours } = this.#intervalMs
    this.#takesOver('it takes over from silence', 'silent', 3 * ours + this.#theirSkewMs(ours))
    this.#yields('it yields', 'heard', 'killed')
    const wills = this.#between('killed', 'polite').filter((one) => !one.theirs && one.priority === 0)
    // In unicast there is a copy for each peer.
    const moments = new Set(wills.map(({ ms }) => Math.round((ms - wills[0]!.ms) / 20)))
    expect(moments.size, `${this.#kind.name}: priority 0 once`).toBe(1)
    this.#takesOver('it takes over from priority 0', 'killed', this.#theirSkewMs(ours))
    this.#none('we do not pre-empt', this.#between('polite'), ({ theirs }) => !theirs)
  }

  tied(): void {
    this.#none('it loses the tie', this.#between('tie Active', 'tie Active ends'), ({ theirs }) => theirs)
    // With AH it takes ours for old until our number, which stood still while we were deaf, has passed its own.
    const most = this.#kind.extra.includes('auth_type AH') ? 6 : 2
    const beaten = this.#between('tie Backup', 'tie Backup ends').filter(({ theirs }) => !theirs)
    expect(beaten.length, `${this.#kind.name}: we lose the tie`).toBeLessThanOrEqual(most)
  }

  weaker(): void {
    const { theirs } = this.#intervalMs
    this.#takesOver('we take over from silence', 'crash', 3 * theirs + this.#skewMs(WEAK, theirs))
    this.#none('it does not pre-empt', this.#between('polite', 'back'), (one) => one.theirs)
    this.#yields('we yield', 'back', 'goodbye')
    this.#takesOver('we take over from priority 0', 'goodbye', this.#skewMs(WEAK, theirs))
    const last = this.#recording.of(this.#kind.vrid).findLast((one) => !one.theirs)
    expect(last?.intervalMs, `${this.#kind.name}: we keep our own interval`).toBe(this.#intervalMs.ours)
  }

  /** From the last advert of the one before the mark to the first of the other: of copies in unicast the last counts. */
  #takesOver(what: string, mark: string, expectedMs: number): void {
    const byThem = what.startsWith('it')
    const afterZero = what.includes('priority 0')
    const next = this.#between(mark).find(
      (one, i, all) => one.theirs === byThem && (!afterZero || all.slice(0, i).some(({ priority }) => priority === 0)),
    )
    const last = this.#recording.of(this.#kind.vrid).findLast(({ ms, theirs }) => theirs !== byThem && ms < next!.ms)
    if (next === undefined || last === undefined) throw new Error(`${this.#kind.name}: ${what}: no advert`)
    expect(last.priority === 0, `${this.#kind.name}: ${what}`).toBe(afterZero)
    // FRR is Active before its interface for IPv6 is up: its first advert may be the one after the first interval.
    const skipsOne = byThem && this.#isFrr && this.#kind.family === 6
    const skippedMs =
      skipsOne && next.ms - last.ms >= expectedMs + this.#intervalMs.theirs ? this.#intervalMs.theirs : 0
    this.#noise.expectOnTime(`${this.#kind.name}: ${what}`, last.ms, next.ms, expectedMs + skippedMs)
  }

  /** From the first advert of the other on. */
  #yields(what: string, from: string, to: string): void {
    const byThem = what.startsWith('it')
    const all = this.#between(from, to)
    const first = all.find(({ theirs }) => theirs !== byThem)
    if (first === undefined) throw new Error(`${this.#kind.name}: ${what}: no advert`)
    const until = first.ms + PRECISION_MS + this.#noise.noiseMs(first.ms)
    this.#none(what, all, ({ ms, theirs }) => theirs === byThem && ms > until)
  }

  #none(what: string, all: readonly Said[], unwanted: (one: Said) => boolean): void {
    expect(all.filter(unwanted), `${this.#kind.name}: ${what}`).toEqual([])
  }

  #between(from: string, to?: string): Said[] {
    return this.#recording.between(this.#kind, from, to)
  }

  /** RFC 3768 6.1: parts of a second; RFC 9568 6.1: of the Active Router's interval. */
  #skewMs(priority: number, activeMs: number): number {
    return ((256 - priority) * (this.#kind.version === 2 ? 1000 : activeMs)) / 256
  }

  /** FRR cuts it down to centiseconds. */
  #theirSkewMs(activeMs: number): number {
    const skewMs = this.#skewMs(this.#kind.priority, activeMs)
    return this.#isFrr ? 10 * Math.floor(skewMs / 10) : skewMs
  }
}

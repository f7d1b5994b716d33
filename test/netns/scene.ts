import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { CaptureRun } from '../../src/capture/run.ts'
import { Lab, type LabProcess, SWITCH, sleep, waitFor } from '../../src/edge/lab.ts'
import { type KeepalivedSettings, keepalivedConfig } from './configs.ts'
import type { Daemon } from './daemons.ts'
import { fileIn, HIGHER, intervalsMs, KEEPALIVED, type Kind, LOWER, type Place, settingsOf } from './matrix.ts'
import { advertsIn, speak, tell } from './speaking.ts'

// One daemon and our speakers beside it, all kinds at once: what is done to them, and what was on the wire meanwhile.

const WAIT_MS = 30_000
const STRONG = 250
export const WEAK = 20

/** An advert of a kind, by the clock of the kernel. */
export interface Said {
  /** Unix. */
  readonly ms: number
  readonly theirs: boolean
  readonly priority: number
  readonly intervalMs: number
}

/** What is done to the routers of a scene: a name for the judgement, and the marks that it leaves. */
export type Act = 'stronger' | 'tied' | 'weaker'
export const ACTS: readonly Act[] = ['stronger', 'tied', 'weaker']

/** A recording of one act. */
export class Recording {
  readonly #adverts: ReadonlyMap<number, readonly Said[]>
  readonly #marks: ReadonlyMap<string, number>

  constructor(adverts: ReadonlyMap<number, readonly Said[]>, marks: ReadonlyMap<string, number>) {
    this.#adverts = adverts
    this.#marks = marks
  }

  /** The adverts of a kind between two marks, or from one on. */
  between({ vrid }: Kind, from: string, to?: string): Said[] {
    const [fromMs, toMs] = [this.#marks.get(from), to === undefined ? Number.POSITIVE_INFINITY : this.#marks.get(to)]
    if (fromMs === undefined || toMs === undefined) throw new Error(`no mark ${from} or ${to}`)
    return this.of(vrid).filter(({ ms }) => ms >= fromMs && ms < toMs)
  }

  of(vrid: number): readonly Said[] {
    return this.#adverts.get(vrid) ?? []
  }
}

/** Plays an act in a lab of its own. Every advert in it has to be sound. */
export async function play(
  act: Act,
  kinds: readonly Kind[],
  daemonOn: (lab: Lab, host: string, kinds: readonly Kind[]) => Daemon | Promise<Daemon>,
): Promise<Recording> {
  const lab = await Lab.create([
    { name: 'it', addresses: [`${KEEPALIVED[4]}/24`], ipv6: true },
    { name: 'us', addresses: [], ipv6: true },
  ])
  try {
    const capture = await lab.capture(SWITCH, 'all.pcap')
    const scene = new Scene(lab, kinds, await daemonOn(lab, 'it', kinds))
    await scene[act]()
    await capture.stop()
    return await recordingOf(capture.file, scene.marks)
  } finally {
    await lab.close()
  }
}

async function recordingOf(file: string, marks: ReadonlyMap<string, number>): Promise<Recording> {
  const run = new CaptureRun()
  const seen = await advertsIn(file, run)
  expect(seen.filter(({ advert }) => advert.defects.length > 0 || advert.checksums?.length === 0)).toEqual([])
  const ours = new Set([HIGHER, LOWER].flatMap((place) => Object.values(place)))
  const saidBy = ({ tNs, src, advert }: (typeof seen)[number]): Said => ({
    ms: run.epochSec * 1000 + tNs / 1e6,
    theirs: !ours.has(src.text),
    priority: advert.priority,
    intervalMs: 10 * advert.maxAdvertInterval,
  })
  const adverts = new Map<number, Said[]>()
  for (const one of seen) adverts.set(one.advert.vrid, [...(adverts.get(one.advert.vrid) ?? []), saidBy(one)])
  return new Recording(adverts, marks)
}

class Scene implements Record<Act, () => Promise<void>> {
  readonly marks = new Map<string, number>()
  readonly #lab: Lab
  readonly #kinds: readonly Kind[]
  readonly #daemon: Daemon
  #runs = 0

  constructor(lab: Lab, kinds: readonly Kind[], daemon: Daemon) {
    this.#lab = lab
    this.#kinds = kinds
    this.#daemon = daemon
  }

  /** It yields. Then we are not heard any more, and heard again; then we die. We come back and must not pre-empt. */
  async stronger(): Promise<void> {
    await this.#daemon.start()
    await this.#itIs('Active')
    const strong = this.#speak(HIGHER, { priority: STRONG })
    await this.#weAre(strong, 'Active')
    await this.#itIs('Backup')
    await sleep(1100)
    this.#mark('silent')
    await tell(strong.socket, 'mute', 'tx')
    await this.#itIs('Active')
    await sleep(300)
    this.#mark('heard')
    await tell(strong.socket, 'unmute', 'tx')
    await this.#itIs('Backup')
    await sleep(1100)
    this.#mark('killed')
    strong.process.child.kill('SIGKILL')
    await this.#itIs('Active')
    const polite = this.#speak(HIGHER, { priority: STRONG, extra: ['nopreempt'] })
    await this.#weAre(polite, 'Backup')
    this.#mark('polite')
    // Longer than it would wait for an advert.
    await sleep(3500)
    await this.#weAre(polite, 'Backup')
    await this.#end(polite)
  }

  /** With equal priority the address decides. */
  async tied(): Promise<void> {
    await this.#daemon.start()
    await this.#itIs('Active')
    await this.#tie(HIGHER, 'Active')
    await this.#itIs('Active')
    await sleep(1100)
    await this.#tie(LOWER, 'Backup')
  }

  /** We wait until it dies, go on while it must not pre-empt, give way when it may, and wait for its goodbye. */
  async weaker(): Promise<void> {
    await this.#daemon.start()
    await this.#itIs('Active')
    const weak = this.#speak(HIGHER, { priority: WEAK })
    await this.#weAre(weak, 'Backup')
    await sleep(1500)
    this.#mark('crash')
    await this.#daemon.crash()
    await this.#weAre(weak, 'Active')
    await this.#daemon.setPreempt(false)
    await this.#daemon.start()
    await this.#itIs('Backup')
    this.#mark('polite')
    await sleep(4100)
    this.#mark('back')
    await this.#daemon.setPreempt(true)
    await this.#weAre(weak, 'Backup')
    await sleep(1500)
    this.#mark('goodbye')
    await this.#daemon.stop()
    await this.#weAre(weak, 'Active')
    await this.#end(weak)
  }

  /** Both are Active at once, then they hear each other. */
  async #tie(at: Place, becomes: 'Active' | 'Backup'): Promise<void> {
    const tied = this.#speak(at, {})
    await this.#weAre(tied, 'Backup')
    // With AH it has to hear a number first: of one that begins at 1 as many are old to the other as that has sent.
    await sleep(1100)
    await tell(tied.socket, 'mute', 'rx')
    await this.#weAre(tied, 'Active')
    await sleep(1100)
    if (becomes === 'Backup') this.#mark('tie Backup')
    await tell(tied.socket, 'unmute', 'rx')
    if (becomes === 'Active') await this.#itIs('Backup')
    else await this.#weAre(tied, 'Backup')
    if (becomes === 'Active') this.#mark('tie Active')
    await sleep(1300)
    await this.#weAre(tied, becomes)
    this.#mark(`tie ${becomes} ends`)
    await this.#end(tied)
  }

  #mark(name: string): void {
    this.marks.set(name, Date.now())
  }

  #speak(at: Place, change: Partial<KeepalivedSettings>): Speaking {
    const name = `${++this.#runs}`
    const file = fileIn(this.#lab.dir, name)
    const config = this.#kinds.map((kind) =>
      keepalivedConfig(settingsOf(kind, at, { intervalSec: intervalsMs(kind).ours / 1000, ...change })),
    )
    writeFileSync(file, config.join('\n'))
    const socket = join(this.#lab.dir, `${name}.sock`)
    const sources = ['--source', at[4], '--source', at[6]]
    return { process: speak(this.#lab, 'us', '-c', file, ...sources, '--takeover', '--control', socket), socket }
  }

  async #end({ process }: Speaking): Promise<void> {
    process.child.kill('SIGTERM')
    expect(await process.exited).toBe(0)
  }

  async #weAre({ process }: Speaking, state: 'Active' | 'Backup'): Promise<void> {
    const are = () => {
      const last = new Map(
        [...process.output().matchAll(/(ipv\d\/\d+) {2}\w+ -> (\w+)/g)].map(([, id, to]) => [id, to]),
      )
      return last.size === this.#kinds.length && [...last.values()].every((now) => now === state)
    }
    expect(await waitFor(are, WAIT_MS), `we are ${state}: ${process.output().slice(-3000)}`).toBe(true)
  }

  async #itIs(state: 'Active' | 'Backup'): Promise<void> {
    const is = async () => (await this.#daemon.states()).every((now) => now === state)
    expect(
      await waitFor(is, WAIT_MS),
      `it is ${state}: ${await this.#daemon.states()}: ${this.#daemon.log().slice(-3000)}`,
    ).toBe(true)
  }
}

interface Speaking {
  readonly process: LabProcess
  readonly socket: string
}

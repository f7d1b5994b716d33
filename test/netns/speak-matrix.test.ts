import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CaptureRun } from '../../src/capture/run.ts'
import { Lab, type LabProcess, missingForLab, SWITCH, sleep, waitFor } from '../../src/edge/lab.ts'
import { Keepalived } from '../../src/edge/lab-daemons.ts'
import type { Sighting } from '../../src/wire/facts.ts'
import { type KeepalivedSettings, keepalivedConfig } from './configs.ts'
import { fileIn, HIGHER, KEEPALIVED, type Kind, LOWER, type Place, settingsOf, V2_KINDS, V3_KINDS } from './matrix.ts'
import { advertsIn, ctl, speak } from './speaking.ts'
import { Noise, twiceIfLate } from './timing.ts'
import { PROGRAM } from './watcher.ts'

// We beside real keepalived, in every way there is, both ways round; by the clock of the kernel.

const missing = missingForLab(['keepalived', 'tcpdump'])
if (missing.length > 0) console.error(`SKIPPED: ${missing.join('; ')}`)

const TEST_MS = 400_000
const WAIT_MS = 30_000

const STRONG = 250
const WEAK = 20

/** Interval of keepalived, and our own. A Backup of version 3 learns the other's. */
const INTERVALS_MS = { 2: { theirs: 1000, ours: 1000 }, 3: { theirs: 600, ours: 500 } } as const

/** RFC 3768 6.1: parts of a second; RFC 9568 6.1: of the Active Router's interval. */
const skewMs = (version: 2 | 3, priority: number, activeMs: number) =>
  ((256 - priority) * (version === 2 ? 1000 : activeMs)) / 256

describe.skipIf(missing.length > 0).concurrent('speak beside keepalived in', () => {
  it(
    'version 2: takes over and is taken over from in time, wins and loses',
    () => twiceIfLate(() => run(V2_KINDS)),
    TEST_MS,
  )
  it(
    'version 3: takes over and is taken over from in time, wins and loses',
    () => twiceIfLate(() => run(V3_KINDS)),
    TEST_MS,
  )
})

async function run(kinds: readonly Kind[]): Promise<void> {
  const lab = await Lab.create([
    { name: 'ka', addresses: [`${KEEPALIVED[4]}/24`], ipv6: true },
    { name: 'us', addresses: [], ipv6: true },
  ])
  try {
    await new Scene(lab, kinds).play()
  } finally {
    await lab.close()
  }
}

class Scene {
  readonly lab: Lab
  readonly kinds: readonly Kind[]
  readonly noise = new Noise()
  readonly marks = new Map<string, number>()
  #runs = 0

  constructor(lab: Lab, kinds: readonly Kind[]) {
    this.lab = lab
    this.kinds = kinds
  }

  async play(): Promise<void> {
    const { lab } = this
    const capture = await lab.capture(SWITCH, 'all.pcap')
    const daemon = new Keepalived(lab, 'ka', this.#config(KEEPALIVED, {}, 'theirs'))
    await daemon.start()
    await this.#daemonIs(daemon, 'MASTER')

    // Ours is stronger: it yields. Then we are not heard any more, and then heard again; then we die.
    const strong = this.#speak(HIGHER, { priority: STRONG })
    await this.#all(strong, 'Active')
    await sleep(1500)
    this.#mark('silent')
    await this.#ctl(strong, 'mute', 'tx')
    await this.#daemonIs(daemon, 'MASTER', 2)
    await sleep(1500)
    this.#mark('heard')
    await this.#ctl(strong, 'unmute', 'tx')
    await sleep(2000)
    this.#mark('killed')
    strong.process.child.kill('SIGKILL')
    await this.#daemonIs(daemon, 'MASTER', 3)
    await sleep(1000)

    // With equal priority the address decides; a stronger one that must not pre-empt stays Backup.
    await this.#tie(daemon, HIGHER, 'Active')
    await this.#daemonIs(daemon, 'MASTER', 4)
    await this.#tie(daemon, LOWER, 'Backup')
    const polite = this.#speak(HIGHER, { priority: STRONG, extra: ['nopreempt'] })
    await this.#all(polite, 'Backup')
    await sleep(5000)
    await this.#all(polite, 'Backup')
    polite.process.child.kill('SIGTERM')
    await polite.process.exited

    // Ours is weaker: it waits until the daemon dies, gives way when that is back, and waits for its goodbye.
    const weak = this.#speak(HIGHER, { priority: WEAK })
    await this.#all(weak, 'Backup')
    await sleep(2500)
    this.#mark('crash')
    await daemon.crash()
    await this.#all(weak, 'Active')
    await sleep(1200)
    this.#mark('back')
    const again = new Keepalived(lab, 'ka', this.#config(KEEPALIVED, {}, 'theirs'))
    await again.start()
    await this.#all(weak, 'Backup')
    await sleep(2500)
    this.#mark('goodbye')
    await again.stop()
    await this.#all(weak, 'Active')
    weak.process.child.kill('SIGTERM')
    expect(await weak.process.exited).toBe(0)
    await capture.stop()
    const run = new CaptureRun()
    const adverts = await advertsIn(capture.file, run)
    this.#judge(adverts, run.epochSec * 1000)
  }

  /** Both are Active at once, then they hear each other. */
  async #tie(daemon: Keepalived, at: Place, becomes: 'Active' | 'Backup'): Promise<void> {
    const tied = this.#speak(at, {})
    await this.#all(tied, 'Backup')
    await this.#ctl(tied, 'mute', 'rx')
    await this.#all(tied, 'Active')
    await sleep(1500)
    await this.#ctl(tied, 'unmute', 'rx')
    // At its start, twice before the stronger one, and now; with AH when our number has passed its own.
    if (becomes === 'Active') await this.#daemonIs(daemon, 'BACKUP', 4)
    this.#mark(`tie ${becomes}`)
    await sleep(1500)
    await this.#all(tied, becomes)
    this.#mark(`tie ${becomes} ends`)
    tied.process.child.kill('SIGTERM')
    await tied.process.exited
  }

  #judge(adverts: readonly Sighting[], epochMs: number): void {
    expect(adverts.filter(({ advert }) => advert.defects.length > 0 || advert.checksums?.length === 0)).toEqual([])
    for (const kind of this.kinds) this.#judgeKind(kind, adverts, epochMs)
    console.log(`version ${this.kinds[0]!.version}: ${this.noise.summary}`)
  }

  #judgeKind(kind: Kind, all: readonly Sighting[], epochMs: number): void {
    const { name, version, family, priority } = kind
    const interval = INTERVALS_MS[version]
    const adverts = all
      .filter(({ src, advert }) => advert.vrid === kind.vrid && src.family === family)
      .map(({ tNs, src, advert }) => ({
        ms: epochMs + tNs / 1e6,
        theirs: src.text === KEEPALIVED[family],
        priority: advert.priority,
      }))
    // Of the copies of one advert to several peers the last is what the peers go by.
    const between = (from: string, to = 'end') =>
      adverts.filter(({ ms }) => ms >= this.#at(from) && ms < (this.marks.get(to) ?? Number.POSITIVE_INFINITY))
    const onTime = (what: string, from: number | undefined, to: number | undefined, expectedMs: number) => {
      if (from === undefined || to === undefined) throw new Error(`${name}: ${what}: no advert`)
      this.noise.expectOnTime(`${name}: ${what}`, to - from, expectedMs)
    }
    const lateMs = this.noise.allowanceMs

    const theirFirst = between('silent', 'heard').find(({ theirs }) => theirs)?.ms
    const ourLast = adverts.findLast(({ ms, theirs }) => !theirs && ms < (theirFirst ?? 0))?.ms
    onTime(
      'it takes over from silence',
      ourLast,
      theirFirst,
      3 * interval.ours + skewMs(version, priority, interval.ours),
    )

    const heardFirst = between('heard', 'killed').find(({ theirs }) => !theirs)!.ms
    const stubborn = between('heard', 'killed').filter(({ ms, theirs }) => theirs && ms > heardFirst + lateMs)
    expect(stubborn, `${name}: it yields`).toEqual([])

    const will = between('killed', 'tie Active').find((one) => !one.theirs && one.priority === 0)?.ms
    const next = between('killed', 'tie Active').find(({ ms, theirs }) => theirs && ms > (will ?? 0))?.ms
    onTime('it takes over from priority 0', will, next, skewMs(version, priority, interval.ours))
    const wills = between('killed', 'tie Active').filter((one) => !one.theirs && one.priority === 0)
    expect(new Set(wills.map(({ ms }) => Math.round((ms - will!) / 20))).size, `${name}: priority 0 once`).toBe(1)

    const silent = between('tie Active', 'tie Active ends').filter(({ theirs }) => theirs)
    expect(silent, `${name}: it loses the tie`).toEqual([])
    // With AH each drops the other's as old until the numbers have met: that it ends is seen above, not how soon.
    const most = kind.extra.includes('auth_type AH') ? Number.POSITIVE_INFINITY : 2
    const beaten = between('tie Backup', 'tie Backup ends').filter(({ theirs }) => !theirs)
    expect(beaten.length, `${name}: we lose the tie`).toBeLessThanOrEqual(most)

    const crash = between('crash', 'back').find(({ theirs }) => !theirs)?.ms
    const theirLast = adverts.findLast(({ ms, theirs }) => theirs && ms < (crash ?? 0))?.ms
    onTime('we take over from silence', theirLast, crash, 3 * interval.theirs + skewMs(version, WEAK, interval.theirs))

    const back = between('back', 'goodbye').find(({ theirs }) => theirs)!.ms
    const ours = between('back', 'goodbye').filter(({ ms, theirs }) => !theirs && ms > back + lateMs)
    expect(ours, `${name}: we yield`).toEqual([])

    const goodbye = between('goodbye').find((one) => one.theirs && one.priority === 0)?.ms
    const after = between('goodbye').find(({ ms, theirs }) => !theirs && ms > (goodbye ?? 0))?.ms
    onTime('we take over from priority 0', goodbye, after, skewMs(version, WEAK, interval.theirs))
  }

  #mark(name: string): void {
    this.marks.set(name, Date.now())
  }

  #at(name: string): number {
    return this.marks.get(name)!
  }

  #config(at: Place, change: Partial<KeepalivedSettings>, whose: 'ours' | 'theirs'): string {
    return this.kinds
      .map((kind) => {
        const intervalSec = INTERVALS_MS[kind.version][whose] / 1000
        return keepalivedConfig(settingsOf(kind, at, { intervalSec, ...change }))
      })
      .join('\n')
  }

  #speak(at: Place, change: Partial<KeepalivedSettings>): Speaking {
    const name = `${++this.#runs}`
    const file = fileIn(this.lab.dir, name)
    writeFileSync(file, this.#config(at, change, 'ours'))
    const socket = join(this.lab.dir, `${name}.sock`)
    const sources = ['--source', at[4], '--source', at[6]]
    return { process: speak(this.lab, 'us', '-c', file, ...sources, '--takeover', '--control', socket), socket }
  }

  async #all(one: Speaking, state: 'Active' | 'Backup'): Promise<void> {
    const states = async (): Promise<string[]> => {
      const text = (await this.lab.run('us', [process.execPath, PROGRAM, 'ctl', one.socket, 'state'])).stdout
      return [...text.matchAll(/version \d {2}(\w+)/g)].map(([, found]) => found!)
    }
    const are = async () => {
      const found = await states()
      return found.length === this.kinds.length && found.every((now) => now === state)
    }
    expect(await waitFor(are, WAIT_MS), `${state}: ${await states()}: ${one.process.output().slice(-3000)}`).toBe(true)
  }

  async #ctl(one: Speaking, ...words: string[]): Promise<void> {
    await ctl(this.lab, 'us', one.socket, ...words)
  }

  async #daemonIs(daemon: Keepalived, state: 'MASTER' | 'BACKUP', times = 1): Promise<void> {
    const entered = () => daemon.log().split(`Entering ${state} STATE`).length - 1
    const wanted = times * this.kinds.length
    expect(
      await waitFor(() => entered() >= wanted, WAIT_MS),
      `${entered()} of ${wanted}: ${daemon.log().slice(-3000)}`,
    ).toBe(true)
  }
}

interface Speaking {
  readonly process: LabProcess
  readonly socket: string
}

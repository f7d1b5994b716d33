import { NS_PER_MS, type Ns, nsFromCs } from '../core/time.ts'
import type { Sighting } from '../wire/facts.ts'

interface Beat {
  last: Ns | undefined
  /** The tester has spoken to this virtual router since: its next advert is an answer to that. */
  disturbed: boolean
}

interface Lateness {
  readonly key: string
  readonly atNs: Ns
  readonly lateNs: number
}

const MAX_KEPT = 10_000
const NOTABLE_NS = 2 * NS_PER_MS
/** What is later than that is no late advert but a missing one. */
const MOST_INTERVALS = 0.9

const keyOf = (family: 4 | 6, vrid: number): string => `${family}/${vrid}`

/**
 * How late the undisturbed virtual routers of a device are, beyond what is usual for it: what delays all of them (a busy
 * machine) accuses none.
 */
export class Beats {
  private readonly beats = new Map<string, Beat>()
  private readonly first: number[] = []
  private usual: number | undefined
  private readonly late: Lateness[] = []

  /** From here on lateness counts against what the device had shown so far. */
  settle(): void {
    const sorted = this.first.sort((a, b) => a - b)
    this.usual = sorted[sorted.length >> 1] ?? 0
  }

  spokenTo(vrid: number): void {
    for (const family of [4, 6] as const) {
      const beat = this.beats.get(keyOf(family, vrid))
      if (beat !== undefined) beat.disturbed = true
    }
  }

  heard({ src, advert, tNs }: Sighting): void {
    const key = keyOf(src.family, advert.vrid)
    const beat = this.beats.get(key)
    const interval = nsFromCs(advert.maxAdvertInterval)
    if (beat?.last !== undefined && !beat.disturbed) this.note(key, tNs, tNs - beat.last - interval, interval)
    this.beats.set(key, { last: tNs, disturbed: false })
  }

  /** By how much another virtual router than this one was late since `fromNs`, at worst. */
  worstBeside(family: 4 | 6, vrid: number, fromNs: Ns): number {
    const own = keyOf(family, vrid)
    let worst = 0
    for (let i = this.late.length - 1; i >= 0 && this.late[i]!.atNs >= fromNs; i--)
      if (this.late[i]!.key !== own) worst = Math.max(worst, this.late[i]!.lateNs)
    return worst
  }

  private note(key: string, atNs: Ns, lateNs: number, interval: number): void {
    if (Math.abs(lateNs) > MOST_INTERVALS * interval) return
    if (this.usual === undefined) {
      if (this.first.length < MAX_KEPT) this.first.push(lateNs)
      return
    }
    const beyond = lateNs - this.usual
    if (beyond < NOTABLE_NS) return
    this.late.push({ key, atNs, lateNs: beyond })
    if (this.late.length > MAX_KEPT) this.late.shift()
  }
}

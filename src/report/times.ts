import { NS_PER_MS, NS_PER_SEC } from '../core/time.ts'
import type { Style } from './style.ts'

/** Seconds and nanoseconds of an ISO time of the report: kept apart, since together they exceed a double. */
export interface Instant {
  readonly sec: number
  readonly ns: number
}

export function instant(iso: string): Instant {
  const [whole, fraction = ''] = iso.slice(0, -1).split('.')
  return { sec: Date.parse(`${whole}Z`) / 1000, ns: Number(fraction.padEnd(9, '0')) }
}

/** Which ISO time is the earlier. Their Z is left out: it would put a time with nanoseconds before its own microsecond. */
export function compareTimes(a: string, b: string): number {
  const [left, right] = [a.slice(0, -1), b.slice(0, -1)]
  return left < right ? -1 : left > right ? 1 : 0
}

/** From one time to another, in ns: exact for 104 days. */
export const nsBetween = (from: Instant, to: Instant): number => (to.sec - from.sec) * NS_PER_SEC + (to.ns - from.ns)

/** `78.1 µs`, `612.3 ms`, `3.612 s`, `4 min 10 s`, `2 h 5 min`, `3 d 4 h`. */
export function duration(ns: number): string {
  const sign = ns < 0 ? '-' : ''
  const size = Math.abs(ns)
  if (size === 0) return '0 s'
  if (size < 0.9995 * NS_PER_MS) return `${sign}${trimmed(size / 1e3, 1)} µs`
  if (size < 0.99995 * NS_PER_SEC) return `${sign}${trimmed(size / NS_PER_MS, 1)} ms`
  if (size < 119.9995 * NS_PER_SEC) return `${sign}${trimmed(size / NS_PER_SEC, 3)} s`
  const sec = Math.round(size / NS_PER_SEC)
  if (sec < 7200) return sign + pair(sec, 60, 'min', 's')
  const min = Math.round(sec / 60)
  return sign + (min < 2880 ? pair(min, 60, 'h', 'min') : pair(Math.round(min / 60), 24, 'd', 'h'))
}

export const durationOfMs = (ms: number): string => duration(ms * NS_PER_MS)

/** Writes the times of one text: absolute, since `origin`, or since the time written before. */
export class Clock {
  readonly #style: Style
  readonly #origin: Instant
  readonly #dated: boolean
  #last: Instant

  /** `first` and `last` bound the times to be written: within one day the date is left out. */
  constructor(style: Style, first: string, last: string) {
    this.#style = style
    this.#origin = instant(first)
    this.#last = this.#origin
    this.#dated = first.slice(0, 10) !== last.slice(0, 10)
  }

  /** `12:00:03.612` (with month and day where the run spans days), `3.612 s`, or `+0.612 s`. */
  write(iso: string): string {
    const at = instant(iso)
    const before = this.#last
    this.#last = at
    switch (this.#style.time) {
      case 'iso':
        return `${this.#dated ? `${iso.slice(0, -1).split('T')[0]!.slice(-5)} ` : ''}${timeOfDay(iso)}`
      case 'rel':
        return `${seconds(nsBetween(this.#origin, at))} s`
      case 'delta': {
        const since = nsBetween(before, at)
        return `${since < 0 ? '' : '+'}${seconds(since)} s`
      }
    }
  }
}

/** Hours to milliseconds. */
export const timeOfDay = (iso: string): string => iso.slice(iso.indexOf('T') + 1, iso.indexOf('T') + 13)

const seconds = (ns: number): string => (ns / NS_PER_SEC).toFixed(3)

const trimmed = (value: number, digits: number): string => String(Number(value.toFixed(digits)))

function pair(count: number, size: number, big: string, small: string): string {
  const rest = count % size
  return `${Math.floor(count / size)} ${big}${rest === 0 ? '' : ` ${rest} ${small}`}`
}

// Time is counted in whole nanoseconds since the epoch second of a run: a double holds 104 days of them exactly.

export type Ns = number & { readonly unit: 'ns' }
export type Ms = number & { readonly unit: 'ms' }
/** Centiseconds: the wire unit of VRRPv3 (RFC 9568 5.2.7); VRRPv2 seconds are stored times 100. */
export type Cs = number & { readonly unit: 'cs' }

export const NS_PER_US = 1e3
export const NS_PER_MS = 1e6
export const NS_PER_CS = 1e7
export const NS_PER_SEC = 1e9

export const ns = (count: number): Ns => count as Ns
export const ms = (count: number): Ms => count as Ms
export const cs = (count: number): Cs => count as Cs

export const nsFromCs = (interval: Cs): Ns => (interval * NS_PER_CS) as Ns
export const nsFromMs = (duration: Ms): Ns => Math.round(duration * NS_PER_MS) as Ns
export const nsFromSec = (seconds: number): Ns => Math.round(seconds * NS_PER_SEC) as Ns
export const msFromNs = (duration: Ns): Ms => (duration / NS_PER_MS) as Ms

/** The zero of a run's clock: Unix seconds. Every `Ns` of the run counts from here. */
export interface Timeline {
  readonly epochSec: number
}

/** ISO 8601 UTC with microseconds, or nanoseconds where the time has them. */
export function isoFromNs(timeline: Timeline, at: Ns): string {
  // What no longer fits in nanoseconds still fits in microseconds.
  const isExact = Math.abs(at) <= Number.MAX_SAFE_INTEGER
  const count = isExact ? at : Math.round(at / NS_PER_US)
  const perSec = isExact ? NS_PER_SEC : NS_PER_SEC / NS_PER_US
  const wholeSec = Math.floor(count / perSec)
  const second = secondText(timeline.epochSec + wholeSec)
  if (second === undefined) return 'invalid-time'
  // The 1 in front keeps the zeros.
  const digits = String(perSec + Math.round(count - wholeSec * perSec))
  return `${second}.${digits.endsWith('000') ? digits.slice(1, 7) : digits.slice(1)}Z`
}

// The second of the line before is that of the next one, nearly always.
let lastSecond = Number.NaN
let lastText: string | undefined

function secondText(unixSec: number): string | undefined {
  if (unixSec === lastSecond) return lastText
  const date = new Date(unixSec * 1000)
  lastSecond = unixSec
  lastText = Number.isNaN(date.getTime()) ? undefined : date.toISOString().slice(0, -5)
  return lastText
}

import { NS_PER_CS, NS_PER_MS, NS_PER_SEC, NS_PER_US, type Ns, ns } from '../core/time.ts'

const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: NS_PER_US,
  ms: NS_PER_MS,
  cs: NS_PER_CS,
  s: NS_PER_SEC,
  min: 60 * NS_PER_SEC,
  h: 3600 * NS_PER_SEC,
}

/** `10ms`, `1s`, `25cs`, `1.5h` in nanoseconds; undefined without a number and its unit. */
export function nsOfDuration(text: string): Ns | undefined {
  const [, count, unit] = /^(\d+(?:\.\d+)?)(ns|us|ms|cs|s|min|h)$/.exec(text) ?? []
  return unit === undefined ? undefined : ns(Math.round(Number(count) * UNITS[unit]!))
}

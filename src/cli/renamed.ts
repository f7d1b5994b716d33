import { Anonymizer } from '../report/anonymize.ts'
import type { Io } from './io.ts'

const made = new WeakMap<Io, Anonymizer>()

/** Gives the new names of all that is printed; undefined where none were asked for. One, so that they mean the same. */
export function anonymizerOf(io: Io): Anonymizer | undefined {
  if (!io.flags.anonymize) return undefined
  if (!made.has(io)) made.set(io, new Anonymizer())
  return made.get(io)
}

/** As it is printed. Of an object only the values are renamed: a property may be called as a node is. */
export const renamed = <T>(io: Io, value: T): T => anonymizerOf(io)?.applyToAll(value) ?? value

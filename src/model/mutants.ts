import { MACHINE, type Machine } from './machine.ts'
import { activeMutants } from './mutants/active.ts'
import { backupMutants } from './mutants/backup.ts'
import { initializeMutants } from './mutants/initialize.ts'
import type { Mutant } from './mutants/mutant.ts'
import { receiveMutants } from './mutants/receive.ts'
import { timerMutants } from './mutants/timers.ts'

export type { Mutant } from './mutants/mutant.ts'

/** The machine with one line wrong, in every way we know: proof that a conformance case bites, and `speak --fault`. */
export const mutants: readonly Mutant[] = [
  ...initializeMutants,
  ...backupMutants,
  ...activeMutants,
  ...timerMutants,
  ...receiveMutants,
]

/** The machine with the mutations of those names; undefined if a name is unknown. */
export function mutated(names: readonly string[]): Machine | undefined {
  let machine = MACHINE
  for (const name of names) {
    const mutant = mutants.find((candidate) => candidate.name === name)
    if (mutant === undefined) return undefined
    machine = mutant.of(machine)
  }
  return machine
}

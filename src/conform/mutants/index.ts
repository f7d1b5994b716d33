import { faults } from '../../speaker/faults.ts'
import { answeringMutants } from './answering.ts'
import { hearingMutants } from './hearing.ts'
import type { DeviceMutant } from './mutant.ts'
import { routingMutants } from './routing.ts'
import { sendingMutants } from './sending.ts'

/** Every broken device that the cases are proven with: the faults that `speak --fault` plays, and those of the link. */
export const MUTANTS: readonly DeviceMutant[] = [
  ...faults.map((fault): DeviceMutant => ({ name: fault.name, sentence: fault.sentence, fault })),
  ...sendingMutants,
  ...routingMutants,
  ...answeringMutants,
  ...hearingMutants,
]

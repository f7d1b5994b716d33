import { accept } from './accept.ts'
import { TIMERS, type Timers } from './params.ts'
import { step } from './step.ts'

/** All that decides what a router does. The driver takes one as an argument: this one, or a mutant of it. */
export interface Machine {
  readonly step: typeof step
  readonly accept: typeof accept
  readonly timers: Timers
}

export const MACHINE: Machine = { step, accept, timers: TIMERS }

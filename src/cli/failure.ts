import { type CaptureSummary, INTERRUPTED } from '../capture/source.ts'
import { VrrpscopeError } from '../core/errors.ts'
import { Exit, statusOf } from './exit.ts'
import type { Io } from './io.ts'

/** `vrrpscope: <code>: <message>` and a hint, never a stack; adds the exit status that belongs to it. */
export function failure(io: Io, error: unknown): void {
  // Whoever interrupts an input before it says anything knows why it says nothing.
  const cutOff = io.interrupted && statusOf(error) === Exit.input
  io.exitWith(cutOff ? Exit.interrupted : statusOf(error))
  if (cutOff) return
  if (error instanceof VrrpscopeError) {
    io.warn(`vrrpscope: ${error.code}: ${error.message}`)
    io.warn(`hint: ${error.hint}`)
  } else {
    io.warn(`vrrpscope: internal/bug: ${error instanceof Error ? error.message : String(error)}`)
    io.warn('hint: this is a fault of vrrpscope: please report it with the command line and, if you can, the input')
  }
}

/** Inputs that were not read to their end have given what they had: one line and the hint for each, and the exit status. */
export function tellDamage(io: Io, captures: readonly CaptureSummary[]): void {
  for (const { name, complete, problem } of captures) {
    if (complete || problem === undefined) continue
    const { code, message, hint } = problem
    io.exitWith(code === INTERRUPTED ? Exit.inconclusive : Exit.input)
    io.warn(`vrrpscope: ${code}: ${message.startsWith(name) ? message : `${name}: ${message}`}`)
    io.warn(`hint: ${hint}`)
  }
}

/** What misleads about inputs that are whole: a report has it, lines of frames have not. */
export function tellRemarks(io: Io, captures: readonly CaptureSummary[]): void {
  for (const { name, complete, problem } of captures)
    if (complete && problem !== undefined) io.note(`vrrpscope: ${problem.code}: ${name}: ${problem.message}`)
}

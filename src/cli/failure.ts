import { VrrpscopeError } from '../core/errors.ts'
import { statusOf } from './exit.ts'
import type { Io } from './io.ts'

/** `vrrpscope: <code>: <message>` and a hint, never a stack; adds the exit status that belongs to it. */
export function failure(io: Io, error: unknown): void {
  io.exitWith(statusOf(error))
  if (error instanceof VrrpscopeError) {
    io.warn(`vrrpscope: ${error.code}: ${error.message}`)
    io.warn(`hint: ${error.hint}`)
  } else {
    io.warn(`vrrpscope: internal/bug: ${error instanceof Error ? error.message : String(error)}`)
    io.warn('hint: this is a fault of vrrpscope: please report it with the command line and, if you can, the input')
  }
}

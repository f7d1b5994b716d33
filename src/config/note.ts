import type { Place } from './text.ts'

/**
 * Something a reader noticed while it read: facts without prose. `rule` is the id of the rule that owns the words,
 * `message` one of its sentences. `values.instead` is the line to write, where there is one to propose.
 */
export interface Note {
  readonly rule: string
  readonly severity: 'error' | 'warning' | 'info'
  readonly message: string
  readonly values: Readonly<Record<string, string | number>>
  readonly place: Place
  /** Instance, script or group that the note is about. */
  readonly instance?: string
}

import type { Level } from './requirements/requirement.ts'

export type Outcome = 'pass' | 'fail' | 'non-strict' | 'info' | 'skipped' | 'inconclusive'

export interface Verdict {
  readonly outcome: Outcome
  /** Why it was skipped or could not be told; what was recorded, for `info`. */
  readonly why?: string
  readonly expected?: string
  readonly actual?: string
}

/** Thrown by the harness: the device did not do what the case expects. */
export class Unmet extends Error {
  readonly expected: string
  readonly actual: string
  /** It came at the wrong time, or not in time: a tester that was late itself cannot tell. */
  readonly isTiming: boolean

  constructor(expected: string, actual: string, isTiming = false) {
    super(`expected ${expected}, got ${actual}`)
    this.expected = expected
    this.actual = actual
    this.isTiming = isTiming
  }
}

/** Thrown by the harness: the device or the segment did not let the case get far enough to tell. */
export class Inconclusive extends Error {}

/** Thrown by what controls the device: another attempt would fail the same way. */
export class Hopeless extends Inconclusive {}

/** What a case that threw `problem` is worth: anything but the two above is a bug and goes on up. */
export function verdictOf(problem: unknown, level: Level): Verdict {
  if (problem instanceof Inconclusive) return { outcome: 'inconclusive', why: problem.message }
  if (!(problem instanceof Unmet)) throw problem
  const { expected, actual } = problem
  switch (level) {
    case 'MUST':
      return { outcome: 'fail', expected, actual }
    case 'SHOULD':
      return { outcome: 'non-strict', expected, actual }
    case 'MAY':
      return { outcome: 'info', why: `optional, not done: ${actual}`, expected, actual }
  }
}

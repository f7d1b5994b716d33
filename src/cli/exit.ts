import { VrrpscopeError } from '../core/errors.ts'

/** What the process says when it ends. */
export const Exit = {
  clean: 0,
  /** Findings at or above --fail-on, or a failed MUST case. */
  findings: 1,
  /** Wrong usage or unusable configuration. */
  usage: 2,
  /** Input unreadable or cut short; what was readable is still reported. */
  input: 3,
  /** No permission or no such interface. */
  permission: 4,
  /** No VRRP in the input: never green. */
  nothing: 5,
  /** Capture drops, or a device that was never reachable. */
  inconclusive: 6,
  /** A bug of ours (EX_SOFTWARE of sysexits.h). */
  internal: 70,
  /** Interrupted before one frame was read. */
  interrupted: 130,
} as const
export type Exit = (typeof Exit)[keyof typeof Exit]

/** When several hold, the first of these is said. */
const PRECEDENCE: readonly Exit[] = [
  Exit.internal,
  Exit.interrupted,
  Exit.usage,
  Exit.permission,
  Exit.input,
  Exit.findings,
  Exit.inconclusive,
  Exit.nothing,
]

/** The one status for everything that happened; `clean` for nothing. */
export function gravest(statuses: Iterable<Exit>): Exit {
  const held = new Set(statuses)
  return PRECEDENCE.find((status) => held.has(status)) ?? Exit.clean
}

/** Error codes start with the place they come from; what is not listed concerns the input. */
const BY_ORIGIN: Readonly<Record<string, Exit>> = {
  usage: Exit.usage,
  config: Exit.usage,
  output: Exit.usage,
  permission: Exit.permission,
  interface: Exit.permission,
  live: Exit.permission,
  tap: Exit.permission,
}

/** The status of a failure that ended the program: by the part of its code before the slash. */
export function statusOf(error: unknown): Exit {
  if (!(error instanceof VrrpscopeError)) return Exit.internal
  return BY_ORIGIN[error.code.split('/', 1)[0]!] ?? Exit.input
}

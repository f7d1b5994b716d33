import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'

/** What a process asks for. */
export const Priority = {
  first: constants.priority.PRIORITY_HIGHEST,
  /** Before ordinary programs, which get their turns all the same. */
  before: -5,
  usual: constants.priority.PRIORITY_NORMAL,
} as const

/**
 * Asks the scheduler to run a process before others: an advert that waits for a processor is a failover, a frame that
 * waits in a full buffer is lost. Without the right to ask, all stays as it is.
 */
export function prefer(pid: number | undefined, priority: number = Priority.first): void {
  try {
    if (pid !== undefined) setPriority(pid, priority)
  } catch {
    // Then frames and adverts come late on a busy machine, as those of any program.
  }
}

/** Shares of a processor between which real time is given back, and taken again when all was at ease for a second. */
const BUSY = 0.5
const AT_EASE = 0.3
const LOOK_MS = 200
const LOOKS_AT_EASE = 5

/**
 * For who stamps and who beats: real time at the lowest of those priorities, with all threads of the process, as one of
 * them waits for the others. On two cores that six processes want, intervals are then 1 ms off at the 99th percentile in
 * place of 12 ms. Who floods us must not get all the processors, nor keep others from theirs: while much is to be done it
 * has the priority `busy`, and without the right to real time the first.
 */
export function runInRealTime(busy: number): void {
  prefer(process.pid)
  if (realTimePriority() > 1) return // who started us has seen to it
  schedule('--rr', '1')
  let real = true
  let atEase = 0
  let before = usedUs()
  setInterval(() => {
    const now = usedUs()
    const share = (now - before) / (LOOK_MS * 1000)
    before = now
    atEase = share < AT_EASE ? atEase + 1 : 0
    if (real ? share < BUSY : atEase < LOOKS_AT_EASE) return
    real = !real
    prefer(process.pid, real ? Priority.first : busy)
    if (real) schedule('--rr', '1')
    else schedule('--other', '0')
  }, LOOK_MS).unref()
}

/** Processor time of this process. */
function usedUs(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** Of this process, by proc(5); 0 for an ordinary one. */
function realTimePriority(): number {
  try {
    return Number(readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ')[37])
  } catch {
    return 0
  }
}

function schedule(policy: '--rr' | '--other', priority: string): void {
  // What is started from here starts as usual.
  execFile('chrt', ['--reset-on-fork', '--all-tasks', policy, '--pid', priority, String(process.pid)], () => {})
}

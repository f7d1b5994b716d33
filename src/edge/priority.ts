import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'

/**
 * Asks the scheduler to run this process before ordinary ones: an advert that waits for a processor is a failover. To be
 * called once all is loaded and little remains to be done. Without the right to ask, all stays as it is.
 */
export function runFirst(): void {
  prefer(process.pid)
}

/** The same for a program that was started: what captures must not wait until its buffer is full. */
export function prefer(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_HIGHEST)
  } catch {
    // Then frames and adverts come late on a busy machine, as those of any program.
  }
}

/** Shares of a processor between which real time is given back, and taken again. */
const BUSY = 0.5
const AT_EASE = 0.3
const LOOK_MS = 1000

/**
 * For who stamps and who beats: real time at the lowest of those priorities, with all threads of the process, as one of
 * them waits for the others. On two cores that six processes want, intervals are then 1 ms off at the 99th percentile in
 * place of 12 ms. Who floods us must not get all the processors: while much is to be done it is as with `runFirst`, and
 * so it is without the right to it.
 */
export function runInRealTime(): void {
  runFirst()
  if (realTimePriority() > 1) return // who started us has seen to it
  schedule('--rr', '1')
  let real = true
  let used = process.cpuUsage()
  setInterval(() => {
    const { user, system } = process.cpuUsage(used)
    used = process.cpuUsage()
    const share = (user + system) / (LOOK_MS * 1000)
    if (real === share < (real ? BUSY : AT_EASE)) return
    real = !real
    if (real) schedule('--rr', '1')
    else schedule('--other', '0')
  }, LOOK_MS).unref()
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

/** Takes it back for a program that was started. */
export function runAsUsual(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_NORMAL)
  } catch {
    // It has ended.
  }
}

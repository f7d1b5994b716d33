import { spawnSync } from 'node:child_process'

// Real daemons on a machine that does other things as well: what may be late, and by how much.

/** A thing happened, but later than this machine explains. */
export class TooLate extends Error {}

/**
 * This process, and what it starts from now on, runs before what else the machine does, until `asUsual`: daemons that wait
 * for a processor take over from each other. Where that is not allowed, all stays as it is.
 */
export const beforeOthers = (): unknown => spawnSync('chrt', ['--rr', '--pid', '1', String(process.pid)])
export const asUsual = (): unknown => spawnSync('chrt', ['--other', '--pid', '0', String(process.pid)])

/** Runs it again if it was late, once, and says both. What is wrong in any other way is wrong. */
export async function twiceIfLate(run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (!(error instanceof TooLate)) throw error
    console.error(`TOO LATE, run again: ${error.message}`)
    await run()
    console.error('run again: on time')
  }
}

import { readFileSync } from 'node:fs'
import { VrrpscopeError } from '../../../core/errors.ts'
import type { Lab } from '../../../edge/lab.ts'

/** How a daemon checks a configuration, and where in what it says the number of a line is. */
export interface ConfigCheck {
  readonly argv: readonly string[]
  readonly complaint: RegExp
}

/** A line of `--lab-config` that the daemon does not take would leave it untested, in silence. Throws `usage/lab-config`. */
export async function mustTake(
  lab: Lab,
  host: string,
  configFile: string,
  labConfig: readonly string[],
  { argv, complaint }: ConfigCheck,
): Promise<void> {
  if (labConfig.length === 0) return
  const { stdout, stderr } = await lab.run(host, argv)
  const lines = readFileSync(configFile, 'utf8').split('\n')
  for (const said of `${stdout}\n${stderr}`.split('\n')) {
    const number = complaint.exec(said)?.[1]
    const line = number === undefined ? '' : (lines[Number(number) - 1] ?? '')
    const refused = labConfig.find((each) => line.trim().endsWith(each))
    if (refused !== undefined)
      throw new VrrpscopeError('usage/lab-config', `the daemon does not take ${refused}`, said.trim())
  }
}

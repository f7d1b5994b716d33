import { execFileSync } from 'node:child_process'
import { VrrpscopeError } from '../../../core/errors.ts'
import type { LabName } from '../flags.ts'
import type { LabDevice, LabWish } from './lab-device.ts'

/** Builds the lab of that name; everything in it, and we, run before other work on this machine. Throws `lab/...`. */
export async function buildLab(name: LabName, wish: LabWish): Promise<LabDevice> {
  if (wish.version === 2 && wish.family === 6)
    throw new VrrpscopeError('usage/no-such-device', 'version 2 is for IPv4', 'leave --family or --vrrp-version out')
  hurry()
  switch (name) {
    case 'keepalived':
      return (await import('./keepalived.ts')).keepalivedLab(wish)
    case 'frr':
      return (await import('./frr.ts')).frrLab(wish)
    case 'self':
      return (await import('./self.ts')).selfLab(wish)
  }
}

/**
 * Of all threads: the main one waits for those that collect garbage. Children inherit it. Real-time, because niceness counts only among the processes of one session; above the lowest of
 * those priorities, where a speaker or a tap of somebody else may hold a processor for 100 ms.
 */
function hurry(): void {
  try {
    execFileSync('chrt', ['--all-tasks', '--rr', '--pid', '2', String(process.pid)], { stdio: 'ignore' })
  } catch {
    // Without the program or the right to it the noise is what it is, and it is measured.
  }
}

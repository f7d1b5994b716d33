import { constants, setPriority } from 'node:os'

/**
 * Asks the scheduler to run this process before ordinary ones: an advert that waits for a processor is a failover. To be
 * called once all is loaded and little remains to be done. Without the right to ask, all stays as it is.
 */
export function runFirst(): void {
  try {
    setPriority(constants.priority.PRIORITY_HIGHEST)
  } catch {
    // Then adverts come late on a busy machine, as those of any program.
  }
}

/** Takes it back for a program that was started. */
export function runAsUsual(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_NORMAL)
  } catch {
    // It has ended.
  }
}

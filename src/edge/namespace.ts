import { readlinkSync } from 'node:fs'

/** Whether this process is in another network namespace than the system itself. False where that cannot be seen. */
export function inOwnNetworkNamespace(): boolean {
  try {
    return readlinkSync('/proc/self/ns/net') !== readlinkSync('/proc/1/ns/net')
  } catch {
    return false
  }
}

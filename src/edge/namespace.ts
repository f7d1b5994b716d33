import { readdirSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Where `ip netns` keeps the namespaces that it made. */
const NAMED = '/run/netns'

/**
 * Whether this process is in another network namespace than the system itself. Where the system's cannot be seen, as in
 * some containers, only one that has a name is known to be another. False where nothing can be seen.
 */
export function inOwnNetworkNamespace(): boolean {
  try {
    return readlinkSync('/proc/self/ns/net') !== readlinkSync('/proc/1/ns/net')
  } catch {
    return isNamed()
  }
}

function isNamed(): boolean {
  try {
    const own = statSync('/proc/self/ns/net').ino
    return readdirSync(NAMED).some((name) => statSync(join(NAMED, name), { throwIfNoEntry: false })?.ino === own)
  } catch {
    return false
  }
}

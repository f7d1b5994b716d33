import type { SourceText } from './text.ts'

/** File names that say nothing of the node. */
const GENERIC = /^(keepalived|frr|vrrpd|vtysh|config|running-config|-|stdin)$/

/**
 * A node's name where the user gave none: the file's, or `router_id` or `hostname` where the file is called like every
 * other, or the directory it lies in.
 */
export function nodeName(source: SourceText): string {
  const parts = source.name.split('/')
  const base = parts.at(-1)!.replace(/(\.(keepalived|frr|vrrpd))?\.(conf|cfg|ya?ml|txt|md)$/, '')
  const own = /^\s*(?:router_id|hostname)\s+"?([\w.-]+)/m.exec(source.text)?.[1]
  if (!GENERIC.test(base) && !source.text.startsWith('\n')) return base
  return own ?? (GENERIC.test(base) ? parts.at(-2) : base) ?? base
}

import type { LiveRouter } from '../observe/live.ts'
import type { Given } from './rule.ts'

/** The groups that the virtual router of `router` is in: configured, or named on the command line. */
export function syncGroupsOf(
  { config, virtualRouter: { id, vrid } }: LiveRouter,
  { groups }: Given,
): readonly string[] {
  const named = groups.filter(({ members }) => members.includes(id) || members.includes(String(vrid)))
  return [...(config?.syncGroup === undefined ? [] : [config.syncGroup]), ...named.map(({ name }) => name)]
}

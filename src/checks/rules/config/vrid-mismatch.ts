import { originOf } from '../../../config/origins.ts'
import { sameIp } from '../../../core/address.ts'
import type { World } from '../../../observe/listener.ts'
import type { LiveRouter } from '../../../observe/live.ts'
import { spokenBy } from '../../advert.ts'
import type { Member } from '../../groups.ts'
import { defineRule } from '../../rule.ts'
import { type Ties, tiedAtEnd } from '../../ties.ts'

export const configVridMismatch = defineRule({
  id: 'config/vrid-mismatch',
  severity: 'error',
  rfc: ['RFC 9568 5.2.3'],
  condition: 'A configured node advertises another virtual router id than the configured one.',
  why: 'Its peers do not hear it: each becomes Active of its own virtual router, with the same addresses.',
  remedy: 'Load the configuration on {node}, or correct the id.',
  messages: { differs: '{node} ({src}) advertises virtual router id {seen}; {file}:{line} says {configured}.' },
  watch: tiedAtEnd((run, ties, world) => {
    for (const { router, member } of strays(world, ties)) {
      const { file, line, column } = originOf(member.router, 'vrid')
      const values = {
        node: member.node.name,
        file,
        line,
        seen: router.virtualRouter.vrid,
        configured: member.router.vrid,
      }
      run.report('differs', {
        ...spokenBy(router, values),
        node: member.node.name,
        file,
        line,
        column,
      })
    }
  }),
})

/** Speakers that no configuration of their VRID names, and that are a configured node which is missing elsewhere. */
export function strays(world: World, ties: Ties): { readonly router: LiveRouter; readonly member: Member }[] {
  const heard = new Set(world.virtualRouters.flatMap((vr) => vr.routers.map((router) => ties.of(router))))
  for (const vr of world.virtualRouters) heard.add(ties.byElimination(vr)?.member)
  const missing = ties.members.filter((member) => !heard.has(member))
  const found: { router: LiveRouter; member: Member }[] = []
  for (const vr of world.virtualRouters)
    for (const router of vr.routers) {
      if (ties.of(router) !== undefined) continue
      const isConfigured = ties.configured(vr).length > 0
      const member = missing.filter((one) => isMeant(one, router, isConfigured))
      if (member.length === 1) found.push({ router, member: member[0]! })
    }
  return found
}

/** By its source address; else, where nobody is configured for the VRID, by what it serves. */
function isMeant({ router: config }: Member, router: LiveRouter, isConfigured: boolean): boolean {
  if (config.family !== router.address.family || config.vrid === router.virtualRouter.vrid) return false
  if (config.primaryAddress !== undefined) return sameIp(config.primaryAddress, router.address)
  if (isConfigured) return false
  const { priority, addresses } = router.lastSighting.advert
  const priorities = [priority, ...router.priorities]
  return (
    config.addresses.some((ip) => addresses.some((seen) => sameIp(seen, ip))) &&
    config.priorities.some((one) => priorities.includes(one))
  )
}

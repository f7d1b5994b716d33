import { activeDownInterval, paramsOf } from '../../../model/params.ts'
import type { World } from '../../../observe/listener.ts'
import type { LiveVirtualRouter } from '../../../observe/live.ts'
import type { Member } from '../../groups.ts'
import { at } from '../../lint.ts'
import { defineRule } from '../../rule.ts'
import { type Ties, tiedAtEnd } from '../../ties.ts'
import { noteUnread } from '../../unread.ts'
import { strays } from './vrid-mismatch.ts'

export const configRouterSilent = defineRule({
  id: 'config/router-silent',
  severity: 'info',
  absence: true,
  rfc: ['RFC 9568 6.4.2', 'RFC 9568 6.4.3'],
  condition:
    'A configured router was never heard: information where it may be a Backup, an error where nobody was Active.',
  why: 'A Backup says nothing, so this is normal for it. Whether it is alive cannot be seen.',
  remedy: 'Nothing to do for a Backup; a takeover test shows whether it is alive.',
  messages: {
    backup: '{node} was never heard in virtual router {vrid}; it may be a Backup.',
    nobody: {
      text: '{node} was never heard, and nobody is Active in virtual router {vrid}.',
      severity: 'error',
      why: 'The configuration asks for an Active Router within {downMs} ms, and nobody serves the addresses.',
      remedy: 'Look whether the daemon of {node} runs, on the interface that was captured.',
    },
  },
  watch(run) {
    const unread = noteUnread()
    const judge = tiedAtEnd<'backup' | 'nobody'>((_, ties, world) => {
      const moved = new Set(strays(world, ties).map(({ member }) => member))
      for (const member of ties.members) {
        const { router } = member
        const vrs = world.virtualRouters.filter((vr) => ties.configured(vr).includes(member))
        if (moved.has(member) || vrs.some((vr) => isHeard(ties, vr, member) || isOpen(ties, vr))) continue
        if (unread.mayBeOf(router)) continue
        const down = activeDownInterval(paramsOf(router), router.priority, router.advertInterval)
        if (vrs.some((vr) => vr.periods.length > 0)) run.report('backup', at(member, 'vrid'))
        else if (lengthOf(world) > down && !unread.has(router.family))
          run.report('nobody', at(member, 'vrid', { downMs: down / 1e6 }))
      }
    })
    return { ...judge(run), facts: unread.facts }
  },
})

const isHeard = (ties: Ties, vr: LiveVirtualRouter, member: Member): boolean =>
  vr.routers.some((router) => ties.of(router) === member) || ties.byElimination(vr)?.member === member

/** Said by config/ambiguous. */
const isOpen = (ties: Ties, vr: LiveVirtualRouter): boolean =>
  ties.open(vr).speakers.length > 0 && ties.byElimination(vr) === undefined

function lengthOf(world: World): number {
  const first = world.coverage(0)
  return first === undefined ? 0 : first.toNs - first.fromNs
}

import { activeDownInterval, paramsOf } from '../../../model/params.ts'
import type { LiveRouter, LiveVirtualRouter } from '../../../observe/live.ts'
import { predict } from '../../../simulate/predict.ts'
import type { Member } from '../../groups.ts'
import { at } from '../../lint.ts'
import { defineRule } from '../../rule.ts'
import { type Ties, tiedAtEnd } from '../../ties.ts'
import { noteUnread } from '../../unread.ts'

export const configWrongActive = defineRule({
  id: 'config/wrong-active',
  severity: 'warning',
  rfc: ['RFC 9568 6.4.2', 'RFC 9568 6.4.3'],
  condition: 'A router is Active throughout, and the configuration elects another that was never heard.',
  why: 'The node that was to be Active is down, or hears adverts and does not pre-empt.',
  remedy: 'Look whether the daemon of {elected} runs, and at what priority.',
  messages: { other: '{active} ({src}) is Active in virtual router {vrid}; the configuration elects {elected}.' },
  watch(run) {
    const unread = noteUnread()
    const judge = tiedAtEnd<'other'>((_, ties, world) => {
      if (run.given.isNarrowed) return
      for (const vr of world.virtualRouters) {
        const usurped = usurpedIn(vr, ties)
        if (usurped === undefined || unread.mayBeOf(usurped.elected.router)) continue
        const { only, active, elected } = usurped
        run.report('other', {
          ...at(elected, 'priority', { src: only.name, active: active.node.name, elected: elected.node.name }),
          virtualRouter: vr,
          routers: [only],
          confidence: 'likely',
        })
      }
    })
    return { ...judge(run), facts: unread.facts }
  },
})

/** The only router that was heard, and the one that was to pre-empt it meanwhile. */
export function usurpedIn(vr: LiveVirtualRouter, ties: Ties): Usurped | undefined {
  const [only, ...others] = vr.routers
  const members = ties.configured(vr)
  if (only === undefined || others.length > 0 || members.length < 2) return undefined
  const active = ties.of(only)
  const elected = electedOf(members)
  if (active === undefined || elected === undefined || active === elected) return undefined
  return elected.router.preempt && watchedFor(vr) >= downOf(elected) ? { only, active, elected } : undefined
}

interface Usurped {
  readonly only: LiveRouter
  readonly active: Member
  readonly elected: Member
}

/** Who is Active once all are up, by the machine of each; not by an address that the configurations do not tell. */
function electedOf(members: readonly Member[]): Member | undefined {
  const highest = Math.max(...members.map(({ router }) => router.priority))
  if (members.filter(({ router }) => router.priority === highest).length > 1) return undefined
  const start = predict(members.map(({ router }) => router))[0]
  if (start === undefined || start.alsoActive.length > 0) return undefined
  return members.find(({ node }) => node.name === start.active)
}

const watchedFor = (vr: LiveVirtualRouter): number => vr.lastSeenNs - vr.firstSeenNs

const downOf = ({ router }: Member): number =>
  activeDownInterval(paramsOf(router), router.priority, router.advertInterval) +
  router.preemptDelay +
  router.startupDelay

import { type Ns, ns, nsFromCs } from '../../../core/time.ts'
import { activeDownInterval, paramsOf } from '../../../model/params.ts'
import type { World } from '../../../observe/listener.ts'
import type { LiveVirtualRouter } from '../../../observe/live.ts'
import { FOLLOWING_NS } from '../../../observe/tolerance.ts'
import type { Member } from '../../groups.ts'
import { at, keyOf } from '../../lint.ts'
import { inMs } from '../../quantity.ts'
import { defineRule } from '../../rule.ts'
import { type Ties, tiedAtEnd } from '../../ties.ts'
import { noteUnread } from '../../unread.ts'
import { strays } from './vrid-mismatch.ts'
import { usurpedIn } from './wrong-active.ts'

export const configRouterSilent = defineRule({
  id: 'config/router-silent',
  severity: 'info',
  absence: true,
  rfc: ['RFC 9568 6.4.2', 'RFC 9568 6.4.3'],
  condition:
    'A configured router was never heard: information where it may be a Backup or was not captured, an error where it had to be ' +
    'Active or nobody was, also for a time.',
  why: 'A Backup says nothing, so this is normal for it. Whether it is alive cannot be seen.',
  remedy: 'Nothing to do for a Backup; a takeover test shows whether it is alive.',
  messages: {
    backup: '{node} was never heard in virtual router {vrid}; it may be a Backup.',
    elected: {
      text:
        '{node} was never heard in virtual router {vrid}: at priority {priority} it had to take over from {active} ({src}, ' +
        'priority {activePriority}).',
      severity: 'error',
      why: 'Its daemon is down or in FAULT, or its adverts are lost on the way: nobody stands by for {active}.',
      remedy:
        'Look whether the daemon of {node} runs, and read its log for FAULT (`journalctl -u keepalived`, or frr).',
    },
    absent: {
      text: '{node} was never heard in virtual router {vrid}, also while nobody was Active in it for {outageMs} ms.',
      severity: 'error',
      why:
        'It had to take over within {downMs} ms. Its daemon was down or in FAULT, it heard adverts that this capture does not ' +
        'show, or its sync group kept it back: that moves only as a whole.',
      remedy:
        'Read the log of {node} for that time (`journalctl -u keepalived`, or frr): FAULT, a script or an interface that failed. ' +
        'A `vrrp_sync_group` has to hold the same instances on every node.',
    },
    elsewhere: {
      text: '{node} was never heard in virtual router {vrid}; its interface {interface} does not seem to be captured.',
      why: 'The routers that were heard are on other interfaces: what happens on this one was not seen.',
      remedy: 'Capture where {interface} of {node} is connected, too.',
    },
    nobody: {
      text: '{node} was never heard, and nobody is Active in virtual router {vrid}.',
      severity: 'error',
      why: 'The configuration asks for an Active Router within {downMs} ms, and nobody serves the addresses.',
      remedy: 'Look whether the daemon of {node} runs, on the interface that was captured.',
    },
  },
  watch(run) {
    const unread = noteUnread()
    const sources = new Set<number>()
    const isLeftOut = ({ router }: Member): boolean =>
      run.given.isNarrowed === true || (run.given.onlyVrid ?? router.vrid) !== router.vrid
    const judge = tiedAtEnd<'backup' | 'elected' | 'absent' | 'elsewhere' | 'nobody'>((_, ties, world) => {
      const moved = new Set(strays(world, ties).map(({ member }) => member))
      const usurped = world.virtualRouters.flatMap((vr) => usurpedIn(vr, ties) ?? [])
      const isElsewhere = elsewhere(world, ties)
      const watchedNs = longestStretch(world, sources)
      for (const member of ties.members) {
        const { router } = member
        if (isLeftOut(member)) continue
        const vrs = world.virtualRouters.filter((vr) => ties.configured(vr).includes(member))
        if (moved.has(member) || vrs.some((vr) => isHeard(ties, vr, member) || isOpen(ties, vr, member))) continue
        if (unread.mayBeOf(router)) continue
        const over = usurped.find(({ elected, only }) => elected === member && router.priorities[0]! > only.priority)
        const down = activeDownInterval(paramsOf(router), router.priority, router.advertInterval)
        if (over !== undefined) {
          const { only, active } = over
          const values = { src: only.name, active: active.node.name, activePriority: only.priority }
          const sign = at(member, 'priority', { ...values, priority: router.priority })
          run.report('elected', { ...sign, confidence: 'likely' })
          continue
        }
        const outage = longestOutage(vrs, world.now)
        const isMissed = outage !== undefined && outage.to - outage.from > down + nsFromCs(router.advertInterval)
        if (isMissed) {
          const sign = at(member, 'vrid', { outageMs: inMs(ns(outage.to - outage.from)), downMs: down / 1e6 })
          run.report('absent', { ...sign, ...outage, confidence: 'likely' })
        } else if (outage !== undefined) run.report('backup', at(member, 'vrid'))
        else if (isElsewhere(member)) run.report('elsewhere', at(member, 'vrid', { interface: router.interfaceName }))
        else if (watchedNs > down && !unread.has(router.family))
          run.report('nobody', at(member, 'vrid', { downMs: down / 1e6 }))
      }
    })
    return { ...judge(run), facts: unread.facts, onInterface: ({ index }) => void sources.add(index) }
  },
})

const isHeard = (ties: Ties, vr: LiveVirtualRouter, member: Member): boolean =>
  vr.routers.some((router) => ties.of(router) === member) || ties.byElimination(vr)?.member === member

/** It may be one of those that were heard: config/ambiguous. */
const isOpen = (ties: Ties, vr: LiveVirtualRouter, member: Member): boolean =>
  ties.byElimination(vr) === undefined && ties.candidates(vr).members.includes(member)

/** Tells the virtual routers that nothing places where others were heard: no member has an interface there. */
function elsewhere(world: World, ties: Ties): (member: Member) => boolean {
  const captured = new Set(world.virtualRouters.flatMap((vr) => ties.configured(vr)).map(interfaceOf))
  const shown = new Set(
    ties.members.filter((member) => captured.has(interfaceOf(member))).map(({ router }) => keyOf(router)),
  )
  return (member) => captured.size > 0 && !shown.has(keyOf(member.router))
}

const interfaceOf = ({ node, router }: Member): string => `${node.name} ${router.interfaceName}`

/** The longest time in which somebody had been Active and nobody was; undefined where nobody ever was. */
function longestOutage(vrs: readonly LiveVirtualRouter[], now: Ns): { from: Ns; to: Ns } | undefined {
  const outages = vrs.flatMap(({ periods }) =>
    periods.map(({ to = now }) => {
      const later = periods.filter((other) => (other.to ?? now) > to).map(({ from }) => from)
      return { from: to, to: ns(Math.max(to, Math.min(now, ...later))) }
    }),
  )
  return outages.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0]
}

/** The longest time that vantage points watched without a hole: files that follow each other are one watch. */
function longestStretch(world: World, sources: ReadonlySet<number>): number {
  const spans = [...sources].flatMap((source) => world.coverage(source) ?? []).sort((a, b) => a.fromNs - b.fromNs)
  let [from, to, longest] = [0, Number.NEGATIVE_INFINITY, 0]
  for (const { fromNs, toNs } of spans) {
    if (fromNs > to + FOLLOWING_NS) from = fromNs
    to = Math.max(to, toNs)
    longest = Math.max(longest, to - from)
  }
  return longest
}

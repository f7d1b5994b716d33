import { isVirtualMac, type Mac } from '../../../core/address.ts'
import { type Ns, ns } from '../../../core/time.ts'
import type { Announcement, LivePeriod, LiveRouter, LiveVirtualRouter } from '../../../observe/live.ts'
import { payAttention } from '../../attention.ts'
import { firstFew } from '../../listed.ts'
import { patience } from '../../overlap.ts'
import { idOf } from '../../peers.ts'
import { inMs } from '../../quantity.ts'
import { defineRule, type Sign } from '../../rule.ts'

/** Addresses in one sentence. */
const MOST_NAMES = 8

const REPEATED = '`garp_lower_prio_repeat 5`, `higher_prio_send_advert on`'
const MEANWHILE = 'In that time neighbours sent to {mac}, as they had been told last'

export const staleAnnouncement = defineRule({
  id: 'state/stale-announcement',
  severity: 'error',
  rfc: ['RFC 9568 6.4.3', 'RFC 9568 8.1.2', 'RFC 9568 8.2.2'],
  condition: 'The last announcement of an address was not made by the router that is Active.',
  why: 'Neighbours were told last to send to {mac} for {addresses}, and do so until their tables expire.',
  remedy: `Now: \`{byHand}\` on {active}{each}. For good, on every member: ${REPEATED}, \`garp_master_refresh 60\`.`,
  messages: {
    stale: 'The last to announce {addresses} was {last} ({mac}), but {active} is Active.',
    // Told in place of `stale` once {active} is no longer Active, or {last} is.
    passed: {
      text: 'The last to announce {addresses} was {last} ({mac}), while {active} was Active.',
      why: `${MEANWHILE}; {active} never told them otherwise.`,
      remedy: `On every member: ${REPEATED}, \`garp_master_refresh 60\`.`,
    },
    // Told in place of `stale` once {active} announces them.
    mended: {
      text:
        'The last to announce {addresses} was {last} ({mac}), until {active}, which is Active, did so again {staleMs} ms ' +
        'later.',
      severity: 'warning',
      why: `${MEANWHILE}.`,
      remedy: `To make that time shorter, on every member: \`garp_lower_prio_delay 1\`, ${REPEATED}.`,
    },
  },
  watch(run) {
    // What was reported and not yet put right: one at most for each router that left.
    const open = new WeakMap<LiveVirtualRouter, Set<Stale>>()
    const openIn = (virtualRouter: LiveVirtualRouter): readonly Stale[] => [...(open.get(virtualRouter) ?? [])]
    const end = (stale: Stale, how: 'passed' | 'mended', to: Ns): void => {
      const { active, all, left, since } = stale
      open.get(active.virtualRouter)?.delete(stale)
      const sign = signOf(stale, how === 'mended' ? all : left)
      run.withdraw('stale', sign)
      const ended: Sign = { ...sign, to, values: { ...sign.values, staleMs: inMs(ns(to - since)) } }
      run.report(how, ended)
      run.close(how, ended)
    }
    const passed = (of: LiveRouter, who: 'last' | 'active', to: Ns): void => {
      for (const stale of openIn(of.virtualRouter)) if (stale[who] === of) end(stale, 'passed', to)
    }
    const attention = payAttention(run)
    return {
      ...attention,
      onActive: ({ router, from }) => passed(router, 'last', from),
      onPeriodEnd(period) {
        const { router, to, endedBy } = period
        if (to === undefined || endedBy === 'capture-end') return
        passed(router, 'active', to)
        const staying = stayingBeside(period, to)
        if (staying === undefined) return
        const survivor = staying.router
        run.after(ns(to + patience(router, survivor)), () => {
          const all = staleOf(period, staying, attention.seesNeighbours(survivor))
          if (all.length === 0) return
          const { virtualRouter } = survivor
          const stale: Stale = { since: to, last: router, active: survivor, all, left: all }
          open.set(virtualRouter, new Set([...openIn(virtualRouter), stale]))
          run.report('stale', signOf(stale, all))
        })
      },
      onClaim({ address: { text: address } }, fact) {
        for (const stale of run.world.virtualRoutersOf(address).flatMap(openIn)) {
          const { active, left } = stale
          const { active: serving, lastAnnouncements } = active.virtualRouter
          if (!left.some((one) => one.address.text === address)) continue
          const mac = lastAnnouncements.get(address)?.mac
          const others = left.filter((one) => one.address.text !== address)
          if (mac !== active.mac) {
            if (serving.some((other) => other.mac === mac)) end(stale, 'passed', fact.tNs)
          } else if (others.length === 0) end(stale, 'mended', fact.tNs)
          else {
            stale.left = others
            run.report('stale', { ...signOf(stale, others), times: 0 })
          }
        }
      },
    }
  },
})

/** Addresses that were announced last by a router which left, while another one stayed Active. */
interface Stale {
  readonly since: Ns
  readonly last: LiveRouter
  readonly active: LiveRouter
  readonly all: readonly Announcement[]
  /** Those that are not put right. */
  left: readonly Announcement[]
}

/** The period of the one router that is Active when another one leaves, if it was so before. */
function stayingBeside(ended: LivePeriod, end: Ns): LivePeriod | undefined {
  const [staying, ...others] = ended.router.virtualRouter.active.filter((router) => router !== ended.router)
  return others.length === 0 && (staying?.period?.from ?? end) < end ? staying!.period : undefined
}

/**
 * Addresses that the router which left announced last, and from another MAC than that of the one that stays. `isSeen`: an
 * announcement of the latter would have been.
 */
function staleOf(ended: LivePeriod, staying: LivePeriod, isSeen: boolean): readonly Announcement[] {
  const { lastAnnouncements } = ended.router.virtualRouter
  const { router, endedBy } = staying
  if (endedBy !== undefined && endedBy !== 'capture-end') return []
  return router.lastSighting.advert.addresses.flatMap(({ text }) => {
    const last = lastAnnouncements.get(text)
    if (last === undefined || last.router !== ended.router) return []
    const own = router.announced.get(text)?.mac ?? (isSeen ? unannouncedMac(ended, staying, last) : undefined)
    return own !== undefined && own !== last.mac ? [last] : []
  })
}

/** Where neighbours knew the address, if nothing shows that it was announced: its router was Active all the time before. */
function unannouncedMac(ended: LivePeriod, { from, router }: LivePeriod, last: Announcement): Mac | undefined {
  // One that became Active since then is told by state/no-announcement.
  if (from > ended.from) return undefined
  // Its adverts may come from the MAC of its interface although the virtual one, which both share, has the address.
  return isVirtualMac(last.mac) ? undefined : router.mac
}

const signOf = ({ since, last, active }: Stale, told: readonly Announcement[]): Sign => ({
  virtualRouter: active.virtualRouter,
  routers: [active, last],
  incident: `${idOf(last)} ${since}`,
  seen: told,
  to: since,
  lasts: true,
  values: {
    address: told[0]!.address.text,
    addresses: firstFew(
      told.map(({ address }) => address.text),
      MOST_NAMES,
    ),
    byHand:
      active.virtualRouter.family === 4
        ? `arping -U -I IF ${told[0]!.address.text}`
        : `ndsend ${told[0]!.address.text} IF`,
    each: told.length === 1 ? '' : ', and so for each of them',
    last: last.name,
    mac: told[0]!.mac,
    active: active.name,
  },
})

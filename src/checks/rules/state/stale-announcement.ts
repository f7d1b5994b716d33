import { BoundedMap } from '../../../core/bounded.ts'
import { type Ns, ns } from '../../../core/time.ts'
import type { Announcement, LivePeriod, LiveRouter } from '../../../observe/live.ts'
import { patience } from '../../overlap.ts'
import { inMs } from '../../quantity.ts'
import { defineRule, type Sign } from '../../rule.ts'

const MAX_OPEN = 4096

export const staleAnnouncement = defineRule({
  id: 'state/stale-announcement',
  severity: 'error',
  rfc: ['RFC 9568 6.4.3', 'RFC 9568 8.1.2', 'RFC 9568 8.2.2'],
  condition: 'The last announcement of an address was not made by the router that is Active.',
  why: 'Neighbours were told last that the address is at {mac} and send there until their tables expire.',
  remedy:
    'Now: `arping -U -I IF {address}` on {active}. For good, on every member: `garp_lower_prio_repeat 5`, ' +
    '`higher_prio_send_advert on`, `garp_master_refresh 60`.',
  messages: {
    stale: '{address} was announced last by {last} ({mac}), but {active} is Active.',
    // Told in place of `stale` once the Active router announces it.
    mended: {
      text: '{address} had been announced last by {last} ({mac}) until {active}, which is Active, announced it again {staleMs} ms later.',
      severity: 'warning',
      why: 'In that time neighbours sent to {mac}: they had been told last that the address is there.',
      remedy:
        'To make that time shorter, on every member: `garp_lower_prio_delay 1`, `garp_lower_prio_repeat 5`, ' +
        '`higher_prio_send_advert on`.',
    },
  },
  watch(run) {
    // What was reported and not yet put right, by virtual router and address.
    const open = new BoundedMap<string, { readonly sign: Sign; readonly since: Ns }>(MAX_OPEN)
    let reported = false
    return {
      onPeriodEnd(period) {
        const survivor = survivorOf(period)
        if (survivor === undefined) return
        run.after(ns((period.to ?? period.from) + patience(period.router, survivor)), () => {
          for (const announcement of staleOf(period, survivor)) {
            const sign = signOf(announcement, survivor)
            reported = true
            const since = period.to ?? announcement.tNs
            open.set(`${survivor.virtualRouter.key} ${announcement.address.text}`, { sign, since })
            run.report('stale', sign)
          }
        })
      },
      onClaim({ address: { text: address } }, fact) {
        if (!reported) return
        for (const virtualRouter of run.world.virtualRoutersOf(address)) {
          const id = `${virtualRouter.key} ${address}`
          const told = open.get(id)
          const last = virtualRouter.lastAnnouncements.get(address)
          if (told === undefined || last === undefined || !virtualRouter.active.some(({ mac }) => mac === last.mac))
            continue
          open.delete(id)
          const { sign, since } = told
          run.withdraw('stale', sign)
          const staleMs = inMs(ns(fact.tNs - since))
          const mended = { ...sign, to: fact.tNs, values: { ...sign.values, staleMs } }
          run.report('mended', mended)
          run.close('mended', mended)
        }
      },
    }
  },
})

/** The one router that is Active when another one leaves, if it was so before. */
function survivorOf(ended: LivePeriod): LiveRouter | undefined {
  const end = ended.to
  if (end === undefined || ended.endedBy === 'capture-end') return undefined
  const staying = ended.router.virtualRouter.active.filter((router) => router !== ended.router)
  return staying.length === 1 && (staying[0]!.period?.from ?? end) < end ? staying[0] : undefined
}

/** Addresses that the router which left announced last, and from another MAC than the survivor's. */
function staleOf(ended: LivePeriod, survivor: LiveRouter): readonly Announcement[] {
  const { lastAnnouncements } = ended.router.virtualRouter
  if (!survivor.virtualRouter.active.includes(survivor)) return []
  return survivor.lastSighting.advert.addresses.flatMap(({ text }) => {
    const last = lastAnnouncements.get(text)
    if (last === undefined || last.router !== ended.router) return []
    const own = survivor.announced.get(text)
    return own !== undefined && own.mac !== last.mac ? [last] : []
  })
}

const signOf = (last: Announcement, active: LiveRouter): Sign => ({
  virtualRouter: active.virtualRouter,
  routers: [active, ...(last.router === undefined ? [] : [last.router])],
  incident: `${last.address.text} ${last.tNs}`,
  seen: [last],
  values: { address: last.address.text, last: last.router?.name ?? last.mac, mac: last.mac, active: active.name },
})

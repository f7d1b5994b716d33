import { type Ns, ns } from '../../../core/time.ts'
import type { World } from '../../../observe/listener.ts'
import type { Announcement, LivePeriod, LiveRouter, LiveTakeover, LiveVirtualRouter } from '../../../observe/live.ts'
import { addressesOf } from '../../addresses.ts'
import { periodBefore } from '../../period-before.ts'
import { inMs } from '../../quantity.ts'
import { defineRule, type Sign } from '../../rule.ts'
import { noteSeekers } from '../../seekers.ts'
import { whileSilent } from '../../while-silent.ts'
import { slowTakeover } from './slow-takeover.ts'

type Kind = 'nobody' | 'elsewhere' | 'unheard' | 'wrongPeer' | Ending
/** What ended it: a Backup that took its time, or a router that was started. */
type Ending = 'late' | 'joined' | 'started'

interface Told {
  readonly kind: Kind
  readonly sign: Sign
  readonly last: LiveRouter | undefined
}

const WAS_NOBODY = 'Nobody was Active for VRID {vrid}, {addresses}, for {outageMs} ms'
const NOT_THERE =
  'See in the log of {to} why it was not there before: a daemon that was not enabled (`systemctl enable keepalived` / `frr`), ' +
  'a boot, a link that came up late, the end of FAULT.'

/** Somebody served the addresses: who came then did not end an outage. */
const SERVED: readonly Kind[] = ['elsewhere', 'unheard', 'wrongPeer']

export const noActive = defineRule({
  id: 'state/no-active',
  severity: 'error',
  absence: true,
  rfc: ['RFC 9568 6.4.2'],
  condition: 'Nobody advertises a virtual router for longer than every Active_Down_Interval in force.',
  why: 'No router holds the virtual addresses: whatever is sent to them is lost.',
  remedy: 'Start the daemon on a member (`systemctl start keepalived` / `frr`) and read its log for FAULT.',
  messages: {
    nobody: {
      text: 'Nobody is Active for VRID {vrid}, {addresses}; the last advert came from {last}.',
      over: `${WAS_NOBODY}; the last advert before came from {last}.`,
    },
    late: {
      text:
        `${WAS_NOBODY}: {to} took over that long after the last advert of {last}, expected at most {expectedMs} ms. ` +
        '{unexplainedMs} ms are unexplained.',
      remedy: slowTakeover.remedy,
    },
    joined: {
      text:
        `${WAS_NOBODY}: {to} joined the group {joinedMs} ms after the last advert of {last}, and took over {waitedMs} ms ` +
        'after that.',
      remedy: NOT_THERE,
    },
    started: {
      text: `${WAS_NOBODY}, until {to} was started; the last advert before came from {last}.`,
      remedy: NOT_THERE,
    },
    elsewhere: {
      text: 'Nobody is Active for VRID {vrid} any more; {holder} serves {addresses} under VRID {otherVrid}.',
      over: 'Nobody was Active for VRID {vrid} for {outageMs} ms; {holder} served {addresses} under VRID {otherVrid}.',
      severity: 'info',
      why: 'The addresses are served: their virtual router was given up, or has another number now.',
      remedy: 'Nothing where it was meant; else set `virtual_router_id {vrid}` on {holder} again.',
    },
    unheard: {
      severity: 'warning',
      why:
        'The addresses moved. Its adverts go where this capture does not look, or nowhere: then nobody hears it, and another one ' +
        'becomes Active beside it.',
      text:
        'Nobody advertises VRID {vrid} here, but {holder} announced {addresses} after the last advert of {last}: it is Active, and ' +
        'its adverts are not seen.',
      over:
        'Nobody advertised VRID {vrid} here for {outageMs} ms, but {holder} announced {addresses} after the last advert of {last}: ' +
        'it was Active, and its adverts were not seen.',
      remedy: 'Capture on {holder}, too. In unicast mode compare its `unicast_peer` with the addresses of the others.',
    },
    wrongPeer: {
      why: 'The addresses moved, but its adverts go nowhere: nobody hears it, and another one becomes Active beside it.',
      text:
        'Nobody advertises VRID {vrid} here, but {holder} announced {addresses} after the last advert of {last}: it is Active, and ' +
        'asks in vain who has {peer}.',
      over:
        'Nobody advertised VRID {vrid} here for {outageMs} ms, but {holder} announced {addresses} after the last advert of {last}: ' +
        'it was Active, and asked in vain who has {peer}.',
      remedy: 'Correct {peer} in the `unicast_peer` block of {holder}, or start that host.',
    },
  },
  watch(run) {
    const seekers = noteSeekers(run)
    // One open incident for each virtual router without an Active router.
    const open = new Map<LiveVirtualRouter, Told>()
    const ended = new WeakMap<LivePeriod, Told>()
    const silent = whileSilent(run)
    const tell = (virtualRouter: LiveVirtualRouter, since: Ns, at: Ns): void => {
      const last = [...virtualRouter.routers].sort((a, b) => b.lastAdvertNs - a.lastAdvertNs)[0]
      const elsewhere = servedElsewhere(virtualRouter, run.world)
      const announced = announcedSince(virtualRouter, since)
      const mac = announced?.mac
      const peer = mac === undefined ? undefined : seekers.soughtInVain(mac)
      const kind = elsewhere
        ? 'elsewhere'
        : announced === undefined
          ? 'nobody'
          : peer === undefined
            ? 'unheard'
            : 'wrongPeer'
      const named = mac === undefined ? undefined : (announced?.router?.name ?? seekers.addressOf(mac) ?? mac)
      const holder = elsewhere?.name ?? named
      const sign: Sign = {
        virtualRouter,
        ...(holder === undefined ? {} : { routers: [elsewhere ?? holder] }),
        incident: since,
        from: since,
        to: at,
        lasts: true,
        seen: last === undefined ? [] : [{ tNs: since, frameNo: last.lastFrameNo }],
        confidence: announced === undefined ? 'certain' : 'likely',
        values: {
          vrid: virtualRouter.vrid,
          addresses: addressesOf(virtualRouter),
          last: last?.name ?? 'nobody',
          ...(holder === undefined ? {} : { holder }),
          ...(peer === undefined ? {} : { peer }),
          ...(elsewhere === undefined ? {} : { otherVrid: elsewhere.virtualRouter.vrid }),
        },
      }
      open.set(virtualRouter, { kind, sign, last })
      if (last === undefined) run.report(kind, sign)
      else silent.report(last, kind, sign)
    }
    const end = (virtualRouter: LiveVirtualRouter, at: Ns): void => {
      const told = open.get(virtualRouter)
      if (told === undefined) return
      const { kind, sign } = told
      open.delete(virtualRouter)
      const values = { ...sign.values, outageMs: inMs(ns(at - (sign.from ?? at))) }
      run.report(kind, { ...sign, times: 0, to: at, values })
      run.close(kind, { ...sign, to: at })
    }
    /** The router that came tells how it ended. */
    const tellEnding = (takeover: LiveTakeover, { kind, sign, last }: Told): void => {
      const ending = endingOf(takeover, sign.from ?? takeover.at)
      if (ending === undefined || takeover.to === last) return
      const { at, to, period } = takeover
      const values = { ...sign.values, outageMs: inMs(ns(at - (sign.from ?? at))), to: to.name, ...ending.values }
      const told = { kind: ending.kind, sign: { ...sign, to: at, values }, last }
      run.withdraw(kind, sign)
      run.report(told.kind, told.sign)
      run.close(told.kind, told.sign)
      ended.set(period, told)
    }
    return {
      facts: seekers.facts,
      onNoActive: tell,
      onClaim({ address, unasked }, { tNs }) {
        if (!unasked || open.size === 0) return
        for (const virtualRouter of run.world.virtualRoutersOf(address.text)) {
          if (open.get(virtualRouter)?.kind !== 'nobody' || announcedSince(virtualRouter, tNs) === undefined) continue
          // Its first advert may follow.
          run.after(ns(tNs + longestInterval(virtualRouter)), () => {
            if (open.get(virtualRouter)?.kind !== 'nobody') return
            end(virtualRouter, tNs)
            tell(virtualRouter, tNs, run.world.now)
          })
        }
      },
      onActive(period) {
        const { router, from } = period
        const told = open.get(router.virtualRouter)
        if (told !== undefined) ended.set(period, told)
        end(router.virtualRouter, from)
        silent.onActive(period)
        // Where it took the addresses of another number, only that is left to say of that one.
        const [first] = router.lastSighting.advert.addresses
        if (first === undefined || open.size === 0) return
        for (const virtualRouter of run.world.virtualRoutersOf(first.text)) {
          if (open.get(virtualRouter)?.kind !== 'nobody' || servedElsewhere(virtualRouter, run.world) !== router)
            continue
          end(virtualRouter, from)
          tell(virtualRouter, from, run.world.now)
        }
      },
      onTakeoverSeen(takeover) {
        const told = ended.get(takeover.period)
        if (told === undefined) return
        if (takeover.unseen > 0) run.withdraw(told.kind, told.sign)
        else if (!SERVED.includes(told.kind)) tellEnding(takeover, told)
      },
    }
  },
})

function endingOf({ to, at, cause, gap, expectedGap }: LiveTakeover, since: Ns) {
  const joinedNs = to.host?.lastJoinNs
  if (cause === 'startup') {
    if (joinedNs === undefined || joinedNs <= since || joinedNs > at) return { kind: 'started', values: {} } as const
    const values = { joinedMs: inMs(ns(joinedNs - since)), waitedMs: inMs(ns(at - joinedNs)) }
    return { kind: 'joined', values } as const
  }
  if (gap === undefined || expectedGap === undefined) return undefined
  const values = { expectedMs: inMs(expectedGap.max), unexplainedMs: inMs(ns(gap - expectedGap.max)) }
  return { kind: 'late', values } as const
}

/** The router that is Active for all addresses of a virtual router under another number. */
function servedElsewhere(vr: LiveVirtualRouter, world: World): LiveRouter | undefined {
  const [first, ...others] = vr.addresses.map(({ text }) =>
    world
      .virtualRoutersOf(text)
      .filter((other) => other !== vr && other.segment === vr.segment && other.path === vr.path)
      .flatMap(({ active }) => active)
      .filter((router) => router.lastSighting.advert.addresses.some((ip) => ip.text === text)),
  )
  return first?.find((router) => others.every((routers) => routers.includes(router)))
}

/** Who announced an address since then, not having fallen silent before: that is state/silent-active. */
function announcedSince({ lastAnnouncements }: LiveVirtualRouter, since: Ns): Announcement | undefined {
  const latest = [...lastAnnouncements.values()].filter(({ tNs }) => tNs >= since).sort((a, b) => b.tNs - a.tNs)[0]
  const router = latest?.router
  return router !== undefined && periodBefore(router, since)?.endedBy === 'silence' ? undefined : latest
}

const longestInterval = ({ routers }: LiveVirtualRouter): number => Math.max(...routers.map((r) => r.intervalNs))

import { ns } from '../../../core/time.ts'
import type { LivePeriod, LiveRouter, LiveVirtualRouter } from '../../../observe/live.ts'
import { addressesOf } from '../../addresses.ts'
import type { Confidence } from '../../finding.ts'
import { type Overlap, watchOverlaps } from '../../overlap.ts'
import { idOf } from '../../peers.ts'
import { inMs } from '../../quantity.ts'
import { watchRivals } from '../../rivals.ts'
import { defineRule, type Sign, type Values } from '../../rule.ts'

interface Lasting {
  readonly message: 'oneAddress' | 'both'
  readonly sign: Sign
}

const remedyFor = (routers: string): string =>
  `Let protocol 112 through between ${routers} in both directions (nft: \`meta l4proto 112 accept\`, firewalld: ` +
  '`--add-rich-rule=\'rule protocol value="vrrp" accept\'`), then compare their instances line by line: version, ' +
  'interval, authentication, addresses, peers.'

export const splitBrain = defineRule({
  id: 'state/split-brain',
  severity: 'error',
  rfc: ['RFC 9568 6.4.3', 'RFC 9568 8.3.2'],
  condition: 'Two routers are Active at once for one virtual router or one address, longer than a hand-over takes.',
  why: 'Both answer for the same addresses, so hosts and switches send now to the one and now to the other.',
  remedy: remedyFor('{a} and {b}'),
  messages: {
    oneAddress: '{a} (VRID {vrid}) and {b} (VRID {otherVrid}) are both Active for {addresses}.',
    both: '{a} (priority {priorityA}) and {b} (priority {priorityB}) are both Active for VRID {vrid}, {addresses}.',
    several: { text: '{all} are all Active for VRID {vrid}, {addresses}.', remedy: remedyFor('{names}') },
    // Told in place of `both` where the pattern shows a rejection and no packet says of what.
    refused: {
      text:
        '{a} (priority {priorityA}) and {b} (priority {priorityB}) are both Active for VRID {vrid}, {addresses}. {mute} is mute: ' +
        'it hears the adverts of the other and rejects them, for a reason that no packet shows.',
      why:
        'Both answer for the same addresses. keepalived as Active restarts its own timer at every advert that it rejects, so ' +
        '{mute} says nothing and still holds the addresses.',
      remedy:
        'Give the configurations of both (`-c FILE` for each): they say what packets do not, such as AH or HMAC keys, `min_ttl`, ' +
        '`unicast_peer`. The log of {mute} names the check that fails (`journalctl -u keepalived`).',
    },
    // Told in place of `both` where no cause is found and keys decide.
    keys: {
      text:
        '{a} (priority {priorityA}) and {b} (priority {priorityB}) are both Active for VRID {vrid}, {addresses}. Both sign their ' +
        'adverts ({keys}), and no packet shows whether their keys are the same: either they reject the adverts of each other, or ' +
        'these do not get through.',
      remedy:
        'Compare the keys of {a} and {b} first; of keepalived give the configurations of both (`-c FILE` for each). If they are the ' +
        'same, let IP protocol {protocol} through between {a} and {b} in both directions.',
    },
    // The same as `refused` where its priority 0 is all that shows it.
    goodbye: {
      text:
        '{mute} left VRID {vrid} with priority 0 while {heard} was Active for {addresses}: either {mute} was Active all the time ' +
        'and mute, because it rejects the adverts of {heard}, or it said so as a Backup, which has nothing to say.',
      why:
        'keepalived as Active restarts its own timer at every advert that it rejects, so it says nothing until it stops and still ' +
        'holds the addresses. A Backup that sends priority 0 breaks RFC 9568 6.4.2 and disturbs nobody but the other Backups.',
      remedy:
        'Read in the log of {mute} which state it was in before it stopped (`journalctl -u keepalived`). If Active, give the ' +
        'configurations of both (`-c FILE` for each): they say what packets do not, such as AH or HMAC keys, `min_ttl`, ' +
        '`unicast_peer`.',
    },
    // The same where both have one address and different MACs.
    forged: {
      text:
        '{mute} ({mac}) left VRID {vrid} with priority 0 while {heard}, which has the same address and another MAC, was Active for ' +
        '{addresses}: either it was forged, or two routers have one address.',
      why:
        'Whoever is on this link can say priority 0 in the name of a router: at each one a Backup takes over. Two routers with ' +
        'one address cannot tell who outranks whom.',
      remedy:
        'Find {mac} in the table of the switch. If it is no router, drop protocol 112 at access ports (`auth_hmac` between ' +
        'keepalived 2.4 nodes); else give each router an address of its own.',
    },
  },
  watch(run) {
    const told = new WeakSet<LivePeriod>()
    // The splits that last: their adverts are the evidence.
    const open = new Map<LiveVirtualRouter, Map<string, Lasting>>()
    const lastingIn = (virtualRouter: LiveVirtualRouter): Map<string, Lasting> => {
      const lasting = open.get(virtualRouter) ?? new Map<string, Lasting>()
      open.set(virtualRouter, lasting)
      return lasting
    }
    const goOn = (router: LiveRouter, how: Pick<Sign, 'seen' | 'to'>): void => {
      for (const { message, sign } of open.get(router.virtualRouter)?.values() ?? [])
        if (sign.routers?.includes(router)) run.report(message, { ...sign, times: 0, ...how })
    }
    const rivals = watchRivals(run, ({ first, second, address, from, to }) => {
      const sign = {
        virtualRouter: first.router.virtualRouter,
        routers: [first.router, second.router],
        from,
        lasts: true,
        seen: [{ tNs: second.from, frameNo: second.firstFrameNo }],
        values: {
          a: first.router.name,
          b: second.router.name,
          vrid: first.router.virtualRouter.vrid,
          otherVrid: second.router.virtualRouter.vrid,
          addresses: address.text,
          kind: 'unknown',
        },
      }
      const incident = `${idOf(first.router)} ${idOf(second.router)}`
      if (to === undefined) run.report('oneAddress', sign)
      else run.close('oneAddress', { ...sign, to })
      for (const { virtualRouter } of sign.routers)
        if (to === undefined) lastingIn(virtualRouter).set(incident, { message: 'oneAddress', sign })
        else lastingIn(virtualRouter).delete(incident)
    })
    const tell = (overlap: Overlap): void => {
      const { first, second, from, to } = overlap
      const confidence: Confidence = first.onlyGoodbye || second.onlyGoodbye ? 'likely' : 'certain'
      const { virtualRouter } = first.router
      const incident = incidentOf(overlap)
      const sign = {
        virtualRouter,
        routers: [first.router, second.router],
        incident,
        times: told.has(second) ? 0 : 1,
        from,
        ...(to === undefined ? {} : { to }),
        seen: [first, second].map(({ firstFrameNo }) => ({ tNs: from, frameNo: firstFrameNo })),
        confidence,
        values: valuesOf(overlap),
      }
      told.add(second)
      run.report('both', sign)
      if (to === undefined) lastingIn(virtualRouter).set(incident, { message: 'both', sign })
      else {
        run.close('both', sign)
        lastingIn(virtualRouter).delete(incident)
      }
    }
    const overlaps = watchOverlaps(run, tell, (overlap) => {
      const lasting = lastingIn(overlap.first.router.virtualRouter)
      const incident = incidentOf(overlap)
      const known = lasting.get(incident)
      if (known !== undefined) run.withdraw(known.message, known.sign)
      lasting.delete(incident)
      told.delete(overlap.second)
    })
    return {
      ...overlaps,
      onActive(period) {
        overlaps.onActive(period)
        rivals.onActive(period)
      },
      onPeriodEnd(period) {
        overlaps.onPeriodEnd(period)
        rivals.onPeriodEnd(period)
      },
      onSighting(s, _virtualRouter, router, copy) {
        if (copy === 'none' && router !== undefined) goOn(router, { seen: [s] })
      },
      onRepeats(_s, { router }, { lastNs }) {
        goOn(router, { seen: [], to: lastNs })
      },
      // What was said of it is said of another one now.
      onMerged(retired) {
        for (const lasting of open.values())
          for (const [incident, { sign }] of lasting) if (sign.virtualRouter === retired) lasting.delete(incident)
      },
    }
  },
})

const incidentOf = ({ first, second, from }: Overlap): string => `${idOf(first.router)} ${idOf(second.router)} ${from}`

function valuesOf({ first, second, from, to }: Overlap): Values {
  const { vrid } = first.router.virtualRouter
  return {
    a: first.router.name,
    priorityA: first.router.priority,
    b: second.router.name,
    priorityB: second.router.priority,
    vrid,
    addresses: addressesOf(first.router.virtualRouter),
    // What the pattern says where no cause is found: a router that rejected adverts keep silent heard and refused them.
    kind: first.muted || second.muted ? 'mutual-rejection' : 'unknown',
    ...mutedIn(first, second),
    ...keysOf(first.router, second.router),
    ...(to === undefined ? {} : { overlapMs: inMs(ns(to - from)) }),
  }
}

/** How both sign, where nothing tells whether the signatures verify. */
function keysOf(a: LiveRouter, b: LiveRouter): Values {
  if (a.auth !== b.auth || SIGNED[a.auth] === undefined || a.virtualRouter.acceptance(a, b) !== undefined) return {}
  return { keys: SIGNED[a.auth]!, protocol: a.auth === 'ah' ? 51 : 112 }
}

const SIGNED: Partial<Record<LiveRouter['auth'], string>> = { ah: 'AH', md5: 'MD5', hmac: 'HMAC' }

function mutedIn(a: LivePeriod, b: LivePeriod): Values {
  if (!a.muted && !b.muted) return {}
  const [mute, heard] = a.muted ? [a, b] : [b, a]
  return { mute: mute.router.name, heard: heard.router.name }
}

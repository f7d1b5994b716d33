import { type Ip, sameIp } from '../../../core/address.ts'
import { BoundedMap } from '../../../core/bounded.ts'
import { NS_PER_SEC, type Ns, ns, nsFromCs } from '../../../core/time.ts'
import type { LiveVirtualRouter } from '../../../observe/live.ts'
import type { IcmpErrorFact } from '../../../wire/facts.ts'
import { inMs } from '../../quantity.ts'
import { defineRule, type Sign } from '../../rule.ts'
import { followsOn } from '../../vantage.ts'

const MAX_HOSTS = 1024
const INTERVALS = 3
// Kernels answer once a second at most.
const ENOUGH_ANSWERS_NS = 5 * NS_PER_SEC

const STAGED = 'Usual where one router starts before the other. Until then nobody could have taken over from {sender}.'
const AT_BOOT = 'Nothing where it was meant; else see what held the daemon of {by} back: `journalctl -b -u keepalived`.'

export const protocolUnreachable = defineRule({
  id: 'net/protocol-unreachable',
  severity: 'error',
  ends: 'quiet',
  rfc: ['RFC 792', 'RFC 1812 5.2.7.1', 'RFC 4443 3.1', 'RFC 4443 3.4'],
  condition: 'An ICMP or ICMPv6 error quotes an advert: its receiver, or a filter on the way, refused it.',
  why: 'The advert did not reach a daemon: the peer can never hear it and takes over, or stays Active beside the sender.',
  remedy:
    'Allow protocol {protocol} on {by} and on the way to it: `nft insert rule inet filter input meta l4proto {protocol} ' +
    'accept`.',
  messages: {
    prohibited: '{by} refuses the adverts of {sender} to {dst}: {meaning}.',
    rejected:
      '{by} refuses the adverts of {sender} to {dst}: {meaning}. IP protocol {protocol} has no ports: a filter answers so by ' +
      'default (iptables `REJECT`, nft `reject`).',
    neverSpoke: {
      text: '{by} has no VRRP daemon: it answers the adverts of {sender} with {meaning} and never sent one itself.',
      remedy:
        'Start the daemon on {by} (`systemctl enable --now keepalived`), or delete {by} from the `unicast_peer` block of {sender}.',
    },
    // Told in place of `neverSpoke` once it speaks, or takes the adverts.
    startedLate: {
      text: '{by} answered the adverts of {sender} with {meaning} until its daemon started, {afterMs} ms after the first answer.',
      severity: 'info',
      why: STAGED,
      remedy: AT_BOOT,
    },
    ceased: {
      text: '{by} answered the adverts of {sender} with {meaning} for {afterMs} ms and then no more: its daemon has started.',
      severity: 'info',
      why: STAGED,
      remedy: `${AT_BOOT} Or a filter drops protocol 112 there by now, and says nothing.`,
    },
    daemonGone: {
      text: '{by} answers the adverts of {sender} with {meaning}: its daemon is down, its host is alive.',
      severity: 'info',
      why: 'A good sign that the daemon was stopped or crashed: until it is back nobody can take over from {sender}.',
      remedy: 'Start the daemon on {by} again: `systemctl start keepalived`.',
    },
  },
  watch(run) {
    const firstAnswer = new BoundedMap<string, Ns>(MAX_HOSTS)
    const told = new BoundedMap<string, { sign: Sign; count: number; lastNs: Ns }>(MAX_HOSTS)
    // Counted at the vantage point that showed it first: the others show the same packets again.
    const countedAt = new BoundedMap<string, number>(MAX_HOSTS)
    const recant = (message: 'startedLate' | 'ceased', id: string, to: Ns): void => {
      const before = told.get(id)
      if (before === undefined) return
      told.delete(id)
      const { sign, count } = before
      const from = firstAnswer.get(id) ?? to
      const values = { ...sign.values, afterMs: inMs(ns(to - from)) }
      run.withdraw('neverSpoke', sign)
      const confidence = message === 'ceased' ? 'likely' : 'certain'
      run.report(message, { ...sign, from, to, times: count, values, confidence })
    }
    return {
      facts: {
        'icmp-error'(fact) {
          const virtualRouter = run.world.virtualRouters.find((vr) => run.world.hears(vr, fact) && isOf(fact, vr))
          const kind = `${run.world.placeName(fact)} ${fact.src.text} ${fact.quotedSrc.text} ${fact.quotedDst.text} ${fact.meaning}`
          const counted = countedAt.get(kind) ?? fact.source
          const source = followsOn(run.world, fact.source, counted) ? fact.source : counted
          countedAt.set(kind, source)
          const sign = {
            ...(virtualRouter === undefined ? {} : { virtualRouter }),
            routers: [fact.src.text],
            seen: [fact],
            times: source === fact.source ? 1 : 0,
            values: {
              by: fact.src.text,
              sender: fact.quotedSrc.text,
              dst: fact.quotedDst.text,
              meaning: fact.meaning,
              protocol: fact.quotedProtocol,
            },
          }
          if (isProhibition(fact)) return run.report('prohibited', sign)
          if (isPortUnreachable(fact)) return run.report('rejected', sign)
          if (!isNoDaemon(fact) || virtualRouter === undefined) return
          if (virtualRouter.routers.some(({ address }) => address.text === fact.src.text))
            return run.report('daemonGone', sign)
          const id = `${virtualRouter.key} ${fact.src.text}`
          const first = firstAnswer.get(id) ?? fact.tNs
          firstAnswer.set(id, first)
          const interval = virtualRouter.routers[0]?.advertised
          if (interval === undefined || fact.tNs - first < INTERVALS * nsFromCs(interval)) return
          run.report('neverSpoke', sign)
          told.set(id, { sign, count: (told.get(id)?.count ?? 0) + sign.times, lastNs: fact.tNs })
          const wait = Math.max(INTERVALS * nsFromCs(interval), ENOUGH_ANSWERS_NS)
          run.after(ns(fact.tNs + wait), () => {
            const goOn = sentTo(fact.src, virtualRouter) > fact.tNs + wait / 2
            if (told.get(id)?.lastNs === fact.tNs && goOn) recant('ceased', id, fact.tNs)
          })
        },
      },
      onRouter: ({ virtualRouter, address, firstSeenNs }) =>
        recant('startedLate', `${virtualRouter.key} ${address.text}`, firstSeenNs),
    }
  },
})

/** When the last advert went to that host. A neighbour that does not answer ARP gets none: what gets them lives. */
function sentTo(host: Ip, { routers }: LiveVirtualRouter): number {
  const flows = routers.flatMap((router) => router.flows).filter(({ dst }) => sameIp(dst, host))
  return Math.max(Number.NEGATIVE_INFINITY, ...flows.map(({ lastNs }) => lastNs))
}

/** ICMP destination unreachable 9, 10, 13; ICMPv6 1/1 (prohibited), 1/5 (policy), 1/6 (reject route). */
function isProhibition({ family, type, code }: IcmpErrorFact): boolean {
  return family === 4 ? type === 3 && [9, 10, 13].includes(code) : type === 1 && [1, 5, 6].includes(code)
}

/** What filters that reject answer where nothing else is asked of them. */
const isPortUnreachable = ({ family, type, code }: IcmpErrorFact): boolean =>
  family === 4 ? type === 3 && code === 3 : type === 1 && code === 4

/** ICMP protocol unreachable; ICMPv6 unrecognized next header. */
const isNoDaemon = ({ family, type, code }: IcmpErrorFact): boolean =>
  family === 4 ? type === 3 && code === 2 : type === 4 && code === 1

const isOf = ({ family, quotedVrid, quotedSrc }: IcmpErrorFact, vr: LiveVirtualRouter): boolean =>
  vr.family === family &&
  (quotedVrid < 0 ? vr.routers.some(({ address }) => address.text === quotedSrc.text) : vr.vrid === quotedVrid)

import { type Ip, isLinkLocal, isUnspecified, parseIp } from '../core/address.ts'
import { NS_PER_MS, type Ns } from '../core/time.ts'
import { findInterface, type HostInterface } from '../edge/interfaces.ts'
import type { LiveVirtualRouter } from '../observe/live.ts'
import { arpRequestFrame, solicitationFrame } from '../wire/frames.ts'
import type { LivePart, LiveSession } from './live-session.ts'

/** While all is well each address is asked for this often, while nobody is Active, two are, or one is new, more often. */
const CALM_NS = 1000 * NS_PER_MS
const TENSE_NS = 100 * NS_PER_MS
const NEW_NS = 3000 * NS_PER_MS
const MAX_PER_TICK = 16
const UNSPECIFIED_4 = parseIp('0.0.0.0')!

/**
 * Asks for the virtual addresses by ARP and neighbour solicitation: the answers prove who holds an address whatever it
 * says, and tell when it answers again after a takeover. At most 160 requests a second.
 */
export class Prober implements LivePart {
  readonly #session: LiveSession
  readonly #interfaces: readonly string[]
  readonly #askedAt = new Map<string, Ns>()
  /** Of those, the ones that there is an interface to ask on. */
  readonly #sent = new Set<string>()

  constructor(session: LiveSession, interfaces: readonly string[]) {
    this.#session = session
    this.#interfaces = interfaces
  }

  /** Its addresses are asked for. */
  asks({ key, addresses }: LiveVirtualRouter): boolean {
    return addresses.some(({ text }) => this.#sent.has(`${key} ${text}`))
  }

  onTick(now: Ns): void {
    let left = MAX_PER_TICK
    for (const virtualRouter of this.#session.analysis.observer.virtualRouters) {
      // A tagged address would need a tagged request and an address in that network.
      if (virtualRouter.path !== '') continue
      const calm = virtualRouter.active.length === 1 && !isLate(virtualRouter, now) && !isNew(virtualRouter, now)
      const every = calm ? CALM_NS : TENSE_NS
      for (const address of virtualRouter.addresses) {
        const name = `${virtualRouter.key} ${address.text}`
        if (left === 0) return
        if (isUnspecified(address) || now - (this.#askedAt.get(name) ?? 0) < every) continue
        this.#askedAt.set(name, now)
        this.#ask(virtualRouter, address)
        left--
      }
    }
  }

  #ask(virtualRouter: LiveVirtualRouter, address: Ip): void {
    const sources = new Set(virtualRouter.routers.flatMap((router) => router.flows.map((flow) => flow.source)))
    for (const source of sources) {
      const face = findInterface(this.#interfaces[source] ?? '')
      const frame = face === undefined ? undefined : requestFrame(face, address)
      if (frame === undefined) continue
      this.#sent.add(`${virtualRouter.key} ${address.text}`)
      this.#session.send(source, frame)
    }
  }
}

/** The next advert is overdue: a takeover may be under way. */
const isLate = ({ active: [holder] }: LiveVirtualRouter, now: Ns): boolean =>
  holder !== undefined && now - holder.lastAdvertNs > (holder.intervals.quantile(0.99) ?? CALM_NS) * 1.5

/** Whoever has just become Active is to answer: when it does is what a drill measures. */
const isNew = ({ active: [holder] }: LiveVirtualRouter, now: Ns): boolean =>
  holder?.period !== undefined && now - holder.period.from < NEW_NS

/** ARP without a sender address of ours is a probe (RFC 5227) and is answered too; IPv6 needs a link-local source. */
function requestFrame({ mac, addresses }: HostInterface, target: Ip): Uint8Array | undefined {
  if (mac === undefined) return undefined
  const link = { srcMac: mac }
  const own = addresses.map(({ ip }) => ip).filter((ip) => ip.family === target.family)
  if (target.family === 4) return arpRequestFrame({ link, senderIp: own[0] ?? UNSPECIFIED_4, target })
  const src = own.find(isLinkLocal)
  return src === undefined ? undefined : solicitationFrame({ link, src, target })
}

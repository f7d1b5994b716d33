import type { Mac } from '../core/address.ts'
import type { Ns } from '../core/time.ts'
import type { Fact } from '../wire/facts.ts'
import { mayJoin } from '../wire/membership.ts'
import type { LiveHost } from './live.ts'

const MAX_HOSTS = 8192

interface Host extends LiveHost {
  lastNs: Ns
  lastJoinNs: Ns | undefined
  lastLeaveNs: Ns | undefined
  lastProbeNs: Ns | undefined
  lastIcmpErrorNs: Ns | undefined
}

/**
 * What each MAC of a segment sent besides adverts, in two generations: who is heard is among the recent ones. When those
 * are many, whoever was not heard since they began is forgotten.
 */
export class HostTable {
  #recent = new Map<string, Host>()
  #older = new Map<string, Host>()

  get(segment: number, mac: string): LiveHost | undefined {
    const key = keyOf(segment, mac)
    return this.#recent.get(key) ?? this.#older.get(key)
  }

  *all(): Iterable<LiveHost> {
    yield* this.#older.values()
    yield* this.#recent.values()
  }

  note(segment: number, fact: Fact): void {
    const mac = fact.srcMac
    if (mac === undefined) return
    const host = this.#touch(segment, mac, fact.tNs)
    if (fact.kind === 'membership' && mayJoin(fact)) host.lastJoinNs = fact.tNs
    if (fact.kind === 'membership' && fact.role === 'leave' && fact.vrrpGroup) host.lastLeaveNs = fact.tNs
    if (fact.kind === 'arp' && fact.role === 'probe') host.lastProbeNs = fact.tNs
    if (fact.kind === 'nd' && fact.role === 'dad-probe') host.lastProbeNs = fact.tNs
    if (fact.kind === 'icmp-error') host.lastIcmpErrorNs = fact.tNs
  }

  #touch(segment: number, mac: Mac, tNs: Ns): Host {
    const key = keyOf(segment, mac)
    const host = this.#recent.get(key) ?? this.#renew(key, segment, mac, tNs)
    host.lastNs = tNs
    return host
  }

  #renew(key: string, segment: number, mac: Mac, tNs: Ns): Host {
    if (this.#recent.size >= MAX_HOSTS / 2) {
      this.#older = this.#recent
      this.#recent = new Map()
    }
    const host = this.#older.get(key) ?? {
      mac,
      segment,
      firstNs: tNs,
      lastNs: tNs,
      lastJoinNs: undefined,
      lastLeaveNs: undefined,
      lastProbeNs: undefined,
      lastIcmpErrorNs: undefined,
    }
    this.#older.delete(key)
    this.#recent.set(key, host)
    return host
  }
}

// Nearly always there is one segment, and a MAC is text already.
const keyOf = (segment: number, mac: string): string => (segment === 0 ? mac : `${segment} ${mac}`)

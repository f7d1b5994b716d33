import type { Mac } from '../core/address.ts'
import type { Ns } from '../core/time.ts'
import type { Fact } from '../wire/facts.ts'
import type { LiveHost } from './live.ts'

const MAX_HOSTS = 8192

interface Host extends LiveHost {
  lastNs: Ns
  lastJoinNs: Ns | undefined
  lastProbeNs: Ns | undefined
  lastIcmpErrorNs: Ns | undefined
}

/** What each MAC of a segment sent besides adverts. The host longest unheard makes room for a new one. */
export class HostTable {
  readonly #hosts = new Map<string, Host>()

  get(segment: number, mac: string): LiveHost | undefined {
    return this.#hosts.get(keyOf(segment, mac))
  }

  all(): Iterable<LiveHost> {
    return this.#hosts.values()
  }

  note(segment: number, fact: Fact): void {
    const mac = fact.srcMac
    if (mac === undefined) return
    const host = this.#touch(segment, mac, fact.tNs)
    if (fact.kind === 'membership' && fact.role === 'join' && fact.vrrpGroup) host.lastJoinNs = fact.tNs
    if (fact.kind === 'arp' && fact.role === 'probe') host.lastProbeNs = fact.tNs
    if (fact.kind === 'nd' && fact.role === 'dad-probe') host.lastProbeNs = fact.tNs
    if (fact.kind === 'icmp-error') host.lastIcmpErrorNs = fact.tNs
  }

  #touch(segment: number, mac: Mac, tNs: Ns): Host {
    const key = keyOf(segment, mac)
    let host = this.#hosts.get(key)
    if (host === undefined) {
      host = {
        mac,
        segment,
        firstNs: tNs,
        lastNs: tNs,
        lastJoinNs: undefined,
        lastProbeNs: undefined,
        lastIcmpErrorNs: undefined,
      }
      if (this.#hosts.size >= MAX_HOSTS) this.#hosts.delete(this.#hosts.keys().next().value!)
    } else this.#hosts.delete(key)
    // A Map keeps the order of insertion: the first entry is the one longest unheard.
    this.#hosts.set(key, host)
    host.lastNs = tNs
    return host
  }
}

const keyOf = (segment: number, mac: string): string => `${segment} ${mac}`

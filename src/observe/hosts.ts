import { isVirtualMac, type Mac } from '../core/address.ts'
import { BoundedMap } from '../core/bounded.ts'
import type { Ns } from '../core/time.ts'
import type { Fact } from '../wire/facts.ts'
import { mayJoin } from '../wire/membership.ts'
import type { LiveHost } from './live.ts'

const MAX_HOSTS = 8192
const MAX_ADDRESSES = 16_384
const MAX_MACS = 4
const NO_MACS: readonly Mac[] = []

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
  readonly #macs = new BoundedMap<string, readonly Mac[]>(MAX_ADDRESSES)

  get(segment: number, mac: string): LiveHost | undefined {
    const key = keyOf(segment, mac)
    return this.#recent.get(key) ?? this.#older.get(key)
  }

  *all(): Iterable<LiveHost> {
    yield* this.#older.values()
    yield* this.#recent.values()
  }

  /** From which an address was named as that of the sender. */
  macsOf(addressText: string): readonly Mac[] {
    return this.#macs.get(addressText) ?? NO_MACS
  }

  note(segment: number, fact: Fact): void {
    // What no gateway forwards names the address and the MAC of one interface.
    if (fact.kind === 'arp') this.#learn(fact.senderIp.text, fact.senderMac)
    else if (fact.kind === 'membership' || (fact.kind === 'nd' && fact.flaw === undefined))
      this.#learn(fact.src.text, fact.srcMac)
    const mac = fact.srcMac
    if (mac === undefined) return
    const host = this.#touch(segment, mac, fact.tNs)
    if (fact.kind === 'membership' && mayJoin(fact)) host.lastJoinNs = fact.tNs
    if (fact.kind === 'membership' && fact.role === 'leave' && fact.vrrpGroup) host.lastLeaveNs = fact.tNs
    if (fact.kind === 'arp' && fact.role === 'probe') host.lastProbeNs = fact.tNs
    if (fact.kind === 'nd' && fact.role === 'dad-probe') host.lastProbeNs = fact.tNs
    if (fact.kind === 'icmp-error') host.lastIcmpErrorNs = fact.tNs
  }

  #learn(address: string, mac: Mac | undefined): void {
    const known = this.macsOf(address)
    if (mac === undefined || isVirtualMac(mac) || known.includes(mac) || known.length >= MAX_MACS) return
    this.#macs.set(address, [...known, mac])
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

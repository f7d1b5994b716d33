import { isVirtualMac, type Mac } from '../core/address.ts'
import { BoundedMap } from '../core/bounded.ts'
import type { LiveRouter, LiveVirtualRouter } from '../observe/live.ts'
import type { Hooks } from './rule.ts'

const MAX_ADDRESSES = 16_384
const MAX_MACS = 4

/** Tells which router a MAC is of, also where all of them advertise from the virtual MAC and answer from their own. */
export interface InterfaceMacs extends Required<Pick<Hooks, 'facts'>> {
  /** The MAC of its adverts, and others from which it named its address. */
  of(router: LiveRouter): readonly Mac[]
  routerOf(virtualRouter: LiveVirtualRouter, mac: Mac): LiveRouter | undefined
}

/**
 * Learns from what no gateway forwards: ARP, neighbour discovery and reports of membership name the address and the MAC of
 * one interface.
 */
export function learnInterfaceMacs(): InterfaceMacs {
  const macsOf = new BoundedMap<string, readonly Mac[]>(MAX_ADDRESSES)
  const learn = (address: string, mac: Mac | undefined): void => {
    const known = macsOf.get(address) ?? []
    if (mac === undefined || isVirtualMac(mac) || known.includes(mac) || known.length >= MAX_MACS) return
    macsOf.set(address, [...known, mac])
  }
  return {
    facts: {
      arp: ({ senderIp, senderMac }) => learn(senderIp.text, senderMac),
      nd: ({ src, srcMac, flaw }) => flaw === undefined && learn(src.text, srcMac),
      membership: ({ src, srcMac }) => learn(src.text, srcMac),
    },
    of: ({ address, mac }) => [...(mac === undefined ? [] : [mac]), ...(macsOf.get(address.text) ?? [])],
    routerOf({ routers }, mac) {
      const adverted = routers.find((router) => router.mac === mac)
      if (adverted !== undefined) return adverted
      // One that answers for several is a proxy.
      const [router, ...others] = routers.filter(({ address }) => macsOf.get(address.text)?.includes(mac))
      return others.length === 0 ? router : undefined
    },
  }
}

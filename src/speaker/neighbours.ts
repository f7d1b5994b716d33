import { type Ip, isGroupMac, isMulticast, isVirtualMac, type Mac } from '../core/address.ts'

/**
 * MAC addresses of the hosts we send to, unicast peers above all: learned from what they say (ARP, solicitations, their
 * adverts). Only addresses that were asked for are kept, so strangers cannot fill the table. One frame waits for each.
 */
export class Neighbours {
  readonly #known = new Map<string, { mac: Mac | undefined; waiting: ((mac: Mac) => void) | undefined }>()

  /** We will want to send to this address. */
  expect(address: Ip): void {
    if (!isMulticast(address) && !this.#known.has(address.text))
      this.#known.set(address.text, { mac: undefined, waiting: undefined })
  }

  macOf(address: Ip): Mac | undefined {
    return this.#known.get(address.text)?.mac
  }

  /** Runs `send` when the MAC is learned next. A later call replaces an earlier one: a stale advert is of no use. */
  whenKnown(address: Ip, send: (mac: Mac) => void): void {
    const entry = this.#known.get(address.text)
    if (entry !== undefined) entry.waiting = send
  }

  /** Somebody was seen to speak for `address` from `mac`. */
  learn(address: Ip, mac: Mac | undefined): void {
    const entry = this.#known.get(address.text)
    // A virtual MAC is shared: a unicast frame to it may reach any router of the virtual router, or come back to us.
    if (entry === undefined || mac === undefined || isGroupMac(mac) || isVirtualMac(mac)) return
    entry.mac = mac
    const { waiting } = entry
    entry.waiting = undefined
    waiting?.(mac)
  }
}

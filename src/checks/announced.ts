import type { Ip, Mac } from '../core/address.ts'
import { tellsAll } from '../wire/arp.ts'
import type { OtherFact } from '../wire/facts.ts'
import { movesAddress } from '../wire/nd.ts'

/** Somebody says: this address is at this MAC. */
export interface Claim {
  readonly address: Ip
  readonly mac: Mac
  /** Told to all without being asked: gratuitous ARP, unsolicited neighbour advertisement. */
  readonly unasked: boolean
}

/**
 * What an ARP packet or a neighbour advertisement claims; requests and probes for an address claim nothing, and neither
 * do advertisements that hosts discard or, unasked, do not believe.
 */
export function claimOf(fact: OtherFact): Claim | undefined {
  if (fact.kind === 'arp') {
    const claims = fact.role === 'reply' || fact.role === 'gratuitous-request' || fact.role === 'gratuitous-reply'
    return claims ? { address: fact.senderIp, mac: fact.senderMac, unasked: tellsAll(fact) } : undefined
  }
  if (fact.kind !== 'nd') return undefined
  const unasked = movesAddress(fact)
  const isAnswer = fact.role === 'advertisement' && fact.flaw === undefined
  const mac = fact.linkLayer ?? fact.srcMac
  return mac !== undefined && (unasked || isAnswer) ? { address: fact.target, mac, unasked } : undefined
}

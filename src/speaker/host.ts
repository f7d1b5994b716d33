import { type Ip, isLinkLocal, type Mac, sameIp, vrrpGroup } from '../core/address.ts'
import { joinFrame, type LinkHeader } from '../wire/frames.ts'
import { solicitedNode } from '../wire/solicited-node.ts'
import type { Seat } from './frames.ts'

/**
 * A host that lives in this process: addresses that no kernel owns. Answers for them and joins groups. Without addresses
 * it is nobody: the kernel is the host then.
 */
export class Host {
  readonly #seat: Seat
  readonly #addresses: readonly Ip[]

  constructor(seat: Seat, addresses: readonly Ip[]) {
    this.#seat = seat
    this.#addresses = addresses
  }

  get mac(): Mac {
    return this.#seat.mac
  }

  owns(address: Ip): boolean {
    return this.#addresses.some((own) => sameIp(own, address))
  }

  /** Reports for the VRRP groups and the solicited-node groups of its own addresses. */
  joins(): Uint8Array[] {
    return [4, 6].flatMap((family) => {
      const own = this.#addresses.filter((address) => address.family === family)
      // MLD reports come from a link-local address (RFC 3810 5.2.13).
      const src = own.find((address) => family === 4 || isLinkLocal(address))
      if (src === undefined) return []
      const groups = [vrrpGroup(src.family), ...(family === 6 ? own.map(solicitedNode) : [])]
      return distinct(groups).map((group) => this.join(src, group))
    })
  }

  /** Reports for the solicited-node groups of other addresses, as an Active Router of theirs. */
  joinsFor(src: Ip, addresses: readonly Ip[]): Uint8Array[] {
    return distinct(addresses.map(solicitedNode)).map((group) => this.join(src, group))
  }

  join(src: Ip, group: Ip): Uint8Array {
    const link: LinkHeader = { srcMac: this.mac, tags: this.#seat.tags }
    return joinFrame({ link, src, group })
  }
}

const distinct = (groups: readonly Ip[]): Ip[] => [...new Map(groups.map((group) => [group.text, group])).values()]

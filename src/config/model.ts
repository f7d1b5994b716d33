import type { Ip, Mac } from '../core/address.ts'
import type { Cs, Ns } from '../core/time.ts'

/** Implementations whose receive checks and timers are modelled; see model/profile.ts. */
export type ProfileName =
  | 'rfc2338'
  | 'rfc3768'
  | 'rfc5798'
  | 'rfc9568'
  | 'keepalived-2.2'
  | 'keepalived-2.3.3'
  | 'keepalived-2.4'
  | 'frr'
  | 'frr-no-pseudo'

export interface HmacKey {
  readonly id: number
  readonly key: Uint8Array
}

/** How a router signs and what it demands. Passwords are the 8 zero-filled bytes of the wire. */
export type Authentication =
  | { readonly kind: 'none' }
  | { readonly kind: 'simple'; readonly password: Uint8Array }
  | { readonly kind: 'ah'; readonly password: Uint8Array }
  | {
      readonly kind: 'hmac'
      readonly keys: readonly HmacKey[]
      readonly activeKeyId: number
      readonly mode: 'enforce' | 'permissive' | 'receive-only'
      readonly antiReplay: 'time' | 'monotonic'
      readonly windowSec: number
    }

/** Gratuitous ARP / unsolicited NA as keepalived repeats them (its defaults: 5 at once, 5 more after 5 s). */
export interface AnnounceTimes {
  readonly repeat: number
  readonly delay: Ns
  readonly refresh: Ns
  readonly refreshRepeat: number
  /** Rounds and second round on hearing a lower-priority advert. */
  readonly lowerPriorityRepeat: number
  readonly lowerPriorityDelay: Ns
  /** Which ARP operation announces. */
  readonly arp: 'request' | 'reply' | 'both'
}

/** A unicast peer and the hop limits demanded of it. */
export interface UnicastPeer {
  readonly address: Ip
  readonly minTtl?: number
  readonly maxTtl?: number
}

/** Which checksum a router puts into its adverts over IPv4 in version 3. */
export type ChecksumStyle = 'message-only' | 'pseudo-header' | 'pseudo-header-group'

/** One virtual router on one node, units already normalised: what every consumer of a configuration reads. */
export interface RouterConfig {
  readonly node: string
  /** keepalived's instance name, or what stands in for it. */
  readonly instance: string
  readonly interfaceName: string
  readonly family: 4 | 6
  readonly vrid: number
  readonly version: 2 | 3
  readonly priority: number
  /** Every priority that track weights allow, ascending, `priority` included. */
  readonly priorities: readonly number[]
  readonly advertInterval: Cs
  readonly preempt: boolean
  readonly preemptDelay: Ns
  readonly startupDelay: Ns
  readonly initialState: 'Backup' | 'Active'
  /** Configured source address, or the interface's where the configuration tells it. */
  readonly primaryAddress?: Ip
  readonly addresses: readonly Ip[]
  /** Addresses that move with the router and are not advertised. */
  readonly excludedAddresses: readonly Ip[]
  readonly unicastPeers: readonly UnicastPeer[]
  /** A unicast receiver that takes adverts from its peers only. */
  readonly checkUnicastSource: boolean
  readonly hopLimit: number
  readonly group: Ip
  readonly profile: ProfileName
  readonly authentication: Authentication
  readonly checksum: ChecksumStyle
  /** Adverts that may be missed before Active_Down_Interval ends; 3 in the RFCs. */
  readonly downTimerAdverts: number
  /** keepalived's skip_check_adv_addr. */
  readonly skipCheckAddresses: boolean
  /** keepalived's lower_prio_no_advert and higher_prio_send_advert. */
  readonly lowerPriorityNoAdvert: boolean
  readonly higherPrioritySendAdvert: boolean
  readonly virtualMac: boolean
  /** MAC of the adverts where it is neither the virtual one nor the interface's. */
  readonly sourceMac?: Mac
  readonly accept: boolean
  readonly announce: AnnounceTimes
  readonly syncGroup?: string
}

/** A value with the place it was written at; `defaulted` where the daemon supplies it. Lines and columns are 1-based. */
export interface Sourced<T> {
  readonly value: T
  readonly file: string
  readonly line: number
  readonly column: number
  readonly defaulted: boolean
}

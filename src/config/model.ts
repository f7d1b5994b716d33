import type { Ip, Mac } from '../core/address.ts'
import type { ProfileName } from '../core/profile-name.ts'
import type { Cs, Ns } from '../core/time.ts'
import type { Tree } from './keepalived/parser.ts'
import type { Note } from './note.ts'
import type { Place, SourceText } from './text.ts'

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
  /** keepalived's `old_unicast_checksum never`: a receiver without the fallback to the group in the pseudo-header. */
  readonly refusesGroupChecksum?: true
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

/** Where a value comes from; `defaulted`: the daemon supplies it, and the place is the instance's head. */
export interface Origin extends Place {
  readonly defaulted: boolean
}

/** A virtual router as one file configures it: the normalised values, and for each where it was written. */
export interface ConfiguredRouter extends RouterConfig {
  /** A field that is missing was defaulted; see `originOf`. */
  readonly origins: Readonly<Partial<Record<keyof RouterConfig, Place>>>
  /** The head of the instance. */
  readonly place: Place
  /** Networks known to be on the interface, as the file tells them. Empty: unknown. */
  readonly interfaceNetworks: readonly Network[]
  /** The entries behind `addresses` and `excludedAddresses`, as written. */
  readonly addressEntries: readonly AddressEntry[]
  /** keepalived's `state` line, where there is one. */
  readonly state: 'MASTER' | 'BACKUP' | undefined
}

/** An address and its prefix length: `192.0.2.11/24`. */
export interface Network {
  readonly address: Ip
  readonly prefixLength: number
}

/** One virtual address as written. `prefixLength` is undefined where the daemon supplies it. */
export interface AddressEntry {
  readonly address: Ip
  readonly prefixLength: number | undefined
  /** The interface it goes to where it is not the virtual router's. */
  readonly device: string | undefined
  readonly excluded: boolean
  readonly place: Place
}

/** A vrrp_script of keepalived, defaults filled in. */
export interface ScriptConfig {
  readonly name: string
  /** As written. */
  readonly command: string
  readonly interval: Ns
  readonly timeout: Ns
  /** Successes until it counts as up, failures until it counts as down. */
  readonly rise: number
  readonly fall: number
  readonly initFail: boolean
  /** Virtual routers that track it, by instance. */
  readonly tracks: readonly ScriptTrack[]
}

/** What a script does to one virtual router: weight 0 is a fault while it is down. */
export interface ScriptTrack {
  readonly instance: string
  readonly weight: number
  readonly reverse: boolean
}

/** What was read for one node: its virtual routers, and what the reader noticed on the way. */
export interface NodeConfig {
  readonly name: string
  /** The file that was named; `sources` also has those that it includes. */
  readonly file: string
  readonly dialect: 'keepalived' | 'frr' | 'yaml'
  readonly profile: ProfileName
  /** `assumed`: nothing said which, the profile is the oldest that knows every keyword used. */
  readonly profileSource: 'given' | 'assumed'
  readonly routers: readonly ConfiguredRouter[]
  readonly notes: readonly Note[]
  readonly sources: readonly SourceText[]
  /** keepalived's scripts that a virtual router tracks. */
  readonly scripts?: readonly ScriptConfig[]
  /** Passwords and keys as written, to be masked wherever text of the sources is shown. */
  readonly secrets: readonly string[]
  /** keepalived: what the daemon's parser sees. */
  readonly tree?: Tree
}

import type { Ip } from '../core/address.ts'
import type { Cs, Ns } from '../core/time.ts'

// RFC 9568 6.4 as data: a state, what can happen to it, and what it then does. Time comes in with each event.

export type State =
  | { readonly name: 'Initialize' }
  | {
      readonly name: 'Backup'
      readonly activeAdverInterval: Cs
      readonly activeDownAt: Ns
      /** keepalived preempt_delay: from when on lower adverts are ignored. */
      readonly preemptAt?: Ns
      /** keepalived vrrp_startup_delay: until when the router only listens. */
      readonly listenUntil?: Ns
      /** An owner that met another owner and went down to 254. */
      readonly demoted?: true
    }
  | {
      readonly name: 'Active'
      readonly adverAt: Ns
      /** By how much `adverAt` is still behind, after an advert that was late. */
      readonly behindNs?: Ns
      readonly demoted?: true
      /** Adverts that an owner has heard of another one with a lower address. */
      readonly rivalAdverts?: number
    }

export type InitializeState = Extract<State, { name: 'Initialize' }>
export type BackupState = Extract<State, { name: 'Backup' }>
export type ActiveState = Extract<State, { name: 'Active' }>

/** The fields of an accepted advert that the state machine looks at. */
export interface HeardAdvert {
  readonly priority: number
  readonly maxAdvertInterval: Cs
  /** The 4 bits above the interval: FRR 8.4 learns them as part of it. */
  readonly reserved?: number
}

export type Event =
  | { readonly kind: 'startup' | 'shutdown' | 'timeout'; readonly atNs: Ns }
  /** An advert that accept() let through. */
  | { readonly kind: 'advert'; readonly atNs: Ns; readonly from: Ip; readonly advert: HeardAdvert }
  /** An advert that accept() refused: keepalived's Active restarts its timer even then. */
  | { readonly kind: 'rejected'; readonly atNs: Ns }
  /** ARP request or neighbour solicitation for a virtual address. */
  | { readonly kind: 'who-has'; readonly atNs: Ns; readonly target: Ip }

export type Action =
  | { readonly kind: 'send-advert'; readonly priority: number }
  /** Gratuitous ARP or unsolicited NA for every address, on becoming Active or on hearing a lower priority. */
  | { readonly kind: 'announce'; readonly because: 'active' | 'lower-priority' }
  | { readonly kind: 'answer'; readonly target: Ip }
  | { readonly kind: 'transition'; readonly to: State['name']; readonly because: string }

export interface Step {
  readonly state: State
  readonly actions: readonly Action[]
}

/** The receive check that fails first; the words of the report's `firstFailedCheck`. */
export type RejectReason =
  | 'protocol'
  | 'length'
  | 'hop-limit'
  | 'version'
  | 'hmac'
  | 'auth-type'
  | 'auth-data'
  | 'auth-sequence'
  | 'interval'
  | 'type'
  | 'address-count'
  | 'addresses'
  | 'checksum'
  | 'transport'
  | 'group'
  | 'source'
  | 'vrid'
  | 'owner'

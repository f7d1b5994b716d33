import type { Ip } from '../core/address.ts'
import type { Ns } from '../core/time.ts'
import type { RejectReason, State } from '../model/types.ts'

/** What can happen to a virtual router. */
export type Happening =
  | { readonly kind: 'transition'; readonly from: State['name']; readonly to: State['name']; readonly because: string }
  | { readonly kind: 'advert-sent'; readonly priority: number }
  | { readonly kind: 'announced'; readonly addresses: number }
  | { readonly kind: 'rejected'; readonly from: Ip; readonly reason: RejectReason }
  /** It would have pre-empted a router that serves, and was not told that it may. It is in Initialize again. */
  | { readonly kind: 'refused'; readonly serving: Ip; readonly priority: number }

/** What a speaker tells of one of its virtual routers, as it happens. */
export type SpeakerEvent = Happening & {
  readonly at: Ns
  readonly instance: string
  readonly interfaceName: string
  readonly vrid: number
  readonly family: 4 | 6
  /** The sync group of the virtual router. */
  readonly group?: string
}

/** Where a virtual router stands, for `ctl state` and metrics. */
export interface RouterStatus {
  readonly instance: string
  readonly interfaceName: string
  readonly family: 4 | 6
  readonly vrid: number
  readonly version: 2 | 3
  readonly state: State['name']
  /** Something that it tracks is down: it stays in Initialize. */
  readonly fault: boolean
  readonly priority: number
  /** When the state acts next if nothing is heard. */
  readonly deadline: Ns | undefined
  readonly since: Ns
  readonly advertsSent: number
  readonly advertsAccepted: number
  readonly advertsRejected: Readonly<Partial<Record<RejectReason, number>>>
  readonly priorityZeroSent: number
  readonly transitions: number
  /** Sender of its adverts. */
  readonly source: Ip
  readonly lastAcceptedFrom: Ip | undefined
  readonly lastAccepted: { readonly at: Ns; readonly priority: number } | undefined
  readonly lastSent: Ns | undefined
}

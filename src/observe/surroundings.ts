import type { RouterConfig } from '../config/model.ts'
import type { Ip, Mac } from '../core/address.ts'
import type { ProfileName } from '../core/profile-name.ts'
import type { Verify } from '../model/accept.ts'
import type { Tell } from './listener.ts'
import type { Announcement, LiveHost } from './live.ts'
import type { TrackedVirtualRouter } from './virtual-router.ts'

/** What a virtual router needs of the run around it. */
export interface Surroundings {
  readonly tell: Tell
  readonly configs: readonly RouterConfig[]
  readonly profile: ProfileName | undefined
  readonly verify: Verify | undefined
  idOf(vr: TrackedVirtualRouter): string
  hostOf(segment: number, mac: Mac): LiveHost | undefined
  /** The latest announcement of an address by a MAC where `vr` hears it, also from before anyone advertised it. */
  announcementOf(vr: TrackedVirtualRouter, address: Ip, mac: Mac): LoggedAnnouncement | undefined
  /** Whether two vantage points watched at one time, as their clocks say. */
  watchedTogether(one: number, other: number): boolean
  /** Whether one more router may be tracked; counts it. */
  admitRouter(): boolean
  /** The same for one more address of `vr`, and for one more period or takeover in all. */
  admitAddress(vr: TrackedVirtualRouter, address: Ip): boolean
  admitHistory(change: 1 | -1): boolean
}

/** An announcement as it was seen, whoever made it. */
export interface LoggedAnnouncement extends Omit<Announcement, 'router'> {
  readonly source: number
  /** The router flag of a neighbour advertisement. */
  readonly routerFlag: boolean
}

import type { RouterConfig } from '../config/model.ts'
import type { Ip, Mac } from '../core/address.ts'

/** What the tester may do to the device. Each is absent where nobody has said how. */
export interface DeviceControl {
  /** Starts the VRRP implementation; resolves when it was asked to. */
  readonly start?: () => Promise<void>
  /** Orderly stop: the device may say goodbye. */
  readonly stop?: () => Promise<void>
  /** Stop without goodbye. */
  readonly kill?: () => Promise<void>
  readonly setPriority?: (vrid: number, priority: number) => Promise<void>
  readonly link?: (state: 'up' | 'down') => Promise<void>
}

export type ControlName = keyof DeviceControl

/** What the host of the device does for other hosts beside VRRP, as its operator says. */
export interface HostRole {
  /** Two hosts of the tester for each family that it forwards between. */
  readonly forwardsBetween?: readonly Identity[]
  /** It sends Router Advertisements for its virtual routers. */
  readonly advertisesRouters?: boolean
  /** It answers ARP for this address by proxy. */
  readonly proxyFor?: Ip
}

/** The device under test: its virtual routers as they are configured there, and the tester's place beside it. */
export interface Device {
  readonly name: string
  readonly description: string
  readonly routers: readonly RouterConfig[]
  readonly control: DeviceControl
  readonly host: HostRole
  readonly tester: TesterPlace
}

/** An address and hardware address that the tester may use; nobody else on the segment has them. */
export interface Identity {
  readonly address: Ip
  readonly mac: Mac
}

/** Where the tester's addresses lie against the device's: the tie-break needs both sides. */
export type Side = 'above' | 'below'

/** The tester's identities by family and side; nearest to the device's address first. */
export interface TesterPlace {
  readonly ipv4: Readonly<Record<Side, readonly Identity[]>>
  readonly ipv6: Readonly<Record<Side, readonly Identity[]>>
}

export const isOwner = (router: RouterConfig): boolean => router.priority === 255
export const isUnicast = (router: RouterConfig): boolean => router.unicastPeers.length > 0

export const hostsOf = (host: HostRole, family: 4 | 6): readonly Identity[] =>
  host.forwardsBetween?.filter(({ address }) => address.family === family) ?? []

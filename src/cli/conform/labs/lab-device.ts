import type { RouterConfig } from '../../../config/model.ts'
import type { Device } from '../../../conform/device.ts'
import type { ConformFlags } from '../flags.ts'

/** What a lab is asked for; the flags that concern it. */
export interface LabWish extends Pick<ConformFlags, 'useVmac' | 'strict' | 'labConfig' | 'binary'> {
  readonly version: 2 | 3
  readonly family: 4 | 6
}

/** A device that runs in a lab, and the tester's place on its wire. */
export interface LabDevice {
  readonly device: Device
  /** The tester's end: an interface in a network namespace. */
  readonly netns: string
  readonly interfaceName: string
  /** The virtual routers that were wished for; others of the device stand beside them. */
  readonly runsOn: (router: RouterConfig) => boolean
  /** Ends everything and leaves nothing. */
  close(): Promise<void>
}

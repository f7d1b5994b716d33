import type { RouterConfig } from '../../config/model.ts'
import { type Ip, type Mac, parseIp } from '../../core/address.ts'
import type { KeyedHash } from '../../core/keyed-hash.ts'
import { type Ms, ns, nsFromMs } from '../../core/time.ts'
import { Lan } from '../../simulate/lan.ts'
import { VirtualClock } from '../../simulate/queue.ts'
import { Speaker } from '../../speaker/driver.ts'
import type { ConformCase } from '../case.ts'
import type { Device, HostRole, Identity, TesterPlace } from '../device.ts'
import { type DeviceMutant, mutatedLink } from '../mutants/mutant.ts'
import type { CaseResult } from '../result.ts'
import { runCase } from '../runner.ts'
import { Segment } from '../segment.ts'
import { answerFor } from '../tester-host.ts'
import { Timers } from '../timers.ts'
import { withIpStack } from './ip-stack.ts'

// Our own speaker as the device, on a virtual LAN and a virtual clock: a case takes milliseconds, and is exact.

export interface VirtualOptions {
  readonly hash: KeyedHash
  /** Lets every promise that can go on go on: a turn of the event loop. */
  readonly settle: () => Promise<void>
  /** The one thing that is wrong with the device. */
  readonly mutant?: DeviceMutant
}

const LATENCY = nsFromMs(0.05 as Ms)
const DEVICE_MAC = '02:00:00:00:00:64' as Mac
/** Unix time of the virtual zero: HMAC trailers carry the time of day. */
const EPOCH_SEC = 1_800_000_000

/** Runs one case against one virtual router of the speaker; `others` run beside it on the same device. */
export async function runVirtually(
  candidate: ConformCase,
  router: RouterConfig,
  others: readonly RouterConfig[],
  options: VirtualOptions,
): Promise<CaseResult> {
  const { segment, device, drive } = virtualWorld([router, ...others], options)
  return drive(
    runCase({ cases: [], device, segment, hash: options.hash, allowance: ns(0), exact: true }, candidate, router),
  )
}

/** A segment with the speaker on it, and the time that passes there until a promise has settled. */
export function virtualWorld(
  routers: readonly RouterConfig[],
  options: VirtualOptions,
): { segment: Segment; device: Device; drive: <T>(work: Promise<T>) => Promise<T> } {
  const clock = new VirtualClock()
  const device = new VirtualDevice(clock, routers, options)
  const timers = new Timers(clock, clock.wakeup())
  const segment = new Segment(device.testerPort, timers, EPOCH_SEC)
  const { ipv4, ipv6 } = TESTER
  answerFor(
    segment,
    [ipv4, ipv6].flatMap(({ above, below }) => [...above, ...below]).concat(VIRTUAL_HOST.forwardsBetween ?? []),
  )
  device.start()
  const drive = async <T>(work: Promise<T>): Promise<T> => {
    let hasEnded = false
    const end = (): void => {
      hasEnded = true
    }
    work.then(end, end)
    let seen = -1
    while (!hasEnded) {
      if (timers.wakenings !== seen) {
        seen = timers.wakenings
        await options.settle()
      } else if (!clock.runNext()) throw new Error('what runs waits for nothing')
    }
    return work
  }
  return { segment, device: device.description, drive }
}

/** The speaker as a device that can be stopped, started and unplugged. */
class VirtualDevice {
  readonly testerPort
  readonly description: Device
  private readonly clock: VirtualClock
  private readonly lan: Lan
  private readonly port
  private readonly options: VirtualOptions
  private speaker: Speaker | undefined

  constructor(clock: VirtualClock, routers: readonly RouterConfig[], options: VirtualOptions) {
    this.clock = clock
    this.options = options
    this.lan = new Lan(clock, { latency: LATENCY })
    this.port = this.lan.plug()
    this.testerPort = this.lan.plug()
    this.description = {
      name: 'self',
      description: 'the speaker on a virtual LAN',
      routers,
      tester: TESTER,
      host: VIRTUAL_HOST,
      control: {
        start: async () => this.start(),
        stop: async () => this.speaker?.shutdown(),
        kill: async () => {
          this.speaker?.pause()
          this.speaker = undefined
        },
        setPriority: async (_, priority) => void this.speaker?.setPriority(priority),
        link: async (state) => this.link(state),
      },
    }
  }

  start(): void {
    const { mutant, hash } = this.options
    const clock = this.clock
    const { routers } = this.description
    const link = mutant?.link === undefined ? this.port : mutatedLink(this.port, mutant.link, routers)
    const isActive = ({ family, vrid }: RouterConfig): boolean =>
      this.speaker?.status().some((one) => one.family === family && one.vrid === vrid && one.state === 'Active') ??
      false
    this.speaker = new Speaker({
      link: withIpStack(link, { routers, isActive, sources: [DEVICE_4, DEVICE_6], proxyFor: PROXIED }),
      clock,
      wakeup: clock.wakeup(),
      mac: DEVICE_MAC,
      routers,
      sources: [DEVICE_4, DEVICE_6],
      ownHost: true,
      hash,
      epochSec: EPOCH_SEC,
      faults: mutant?.fault === undefined ? [] : [mutant.fault],
    })
    this.speaker.start()
  }

  // RFC 9568 6.4: the loss of the interface is a Shutdown, its return a Startup.
  private link(state: 'up' | 'down'): void {
    if (state === 'up') {
      this.lan.heal()
      this.start()
      return
    }
    this.speaker?.shutdown()
    this.lan.isolate(this.port)
  }
}

const DEVICE_4 = ip('192.0.2.100')
const DEVICE_6 = ip('fe80::100')

const identity = (text: string, last: number): Identity => ({
  address: ip(text),
  mac: `02:00:00:00:01:${last.toString(16).padStart(2, '0')}` as Mac,
})

/** Each third address above differs from the device's in a byte above 127: as signed numbers it would be lower. */
const TESTER: TesterPlace = {
  ipv4: {
    above: [identity('192.0.2.101', 1), identity('192.0.2.102', 2), identity('192.0.2.200', 3)],
    below: [identity('192.0.2.99', 4), identity('192.0.2.98', 5), identity('192.0.1.200', 6)],
  },
  ipv6: {
    above: [identity('fe80::101', 7), identity('fe80::102', 8), identity('fe80::8000:0:0:1', 9)],
    below: [identity('fe80::99', 10), identity('fe80::98', 11), identity('fe80::1', 12)],
  },
}

const PROXIED = ip('198.51.100.1')

/** What the virtual device does beside VRRP. */
export const VIRTUAL_HOST: HostRole = {
  forwardsBetween: [
    identity('192.0.2.131', 13),
    identity('192.0.2.132', 14),
    identity('2001:db8::131', 15),
    identity('2001:db8::132', 16),
  ],
  advertisesRouters: true,
  proxyFor: PROXIED,
}

function ip(text: string): Ip {
  return parseIp(text)!
}

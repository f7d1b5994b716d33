import type { Lab } from '../../src/edge/lab.ts'
import { INTERFACE, waitFor } from '../../src/edge/lab.ts'
import { Frr, Keepalived } from '../../src/edge/lab-daemons.ts'
import { frrConfig, type KeepalivedSettings, keepalivedConfig } from './configs.ts'

// keepalived and FRR under one set of orders, so that a fault is written once for both.

/** What may be set anew while the daemon runs. */
export interface PeerSettings {
  readonly vrid?: number
  readonly priority?: number
  readonly intervalMs?: number
  readonly password?: string
}

export interface Peer {
  /** Resolves once it takes part. */
  start(): Promise<void>
  stop(): Promise<void>
  crash(): Promise<void>
  freeze(): void
  thaw(): void
  /** keepalived: a new file and SIGHUP; FRR, which has no such thing: its shell. */
  change(settings: PeerSettings): Promise<void>
  /** The source address of its adverts. */
  address(): Promise<string>
}

export interface PeerOptions {
  /** IPv4, without prefix length. */
  readonly ownAddress: string
  readonly lab: Lab
  readonly host: string
  readonly family: 4 | 6
  readonly vrid: number
  readonly priority: number
  readonly intervalMs: number
  /** With their prefix length. */
  readonly addresses: readonly string[]
}

export function keepalivedPeer(o: PeerOptions, more: Partial<KeepalivedSettings>): Peer {
  const config = ({ intervalMs = o.intervalMs, ...settings }: PeerSettings) =>
    keepalivedConfig({
      vrid: o.vrid,
      priority: o.priority,
      addresses: o.addresses,
      ...more,
      intervalSec: intervalMs / 1000,
      ...settings,
    })
  const daemon = new Keepalived(o.lab, o.host, config({}))
  return {
    async start() {
      await daemon.start()
      await waitFor(() => daemon.log().includes('Entering BACKUP STATE'), 10_000)
    },
    stop: () => daemon.stop(),
    crash: () => daemon.crash(),
    freeze: () => daemon.freeze(),
    thaw: () => daemon.thaw(),
    change: async (settings) => daemon.reload(config(settings)),
    address: () => addressOf(o, INTERFACE),
  }
}

export function frrPeer(o: PeerOptions): Peer {
  const plain = o.addresses.map((address) => address.split('/')[0]!)
  const daemon = new Frr(o.lab, o.host, frrConfig({ ...o, addresses: plain }))
  const device = () => (o.family === 4 ? INTERFACE : `vrrp6-${o.vrid}`)
  let made = false
  return {
    async start() {
      if (!made) await daemon.addVirtualRouter(o)
      made = true
      await daemon.start()
    },
    stop: () => daemon.stop(),
    crash: () => daemon.crash(),
    freeze: () => daemon.freeze(),
    thaw: () => daemon.thaw(),
    async change({ vrid, priority, intervalMs }) {
      const lines: string[] = []
      if (priority !== undefined) lines.push(`vrrp ${o.vrid} priority ${priority}`)
      if (intervalMs !== undefined) lines.push(`vrrp ${o.vrid} advertisement-interval ${intervalMs}`)
      if (vrid !== undefined) {
        await daemon.addVirtualRouter({ ...o, vrid })
        const config = frrConfig({ ...o, vrid, addresses: plain })
        lines.push(`no vrrp ${o.vrid}`, ...config.split('\n').filter((line) => line.startsWith(' vrrp')))
      }
      await daemon.configure([`interface ${INTERFACE}`, ...lines.map((line) => line.trim())])
    },
    address: () => addressOf(o, device()),
  }
}

async function addressOf({ lab, host, family, addresses }: PeerOptions, device: string): Promise<string> {
  const text = await lab.must(host, ['ip', '-j', 'addr', 'show', 'dev', device])
  const virtual = new Set(addresses.map((address) => address.split('/')[0]))
  const [face] = JSON.parse(text) as [{ addr_info: { family: string; local: string; scope: string }[] }]
  const own = face.addr_info.find(
    (one) =>
      !virtual.has(one.local) &&
      (family === 4 ? one.family === 'inet' : one.family === 'inet6' && one.scope === 'link'),
  )
  if (own === undefined) throw new Error(`${host} has no address of its own on ${device}`)
  return own.local
}

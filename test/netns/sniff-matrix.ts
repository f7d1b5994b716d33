import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BRIDGE, Lab, type LabCapture, type LabHost, missingForLab, SWITCH, sleep } from '../../src/edge/lab.ts'
import { expectTheSameAfterwards, inOrder, type Takeover } from './afterwards.ts'
import { type Heard, heardIn } from './heard.ts'
import { MachineNoise, PRECISION_MS } from './machine-noise.ts'
import { frrPeer, keepalivedPeer, type Peer, type PeerOptions } from './peers.ts'
import { FAULTS, type Fault, Scene, type Sign } from './sniff-faults.ts'
import { asUsual, beforeOthers, TooLate } from './timing.ts'
import { Watcher } from './watcher.ts'

// Pairs of real routers on one segment, each with faults of its own, all at the same time. Both backends watch from the
// bridge, which sees also what a fault keeps from a receiver, and a third capture says with the kernel's stamps when each
// thing could be known. Afterwards the recordings are audited.

const missing = missingForLab(['keepalived', 'tcpdump', 'tshark', '/usr/lib/frr/vrrpd', 'vtysh'])
if (missing.length > 0) console.error(`SKIPPED: ${missing.join('; ')}`)

/** What is still pending then is decided: four intervals of version 2. */
const SETTLED_MS = 4000

/** A machine that stands still this long makes routers fail that are sound; so many rows may be tried again. */
const STALL_MS = 50
const SPARES = 3

const BACKENDS = ['cap', 'tcpdump'] as const

/** How a kind of router is set up. */
interface Kind {
  readonly family: 4 | 6
  readonly intervalMs: number
  readonly peer: (options: PeerOptions, other: string) => Peer
}

const KINDS = {
  v2: { family: 4, intervalMs: 1000, peer: (o) => keepalivedPeer(o, { version: 2, password: 'alpha' }) },
  v3: { family: 4, intervalMs: 200, peer: (o) => keepalivedPeer(o, { version: 3 }) },
  ipv6: { family: 6, intervalMs: 200, peer: (o) => keepalivedPeer(o, { version: 3 }) },
  vmac: { family: 4, intervalMs: 200, peer: (o) => keepalivedPeer(o, { version: 3, extra: ['use_vmac'] }) },
  unicast: {
    family: 4,
    intervalMs: 200,
    peer: (o, other) => keepalivedPeer(o, { version: 3, unicast: { source: o.ownAddress, peers: [other] } }),
  },
  frr: { family: 4, intervalMs: 200, peer: (o) => frrPeer(o) },
  frr6: { family: 6, intervalMs: 200, peer: (o) => frrPeer(o) },
} satisfies Record<string, Kind>

/** A kind of router and what is done to a pair of them, one after another. */
export type Row = readonly [kind: keyof typeof KINDS, ...faults: Fault[]]

/** Of every kind that counts in less than a second: every fault that there is for it. */
export const FAST_ROWS: readonly Row[] = (['v3', 'ipv6', 'vmac', 'unicast', 'frr', 'frr6'] as const).flatMap(
  (kind): Row[] => [
    [kind, 'start', 'sigterm', 'sigkill', 'freeze', 'link', 'vrid'],
    [kind, 'start', 'sighup', 'interval', 'partition', 'loss', 'outage'],
  ],
)

/** The tests of a file: all these rows at once, each a pair of routers under its own VRID. */
export function sniffMatrix(rows: readonly Row[]): void {
  describe.skipIf(missing.length > 0)('sniff, live', () => {
    let lab: Lab
    let capture: LabCapture
    let watchers: Watcher[]
    let noise: MachineNoise
    const signs: Sign[] = []

    const address = (row: number, node: 1 | 2) => `192.0.2.${10 + 2 * row + node}`
    const host = (row: number, node: 1 | 2) => `r${row}n${node}`
    const virtualAddresses = (row: number, family: 4 | 6) =>
      family === 4 ? [`192.0.2.${101 + row}/24`] : [`fe80::5:${100 + row}/64`, `2001:db8:5::${100 + row}/64`]

    beforeAll(async () => {
      beforeOthers()
      const places = [...rows.map(([kind]) => KINDS[kind].family), ...Array<6>(SPARES).fill(6)]
      const hosts = places.flatMap((family, row) =>
        ([1, 2] as const).map(
          (node): LabHost => ({
            name: host(row, node),
            addresses: [
              `${address(row, node)}/24`,
              ...(family === 6 ? [`2001:db8:5::${(2 * row + node).toString(16)}/64`] : []),
            ],
            ipv6: family === 6,
          }),
        ),
      )
      lab = await Lab.create(hosts)
      capture = await lab.capture(SWITCH, 'kernel.pcap', 'ip proto 112 or ip6 proto 112')
      watchers = BACKENDS.map(
        (backend) => new Watcher(lab, SWITCH, BRIDGE, '--backend', backend, '-w', join(lab.dir, `${backend}.pcapng`)),
      )
      await Promise.all(watchers.map((watcher) => watcher.ready()))
      noise = new MachineNoise()
    })
    afterAll(async () => {
      await lab?.close()
      asUsual()
    })

    describe.concurrent('by both backends', () => {
      let spare = rows.length
      for (const [row, [name, ...faults]] of rows.entries())
        it(`${name}: ${faults.join(', ')}`, async () => {
          const startedMs = Date.now()
          try {
            await play(row, name, faults)
          } catch (error) {
            // Routers that were kept waiting for a processor do other things than they were told to.
            const stallMs = noise.worstMs(startedMs)
            if (stallMs < STALL_MS || spare >= rows.length + SPARES) throw error
            console.error(`STALLED for ${stallMs} ms, run again: ${error}`)
            await play(spare++, name, faults)
            console.error(`run again: ${name} passed`)
          }
        })
    })

    /** Does all this to a pair of routers in the place of this number. */
    async function play(row: number, name: keyof typeof KINDS, faults: readonly Fault[]): Promise<void> {
      const kind: Kind = KINDS[name]
      const { family, intervalMs } = kind
      const [vrid, addresses] = [1 + row, virtualAddresses(row, family)]
      const peerAt = (node: 1 | 2) => {
        const [ownAddress, priority] = [address(row, node), node === 1 ? 150 : 100]
        const options = { lab, host: host(row, node), ownAddress, family, vrid, priority, intervalMs, addresses }
        return kind.peer(options, address(row, node === 1 ? 2 : 1))
      }
      const [peers, hosts] = [[peerAt(1), peerAt(2)] as const, [host(row, 1), host(row, 2)] as const]
      const own: Sign[] = []
      const scene = new Scene({ lab, watchers, signs: own, peers, hosts, kind: name, family, vrid, intervalMs })
      try {
        for (const fault of faults) {
          scene.begin(fault)
          await FAULTS[fault](scene)
        }
      } catch (error) {
        await Promise.allSettled(peers.map((peer) => peer.crash()))
        throw error
      }
      signs.push(...own)
    }

    it("within one interval and 100 ms of when it could be known, by the kernel's stamps", async () => {
      await sleep(500)
      await capture.stop()
      const heard = heardIn(capture.file)
      const late: string[] = []
      const delays = signs.map((sign) => judge(sign, heard, late))
      const kept = delays.filter((ms) => ms !== undefined).sort((a, b) => a - b)
      const at = (q: number) => Math.round(kept[Math.min(kept.length - 1, Math.floor(kept.length * q))]!)
      console.log(
        `${kept.length} things told: ${at(0.5)} ms after they could be known (median), ${at(0.9)} (90 %), ${at(1)} (most)`,
      )
      expect(signs.length).toBeGreaterThan(4 * rows.length)
      if (late.length > 0) console.error(`TOO LATE:\n${late.join('\n')}`)
      console.log(`a thread waited ${noise.worstMs().toFixed(1)} ms at worst`)
      if (late.length > 0) throw new TooLate(`${late.length} of ${signs.length} were told too late`)
    })

    /** How long after it could be known it was told; what is later than the machine explains goes to `late`. */
    function judge(sign: Sign, heard: readonly Heard[], late: string[]) {
      const { what, backend, arrivedMs, knowable, intervalMs } = sign
      const knownMs = knowable(heard)
      if (knownMs === undefined) {
        late.push(`${what} (${backend}): nothing in the capture shows it`)
        return undefined
      }
      const delayMs = arrivedMs - knownMs
      const allowedMs = intervalMs + 100 + PRECISION_MS + noise.waitedMs(knownMs, arrivedMs)
      if (delayMs > allowedMs || delayMs < -intervalMs / 2)
        late.push(
          `${what} (${backend}): ${delayMs.toFixed(0)} ms after it could be known, allowed ${allowedMs.toFixed(0)}; ${wire(sign, heard)}`,
        )
      return delayMs
    }

    /** The adverts before it was told, in milliseconds before that. */
    function wire({ vrid, arrivedMs, intervalMs }: Sign, heard: readonly Heard[]): string {
      const near = heard.filter(
        ({ vrid: of, ms }) => of === vrid && ms > arrivedMs - 10 * intervalMs && ms < arrivedMs + intervalMs,
      )
      return near.map(({ ms, src, priority }) => `${(ms - arrivedMs).toFixed(0)} ${src} ${priority}`).join(', ')
    }

    it('and the recordings, audited afterwards, say the same', async () => {
      await sleep(SETTLED_MS)
      const takeovers = await expectTheSameAfterwards(lab.dir, BACKENDS, watchers, 50)
      for (const [i, watcher] of watchers.entries()) expect(lastToldTakeovers(watcher)).toEqual(takeovers[i])
    })
  })
}

/** The takeovers as they were told at last. */
function lastToldTakeovers(watcher: Watcher): Takeover[] {
  const last = new Map<string, Takeover | undefined>()
  for (const { type, virtualRouter, at, cause, to, withdrawn } of watcher.told)
    if (type === 'takeover')
      last.set(
        `${virtualRouter} ${at} ${to}`,
        withdrawn ? undefined : { id: String(virtualRouter), at, cause: String(cause), to: String(to) },
      )
  return inOrder([...last.values()].filter((one) => one !== undefined))
}

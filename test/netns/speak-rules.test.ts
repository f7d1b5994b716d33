import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Lab, type LabProcess, missingForLab, SWITCH, sleep, waitFor } from '../../src/edge/lab.ts'
import { Keepalived } from '../../src/edge/lab-daemons.ts'
import { dissect, hasTshark } from '../process/tshark.ts'
import { type KeepalivedSettings, keepalivedConfig } from './configs.ts'
import { MachineNoise } from './machine-noise.ts'
import { said, speak } from './speaking.ts'
import { TooLate, twiceIfLate } from './timing.ts'
import { PROGRAM } from './watcher.ts'

// Ours among others on a segment: what a third host feels of a takeover, and what audit and tshark say of us alone.

const missing = missingForLab(['keepalived', 'tcpdump', 'ping'])
if (missing.length > 0) console.error(`SKIPPED: ${missing.join('; ')}`)

const HMAC = 74
const PING_MS = 10

describe.skipIf(missing.length > 0).concurrent('a third host', () => {
  const VIRTUAL = '192.0.2.165'
  const HIGHER = '192.0.2.50'
  const LOWER = '192.0.2.5'

  /** We to keepalived, and keepalived to us, each by priority 0, while a third host pings. */
  it('loses what audit says, going to keepalived and coming from it', () =>
    twiceIfLate(async () => {
      const lab = await Lab.create([
        { name: 'ka', addresses: ['192.0.2.11/24'] },
        { name: 'us', addresses: [] },
        { name: 'third', addresses: ['192.0.2.99/24'] },
      ])
      try {
        const capture = await lab.capture(SWITCH, 'all.pcap')
        const noise = new MachineNoise()
        const router = (source: string, ...flags: string[]) =>
          speak(lab, 'us', '--vrid', '65', '--address', VIRTUAL, '--source', source, '--accept', ...flags)
        const config = { version: 3, vrid: 65, priority: 100, addresses: [`${VIRTUAL}/24`] } as const
        const daemon = new Keepalived(lab, 'ka', keepalivedConfig(config))
        const strong = router(HIGHER, '--priority', '150')
        expect(await said(strong, '-> Active')).toBe(true)
        await daemon.start()
        const weak = router(LOWER, '--priority', '50')
        expect(await said(weak, '-> Backup')).toBe(true)
        const ping = lab.start('third', ['ping', '-n', '-D', '-i', `${PING_MS / 1000}`, VIRTUAL])
        expect(await said(ping, 'icmp_seq=100 ')).toBe(true)
        await end([strong])
        await sleep(1500)
        await daemon.stop()
        expect(await said(weak, '-> Active')).toBe(true)
        await sleep(500)
        ping.child.kill('SIGINT')
        await ping.exited
        await end([weak])
        await capture.stop()

        const pings = [...ping.output().matchAll(/^\[([\d.]+)\] .*icmp_seq/gm)].map(([, time]) => Number(time) * 1000)
        const lost = pings
          .slice(1)
          .map((to, i) => ({ from: pings[i]!, to }))
          .filter(({ from, to }) => to - from > 300)
        const [virtualRouter] = auditOf(capture.file).virtualRouters
        const takeovers = virtualRouter!.takeovers.filter(({ cause }) => cause === 'priority-zero')
        expect(lost).toHaveLength(2)
        expect(takeovers).toHaveLength(2)
        for (const [i, { gapMs, announceDelayMs }] of takeovers.entries()) {
          const { from, to } = lost[i]!
          const told = gapMs + announceDelayMs
          // The last answer came up to one ping before the goodbye, the first one up to one after the announcement.
          const difference = Math.abs(to - from - PING_MS - told)
          const allowed = 20 + noise.noiseMs(from + told, to, from)
          console.log(`a third host lost ${(to - from).toFixed(1)} ms, audit tells ${told.toFixed(1)} ms`)
          if (difference > allowed) throw new TooLate(`lost ${to - from} ms, told ${told} ms, allowed ${allowed} ms`)
        }
      } finally {
        await lab.close()
      }
    }))
})

describe.skipIf(missing.length > 0).concurrent('three of our speakers, one after the other', () => {
  const kinds: Partial<KeepalivedSettings>[] = [
    { version: 3, intervalSec: 0.2 },
    { version: 2 },
    { version: 2, extra: ['authentication {', 'auth_type AH', 'auth_pass s3cret', '}'] },
    { version: 3, intervalSec: 0.2, extra: ['auth_hmac {', 'key 1 s3cret', 'active_key 1', '}'] },
    { version: 3, intervalSec: 0.2, addresses: ['fe80::76/64', '2001:db8::76/64'] },
  ]
  const configOf = (priority: number) =>
    kinds
      .map((kind, i) => {
        const vrid = 71 + i
        const addresses = [`192.0.2.${100 + vrid}/24`]
        const extra = ['use_vmac', ...(kind.extra ?? [])]
        return keepalivedConfig({ instance: `VI_${vrid}`, vrid, priority, addresses, ...kind, extra })
      })
      .join('\n')

  it('give audit nothing to find, and tshark nothing to mark', async () => {
    const lab = await Lab.create([
      { name: 'a', addresses: [], ipv6: true },
      { name: 'b', addresses: [], ipv6: true },
      { name: 'c', addresses: [], ipv6: true },
    ])
    try {
      const capture = await lab.capture(SWITCH, 'all.pcap')
      const start = (host: 'a' | 'b' | 'c', priority: number, number: number) => {
        const file = join(lab.dir, `${host}.conf`)
        writeFileSync(file, configOf(priority))
        const sources = ['--source', `192.0.2.${number}`, '--source', `fe80::${number}`]
        return speak(lab, host, '-c', file, ...sources, '--takeover')
      }
      const allAre = (one: LabProcess, state: 'Active' | 'Backup', times = 1) =>
        waitFor(() => one.output().split(`-> ${state}`).length > kinds.length * times, 10_000)
      const noise = new MachineNoise()
      const strong = start('a', 150, 11)
      expect(await allAre(strong, 'Active')).toBe(true)
      const weak = start('b', 100, 12)
      expect(await allAre(weak, 'Backup')).toBe(true)
      await sleep(2000)
      await end([strong])
      expect(await allAre(weak, 'Active')).toBe(true)
      const stronger = start('c', 200, 13)
      expect(await allAre(stronger, 'Active')).toBe(true)
      expect(await allAre(weak, 'Backup', 2)).toBe(true)
      await sleep(2000)
      await end([stronger, weak])
      await capture.stop()

      const { virtualRouters, findings } = auditOf(capture.file)
      expect(virtualRouters).toHaveLength(kinds.length)
      // What was configured so is said as it is.
      const chosen = ['sec/no-authentication']
      // A machine that wakes nobody in time makes takeovers slow.
      const excused = noise.worstMs() > 20 ? ['state/slow-takeover', 'state/near-failover'] : []
      const others = findings.filter(({ id }) => ![...chosen, ...excused].includes(id))
      expect(
        others.map(({ id, message }) => `${id}: ${message}`),
        stronger.output() + weak.output(),
      ).toEqual([])
      if (!hasTshark()) return
      const options = ['-o', 'ip.check_checksum:TRUE']
      // Warnings and errors; it takes a trailer for part of the message that the checksum covers.
      const marks = dissect(
        capture.file,
        ...options,
        '-Y',
        `vrrp.virt_rtr_id != ${HMAC} && (_ws.malformed || _ws.expert.severity >= 6291456)`,
      )
      expect(marks).toEqual([])
    } finally {
      await lab.close()
    }
  })
})

function auditOf(file: string): Audited {
  const words = [PROGRAM, 'audit', '-f', 'json', file, '--fail-on', 'never']
  return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 1 << 24 }))
}

async function end(speakers: readonly LabProcess[]): Promise<void> {
  for (const one of speakers) one.child.kill('SIGTERM')
  for (const one of speakers) expect(await one.exited).toBe(0)
}

interface Audited {
  readonly findings: readonly { readonly id: string; readonly message: string }[]
  readonly virtualRouters: readonly {
    readonly vrid: number
    readonly takeovers: readonly {
      readonly cause: string
      readonly gapMs: number
      readonly announceDelayMs: number
    }[]
  }[]
}

import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Lab, type LabProcess, missingForLab, SWITCH, sleep, waitFor } from '../../src/edge/lab.ts'
import { Keepalived } from '../../src/edge/lab-daemons.ts'
import type { Sighting } from '../../src/wire/facts.ts'
import { dissect, hasTshark } from '../process/tshark.ts'
import { type KeepalivedSettings, keepalivedConfig } from './configs.ts'
import { advertsIn, ctl, said, speak } from './speaking.ts'
import { Noise } from './timing.ts'
import { PROGRAM } from './watcher.ts'

// The rules between routers, each in a virtual router of its own on one segment: who wins a tie, who must not pre-empt,
// whose interval counts, and what a third host feels of a takeover.

const missing = missingForLab(['keepalived', 'tcpdump', 'ping'])
if (missing.length > 0) console.error(`SKIPPED: ${missing.join('; ')}`)

const WINS_TIE = 61
const LOSES_TIE = 62
const NO_PREEMPT = 63
const LEARNS = 64
const PINGED = 65
const HMAC = 74
const PINGED_ADDRESS = '192.0.2.165'
const PING_MS = 10

describe.skipIf(missing.length > 0)('speak on a segment with keepalived', () => {
  let lab: Lab
  let adverts: Sighting[]
  let noise: Noise
  let pings: readonly number[]
  let audited: Audited
  const of = (vrid: number, source?: string) =>
    adverts.filter(({ advert, src }) => advert.vrid === vrid && (source === undefined || src.text === source))

  const KEEPALIVED = '192.0.2.11'
  const HIGHER = '192.0.2.50'
  const LOWER = '192.0.2.5'
  const virtual = (vrid: number) => `192.0.2.${100 + vrid}`
  const router = (vrid: number, source: string, ...flags: string[]) =>
    speak(lab, 'us', '--vrid', `${vrid}`, '--address', virtual(vrid), '--source', source, ...flags)
  const instance = (vrid: number, settings: Partial<KeepalivedSettings>) =>
    keepalivedConfig({
      instance: `VI_${vrid}`,
      version: 3,
      vrid,
      priority: 100,
      intervalSec: 0.1,
      addresses: [`${virtual(vrid)}/24`],
      ...settings,
    })

  beforeAll(async () => {
    lab = await Lab.create([
      { name: 'ka', addresses: [`${KEEPALIVED}/24`] },
      { name: 'kb', addresses: ['192.0.2.12/24'] },
      { name: 'us', addresses: [] },
      { name: 'third', addresses: ['192.0.2.99/24'] },
    ])
    const capture = await lab.capture(SWITCH, 'all.pcap')
    const tested = [WINS_TIE, LOSES_TIE, NO_PREEMPT]
    const config = [...tested.map((vrid) => instance(vrid, {})), instance(LEARNS, { intervalSec: 0.3 })]
    const crashing = new Keepalived(lab, 'ka', config.join('\n'))
    const leaving = new Keepalived(lab, 'kb', instance(PINGED, { intervalSec: 1 }))
    await Promise.all([crashing.start(), leaving.start()])
    await sleep(4500)
    noise = new Noise()
    await followTheRules(crashing)
    await feelTakeovers(leaving)
    await capture.stop()
    adverts = await advertsIn(capture.file)
    audited = auditOf(capture.file)
  })
  afterAll(() => lab?.close())

  async function followTheRules(daemon: Keepalived): Promise<void> {
    const fast = ['--interval', '100ms']
    const sockets = [WINS_TIE, LOSES_TIE].map((vrid) => join(lab.dir, `${vrid}.sock`))
    const tied = [
      router(WINS_TIE, HIGHER, ...fast, '--control', sockets[0]!),
      router(LOSES_TIE, LOWER, ...fast, '--control', sockets[1]!),
    ]
    const others = [
      router(NO_PREEMPT, HIGHER, ...fast, '--priority', '150', '--no-preempt'),
      router(LEARNS, HIGHER, ...fast, '--priority', '50'),
    ]
    const all = [...tied, ...others]
    for (const one of all) expect(await said(one, '-> Backup')).toBe(true)
    await sleep(1000)
    for (const one of all) expect(one.output()).not.toContain('-> Active')
    for (const socket of sockets) await ctl(lab, 'us', socket, 'mute', 'rx')
    for (const one of tied) expect(await said(one, '-> Active')).toBe(true)
    for (const socket of sockets) await ctl(lab, 'us', socket, 'unmute', 'rx')
    expect(await said(tied[1]!, 'Active -> Backup')).toBe(true)
    expect(await ctl(lab, 'us', sockets[0]!, 'state')).toContain('Active  priority 100')
    await sleep(500)
    await daemon.crash()
    for (const one of all) expect(await said(one, '-> Active')).toBe(true)
    await end(all)
  }

  /** We to keepalived, and keepalived to us, each by priority 0, while a third host pings. */
  async function feelTakeovers(daemon: Keepalived): Promise<void> {
    const strong = router(PINGED, HIGHER, '--priority', '150', '--accept', '--takeover')
    const weak = router(PINGED, LOWER, '--priority', '50', '--accept')
    expect(await said(strong, '-> Active')).toBe(true)
    const ping = lab.start('third', ['ping', '-n', '-D', '-i', `${PING_MS / 1000}`, PINGED_ADDRESS])
    expect(await said(ping, 'icmp_seq=100 ')).toBe(true)
    await end([strong])
    await sleep(1500)
    await daemon.stop()
    expect(await said(weak, '-> Active')).toBe(true)
    await sleep(500)
    ping.child.kill('SIGINT')
    await ping.exited
    await end([weak])
    pings = [...ping.output().matchAll(/^\[([\d.]+)\] .*icmp_seq/gm)].map(([, time]) => Number(time) * 1000)
  }

  /** The gap between the last advert of one router and the first of the next one. */
  const handover = (vrid: number, from: string, to: string): number => {
    const all = of(vrid)
    const last = all.findLast(({ src }) => src.text === from)!
    const next = all.find(({ src, tNs }) => src.text === to && tNs > last.tNs)!
    return milliseconds(next) - milliseconds(last)
  }

  it('wins the tie with the greater address: keepalived falls silent', () => {
    const first = of(WINS_TIE, HIGHER)[0]!
    // Its timer may fire once while our advert is on its way.
    const later = of(WINS_TIE, KEEPALIVED).filter(({ tNs }) => tNs > first.tNs)
    expect(later.length).toBeLessThanOrEqual(1)
  })

  it('loses the tie with the lower address: yields, and takes over when keepalived is gone', () => {
    const ours = of(LOSES_TIE, LOWER)
    expect(ours.length).toBeGreaterThan(0)
    noise.expectOnTime('our takeover', handover(LOSES_TIE, KEEPALIVED, LOWER), 3 * 100 + (156 * 100) / 256)
  })

  it('does not pre-empt when told so, and is on time when keepalived is gone', () => {
    noise.expectOnTime('our takeover', handover(NO_PREEMPT, KEEPALIVED, HIGHER), 3 * 100 + (106 * 100) / 256)
  })

  it('waits by the interval that keepalived advertises, and then keeps its own', () => {
    noise.expectOnTime('our takeover', handover(LEARNS, KEEPALIVED, HIGHER), 3 * 300 + (206 * 300) / 256)
    expect(of(LEARNS, HIGHER)[0]!.advert.maxAdvertInterval).toBe(10)
  })

  it('a third host loses what audit says, going to keepalived and coming from it', () => {
    const lost = pings
      .slice(1)
      .map((time, i) => time - pings[i]!)
      .filter((gap) => gap > 300)
    const [virtualRouter] = audited.virtualRouters.filter(({ vrid }) => vrid === PINGED)
    const takeovers = virtualRouter!.takeovers.filter(({ cause }) => cause === 'priority-zero')
    expect(lost).toHaveLength(2)
    expect(takeovers).toHaveLength(2)
    for (const [i, { gapMs, announceDelayMs }] of takeovers.entries()) {
      const told = gapMs + announceDelayMs
      expect(Math.abs(lost[i]! - PING_MS - told), `lost ${lost[i]}, told ${told}`).toBeLessThan(noise.allowanceMs)
    }
  })
})

describe.skipIf(missing.length > 0)('three of our speakers, one after the other', () => {
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
      const noise = new Noise()
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
      const excused = noise.allowanceMs > 50 ? ['state/slow-takeover', 'state/near-failover'] : []
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

const milliseconds = ({ tNs }: Sighting): number => tNs / 1e6

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

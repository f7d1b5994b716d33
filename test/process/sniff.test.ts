import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT, start, vrrpscope } from './run.ts'

const CAPTURE = join(ROOT, 'fixtures/captures/v2-sigkill-failover-return-preempt/switch.pcap')

interface Line {
  readonly type: string
  readonly at?: string
  readonly cause?: string
  readonly state?: string
  readonly withdrawn?: boolean
  readonly id?: string
  readonly reason?: string
  readonly from?: string
  readonly to?: string
  readonly counts?: { readonly vrrp: number }
  readonly complete?: boolean
  readonly virtualRouters?: unknown
}

const linesOf = (stdout: string): Line[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('sniff -', () => {
  it('tells of a stream what audit tells of the file', async () => {
    const stdin = readFileSync(CAPTURE)
    const live = await vrrpscope(['sniff', '-', '-f', 'jsonl'], { stdin })
    const audit = await vrrpscope(['audit', CAPTURE, '-f', 'jsonl'])
    const of = (type: string, stdout: string) => linesOf(stdout).filter((line) => line.type === type)
    expect(live.status).toBe(audit.status)
    const settled = of('takeover', live.stdout).filter(({ state, withdrawn }) => state === 'closed' && !withdrawn)
    expect(of('takeover', live.stdout).filter(({ state }) => state === 'open')).toHaveLength(settled.length)
    expect(settled.map(({ at, cause }) => [at, cause])).toEqual(
      of('takeover', audit.stdout).map(({ at, cause }) => [at, cause]),
    )
    expect(of('summary', live.stdout)[0]!.virtualRouters).toEqual(of('summary', audit.stdout)[0]!.virtualRouters)
  })

  it('tells a silence of a live stream when its deadline passes, not at the next frame', async () => {
    // Up to the crash of the Active router; what follows is cut off.
    const stdin = readFileSync(CAPTURE)
    const cut = bytesUntilSilence(stdin)
    const running = start(['sniff', '-', '--lines'])
    running.child.stdin.write(stdin.subarray(0, 24))
    // At the pace of the wire, else it is a recording, whose silence means nothing.
    await replay(stdin.subarray(24, cut), (record) => running.child.stdin.write(record))
    await running.says(/state\/no-active/)
    running.child.stdin.end()
    expect((await running.ended).status).toBe(1)
  })

  for (const stepSec of [3600, -3600])
    it(`keeps to its time line when the clock of a live stream is set by ${stepSec} s`, async () => {
      const file = readFileSync(CAPTURE)
      const running = start(['sniff', '-', '-f', 'jsonl'])
      running.child.stdin.write(file.subarray(0, 24))
      // The same advert every second, as its router sends it.
      const advert = firstAdvert(file)
      for (let i = 0; i < 7; i++) {
        const record = Buffer.from(advert)
        record.writeUInt32LE(1_800_000_000 + i + (i < 4 ? 0 : stepSec), 0)
        running.child.stdin.write(record)
        if (i === 0) await running.says(/"transition"/)
        await new Promise((resolve) => setTimeout(resolve, 1000))
      }
      running.child.stdin.end()
      const { stdout, status } = await running.ended
      const lines = linesOf(stdout)
      const findings = lines.flatMap((line) => (line.type === 'finding' ? [line.id] : []))
      expect(findings).toContain('net/capture-gap')
      expect(findings.filter((id) => id?.startsWith('state/'))).toEqual([])
      const gap = lines.find((line) => line.type === 'gap')!
      expect(gap.reason).toBe('clock-step')
      expect(Date.parse(gap.to!) - Date.parse(gap.from!)).toBeGreaterThan(900)
      expect(Date.parse(gap.to!) - Date.parse(gap.from!)).toBeLessThan(2500)
      expect(lines.at(-1)!.counts!.vrrp).toBe(7)
      expect(lines.find((line) => line.type === 'capture')?.complete).toBe(true)
      expect(status).toBe(0)
    })

  for (const more of [['-f', 'jsonl'], ['--adverts']])
    it(`--anonymize ${more.join(' ')}: no real name anywhere, and the same new one for the same thing`, async () => {
      const node = join(ROOT, 'fixtures/captures/v2-sigkill-failover-return-preempt/r1.keepalived.conf')
      const flags = ['--anonymize', '--drill', '-c', `gateway-a=${node}`, ...more]
      const { stdout } = await vrrpscope(['sniff', '-', ...flags], { stdin: readFileSync(CAPTURE) })
      expect(stdout).not.toMatch(/192\.0\.2\.|gateway-a|keepalived\.conf/)
      // The configuration names it first; the lines, the drill and the report are about it.
      expect(stdout).toMatch(/node-1/)
      const { stdout: plain } = await vrrpscope(['sniff', '-', ...flags.slice(1)], { stdin: readFileSync(CAPTURE) })
      const addressesOf = (text: string) => text.match(/\b(?:192\.0\.2|10\.0\.0)\.\d+/g)!
      const pairs = addressesOf(plain).map((real, i) => `${real} ${addressesOf(stdout)[i]}`)
      expect(new Set(pairs).size).toBe(new Set(addressesOf(plain)).size)
    })

  it('ends where it was asked to end, though more was read', async () => {
    const stdin = readFileSync(CAPTURE)
    const until = async (...flags: string[]) => {
      const { stdout } = await vrrpscope(['sniff', '-', '-f', 'json', ...flags], { stdin })
      const { counts, captures, virtualRouters } = JSON.parse(stdout)
      expect(captures[0].packets).toBe(counts.packets)
      return { adverts: counts.vrrp, takeovers: virtualRouters[0].takeovers.length }
    }
    const all = (await until()).adverts
    expect((await until('--count', '3')).adverts).toBe(3)
    expect((await until('--until', 'takeover')).takeovers).toBe(1)
    expect((await until('--until', 'wire/source-mac-not-virtual')).adverts).toBeLessThan(all)
  })

  it('ends with 3 for what is no capture, and with 5 for one without VRRP', async () => {
    expect((await vrrpscope(['sniff', '-'], { stdin: 'nothing of the kind' })).status).toBe(3)
    const header = readFileSync(CAPTURE).subarray(0, 24)
    expect((await vrrpscope(['sniff', '-'], { stdin: header })).status).toBe(5)
  })
})

describe('sniff', () => {
  it('asks for an interface, and lists those there are', async () => {
    const nowhere = await vrrpscope(['sniff'])
    expect(nowhere.status).toBe(2)
    expect(nowhere.stderr).toContain('--list-interfaces')
    const list = await vrrpscope(['sniff', '--list-interfaces'])
    expect(list.status).toBe(0)
    expect(list.stdout).toMatch(/^lo\s/m)
  })

  it('refuses an event that no rule tells of, a ring without a file, a port that is none', async () => {
    const until = await vrrpscope(['sniff', 'lo', '--until', 'state/split-brian'])
    expect(until.status).toBe(2)
    expect(until.stderr).toContain('state/split-brain')
    expect((await vrrpscope(['sniff', 'lo', '--ring', '3x1MB'])).status).toBe(2)
    expect((await vrrpscope(['sniff', 'lo', '--metrics', 'lots'])).status).toBe(2)
  })

  it('ends with 4 for an interface that is not there', async () => {
    const { status, stderr } = await vrrpscope(['sniff', 'eth99'])
    expect(status).toBe(4)
    expect(stderr).toMatch(/^vrrpscope: tap\/(no-such-interface|permission)/m)
    expect(stderr).toMatch(/^hint: /m)
  })
})

/** The first record that holds IP protocol 112. */
function firstAdvert(file: Buffer): Buffer {
  for (let at = 24; at < file.length; at += 16 + file.readUInt32LE(at + 8))
    if (file.readUInt16BE(at + 16 + 12) === 0x0800 && file[at + 16 + 23] === 112)
      return file.subarray(at, at + 16 + file.readUInt32LE(at + 8))
  throw new Error('the capture has no advert')
}

/** Offset of the first record that comes more than three seconds after the one before. */
function bytesUntilSilence(file: Buffer): number {
  let last = timeAt(file, 24)
  for (let at = 24; at < file.length; at += 16 + file.readUInt32LE(at + 8)) {
    if (timeAt(file, at) - last > 3) return at
    last = timeAt(file, at)
  }
  return file.length
}

/** Writes records 1 s apart on the wire 1 s apart: only the last 3 s of them, the rest at once would be a recording. */
async function replay(records: Buffer, write: (record: Buffer) => void): Promise<void> {
  const all: Buffer[] = []
  for (let at = 0; at < records.length; ) {
    const length = 16 + records.readUInt32LE(at + 8)
    all.push(records.subarray(at, at + length))
    at += length
  }
  const end = timeAt(all.at(-1)!, 0)
  const recent = all.filter((record) => end - timeAt(record, 0) < 3)
  for (const [i, record] of recent.entries()) {
    if (i > 0)
      await new Promise((resolve) => setTimeout(resolve, (timeAt(record, 0) - timeAt(recent[i - 1]!, 0)) * 1000))
    write(record)
  }
}

const timeAt = (file: Buffer, at: number): number => file.readUInt32LE(at) + file.readUInt32LE(at + 4) / 1e6

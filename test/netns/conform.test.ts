import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { INTERFACE, Lab, missingForLab, sleep } from '../../src/edge/lab.ts'
import { Keepalived } from '../../src/edge/lab-daemons.ts'
import { type ConformReport, conformSchema } from '../../src/report/conform/schema.ts'
import { keepalivedConfig } from './configs.ts'

// The suite against a real keepalived. What needs exact time is left to `npm run soak`: this machine may be busy.

const missing = missingForLab(['keepalived'])
if (missing.length > 0) console.error(`SKIPPED: ${missing.join('; ')}`)

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const dir = mkdtempSync(join(tmpdir(), 'conform-'))
afterAll(() => rmSync(dir, { recursive: true }))

interface Ended {
  readonly status: number
  readonly out: string
  readonly err: string
}

function conform(words: readonly string[], netns?: string) {
  const argv = [process.execPath, MAIN, 'conform', ...words]
  const [program, ...rest] = netns === undefined ? argv : ['ip', 'netns', 'exec', netns, ...argv]
  const child = spawn(program!, rest, { stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (status) => resolve({ status: status ?? -1, out, err }))
  })
  return { child, ended }
}

const reportOf = (ended: Ended): ConformReport => conformSchema.parse(JSON.parse(ended.out))
const spaces = (): string[] =>
  readdirSync('/run/netns').filter((name) => name.endsWith('-dut') || name.endsWith('-tester'))

describe.skipIf(missing.length > 0)('conform --lab keepalived', () => {
  const before = missing.length > 0 ? [] : spaces()

  it('judges what the frames say, keeps packets of what did not pass, and leaves nothing behind', async () => {
    const evidence = join(dir, 'evidence')
    const words = ['--only', 'packet,mac/source-is-virtual', '-f', 'json', '--evidence', evidence]
    const ended = await conform(['--lab', 'keepalived', ...words]).ended
    const report = reportOf(ended)
    const outcome = (id: string) => report.cases.find((each) => each.id === id)?.outcome
    // Its known deviations, and what it does right.
    expect(outcome('packet/checksum-version-3-message-only')).toBe('fail')
    expect(outcome('mac/source-is-virtual')).toBe('fail')
    for (const id of [
      'packet/type',
      'packet/version',
      'packet/priority',
      'packet/address-list',
      'packet/length-version-3',
    ])
      expect([id, outcome(id)]).toEqual([id, 'pass'])
    expect(outcome('packet/checksum-ipv6')).toBe('skipped')
    expect(ended.status).toBe(1)
    const failed = report.cases.find(({ id }) => id === 'mac/source-is-virtual')!
    expect(failed.again).toBe('vrrpscope conform --lab keepalived --only mac/source-is-virtual')
    expect(existsSync(failed.evidence!)).toBe(true)
    expect(report.serialMs).toBeGreaterThan(report.cases.find(({ id }) => id === 'packet/type')!.durationMs)
    expect(spaces()).toEqual(before)
  })

  it('passes with a virtual MAC what it fails without', async () => {
    const words = ['--lab', 'keepalived', '--use-vmac', '--only', 'mac/source-is-virtual', '-f', 'json']
    expect(reportOf(await conform(words).ended).cases.map(({ outcome }) => outcome)).toEqual(['pass'])
  })

  it('gives the report so far on an interrupt, and leaves nothing behind', async () => {
    const { child, ended } = conform(['--lab', 'keepalived', '-f', 'json'])
    await sleep(12_000)
    child.kill('SIGINT')
    const report = reportOf(await ended)
    expect(report.complete).toBe(false)
    expect(report.verdict).not.toBe('pass')
    expect(spaces()).toEqual(before)
  })

  it('cleans up after one that was killed', async () => {
    const { child, ended } = conform(['--lab', 'keepalived', '--only', 'packet/type'])
    await sleep(4000)
    child.kill('SIGKILL')
    await ended
    expect(spaces().length).toBeGreaterThan(before.length)
    await conform(['--lab', 'keepalived', '--only', 'packet/type', '-f', 'json']).ended
    expect(spaces()).toEqual(before)
  })
})

describe.skipIf(missing.length > 0)('conform on an interface', () => {
  let lab: Lab | undefined
  const device = join(dir, 'device.yaml')
  beforeAll(() => {
    writeFileSync(join(dir, 'keepalived.conf'), keepalivedConfig({ version: 3, priority: 100, intervalSec: 0.3 }))
    const tester = [
      '  above: [{address: 192.0.2.99, mac: "02:00:00:00:01:01"}]',
      '  below: [{address: 192.0.2.5, mac: "02:00:00:00:01:02"}]',
    ]
    writeFileSync(device, ['name: router', 'config: keepalived.conf', 'tester:', ...tester, ''].join('\n'))
  })
  afterEach(() => lab?.close())

  async function labOf(): Promise<Keepalived> {
    lab = await Lab.create([
      { name: 'dut', addresses: ['192.0.2.11/24'] },
      { name: 'tester', addresses: [] },
      { name: 'other', addresses: ['192.0.2.12/24'] },
    ])
    const daemon = new Keepalived(lab, 'dut', keepalivedConfig({ version: 3, priority: 100, intervalSec: 0.3 }))
    return daemon
  }
  const onDevice = (...words: string[]) =>
    conform([INTERFACE, '--device', device, '-f', 'json', ...words], lab!.netns('tester'))

  it('is inconclusive where the device is silent', async () => {
    await labOf()
    const ended = await onDevice('--only', 'packet').ended
    expect(new Set(reportOf(ended).cases.map(({ outcome }) => outcome))).toEqual(new Set(['inconclusive']))
    expect(ended.status).toBe(6)
  })

  it('judges a device, and is inconclusive once it is unplugged', async () => {
    const daemon = await labOf()
    await daemon.start()
    expect(reportOf(await onDevice('--only', 'packet/type').ended)).toMatchObject({ verdict: 'pass' })
    const { ended } = onDevice(
      '--only',
      'packet/type,packet/priority,active/election-is-stable,active/keeps-its-interval',
    )
    await sleep(6000)
    await lab!.linkDown('dut', 'switch')
    const report = reportOf(await ended)
    expect(report.verdict).toBe('inconclusive')
    expect(report.summary.fail).toBe(0)
  })

  it('refuses where a second router serves, unless it is told that this is a lab', async () => {
    const daemon = await labOf()
    // Another list of addresses: neither yields to the other.
    const other = keepalivedConfig({
      version: 3,
      priority: 150,
      intervalSec: 0.3,
      addresses: ['192.0.2.77/24', '192.0.2.78/24'],
    })
    await daemon.start()
    await new Keepalived(lab!, 'other', other).start()
    const ended = await onDevice('--only', 'packet/type').ended
    expect(ended.err).toContain('usage/not-alone: two routers serve ipv4/51')
    expect(ended.status).toBe(2)
  })
})

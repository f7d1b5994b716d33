import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { INTERFACE, Lab, missingForLab, sleep, waitFor } from '../../src/edge/lab.ts'
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

/** What is still there of the lab that a run built: namespaces, its directory, processes. Other labs are no concern. */
const leftOf = ({ pid = 0 }: ChildProcess): string[] => {
  const prefix = new RegExp(`\\bvl${pid.toString(36)}[0-9a-f]{4}\\b`)
  const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n')
  const names = ['/run/netns', '/run/vrrpscope-lab'].flatMap((dir) => (existsSync(dir) ? readdirSync(dir) : []))
  return [...names, ...processes].filter((text) => prefix.test(text))
}

describe.skipIf(missing.length > 0)('conform --lab keepalived', () => {
  it('judges what the frames say, keeps packets of what did not pass, and leaves nothing behind', async () => {
    const evidence = join(dir, 'evidence')
    const right = ['packet/type', 'packet/version', 'packet/priority', 'packet/address-list', 'packet/length-version-3']
    const wrong = ['packet/checksum-version-3-message-only', 'mac/source-is-virtual']
    const only = [...right, ...wrong, 'packet/checksum-ipv6'].join(',')
    // Two labs beside each other know nothing of each other.
    const words = ['--lab', 'keepalived', '-f', 'json', '--only']
    const runs = [conform([...words, only, '--evidence', evidence]), conform([...words, wrong[1]!, '--use-vmac'])]
    const [plain, withVmac] = await Promise.all(runs.map(({ ended }) => ended))
    const report = reportOf(plain!)
    const outcomes = Object.fromEntries(report.cases.map(({ id, outcome }) => [id, outcome]))
    expect(outcomes).toEqual({
      ...Object.fromEntries(right.map((id) => [id, 'pass'])),
      ...Object.fromEntries(wrong.map((id) => [id, 'fail'])),
      'packet/checksum-ipv6': 'skipped',
    })
    expect(plain!.status).toBe(1)
    const failed = report.cases.find(({ id }) => id === 'mac/source-is-virtual')!
    expect(failed.again).toBe('vrrpscope conform --lab keepalived --only mac/source-is-virtual')
    expect(existsSync(failed.evidence!)).toBe(true)
    expect(report.serialMs).toBeGreaterThan(report.cases.find(({ id }) => id === 'packet/type')!.durationMs)
    // With a virtual MAC it passes what it fails without.
    expect(reportOf(withVmac!).cases.map(({ outcome }) => outcome)).toEqual(['pass'])
    expect(runs.flatMap(({ child }) => leftOf(child))).toEqual([])
  })

  it('gives the same verdicts again, also beside a busy loop', async () => {
    // Three runs of all cases, and three beside the loop: `npm run soak -- conform`.
    const only = ['packet', 'transmission', 'mac', 'active/y*', 'active/asserts*', 'backup/priority*', 'backup/takes*']
    const loops: ChildProcess[] = []
    const reports: ConformReport[] = []
    try {
      for (let run = 0; run < 2; run++) {
        if (run === 1) loops.push(spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }))
        const ended = await conform(['--lab', 'keepalived', '-f', 'json', '--only', only.join(',')]).ended
        reports.push(reportOf(ended))
      }
    } finally {
      for (const loop of loops) loop.kill('SIGKILL')
    }
    const verdicts = new Map<string, Set<string>>()
    for (const { id, outcome } of reports.flatMap(({ cases }) => cases))
      if (outcome !== 'inconclusive') verdicts.set(id, new Set([...(verdicts.get(id) ?? []), outcome]))
    expect([...verdicts].filter(([, each]) => each.size > 1)).toEqual([])
    for (const { cases, summary } of reports)
      expect(summary.inconclusive).toBeLessThanOrEqual(0.02 * (cases.length - summary.skipped))
  })

  it('refuses a line of --lab-config that the daemon would ignore, and takes the others', async () => {
    const words = [
      '--lab',
      'keepalived',
      '--only',
      'packet/type',
      '--lab-config',
      'garp_master_repeat 2',
      '--lab-config',
    ]
    const { status, err } = await conform([...words, 'garp_master_repeet 2']).ended
    expect(err).toContain('usage/lab-config: the daemon does not take garp_master_repeet 2')
    expect(err).toContain("Unknown keyword 'garp_master_repeet'")
    expect(status).toBe(2)
  })

  it('gives the report so far on an interrupt, and leaves nothing behind', async () => {
    const { child, ended } = conform(['--lab', 'keepalived', '-f', 'json'])
    await sleep(10_000)
    child.kill('SIGINT')
    const { status, out } = await ended
    // A machine so busy that no case was over yet has no report to give.
    if (out === '') expect(status).toBe(130)
    else {
      const report = conformSchema.parse(JSON.parse(out))
      expect(report.complete).toBe(false)
      expect(report.verdict).not.toBe('pass')
    }
    expect(leftOf(child)).toEqual([])
  })

  it('cleans up after one that was killed', async () => {
    const words = ['--lab', 'keepalived', '--only', 'packet/type']
    const killed = conform(words)
    expect(await waitFor(() => leftOf(killed.child).length > 0, 20_000)).toBe(true)
    killed.child.kill('SIGKILL')
    await killed.ended
    expect(leftOf(killed.child)).not.toEqual([])
    const next = conform(words)
    expect(await waitFor(() => leftOf(killed.child).length === 0, 20_000)).toBe(true)
    next.child.kill('SIGINT')
    await next.ended
    expect(leftOf(next.child)).toEqual([])
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

  it('is inconclusive where the device is silent, judges it when it speaks, and is inconclusive once it is unplugged', async () => {
    const daemon = await labOf()
    const silent = await onDevice('--only', 'packet').ended
    expect(new Set(reportOf(silent).cases.map(({ outcome }) => outcome))).toEqual(new Set(['inconclusive']))
    expect(silent.status).toBe(6)
    await daemon.start()
    expect(reportOf(await onDevice('--only', 'packet/type').ended)).toMatchObject({ verdict: 'pass' })
    const { ended } = onDevice('--only', 'active/election-is-stable')
    await sleep(4500)
    await lab!.linkDown('dut', 'switch')
    const report = reportOf(await ended)
    expect(report.verdict).toBe('inconclusive')
    expect(report.summary.fail).toBe(0)
  })

  it('takes what came while a command ran for what it is: stop and start may return late', async () => {
    const daemon = await labOf()
    await daemon.start()
    const files = ['-f', daemon.configFile, '-p', join(dir, 'ka.pid'), '-r', join(dir, 'ka.vrrp.pid')].join(' ')
    const keepalived = `ip netns exec ${lab!.netns('dut')} env TMPDIR=${dir} keepalived -n -l -G -P ${files}`
    writeFileSync(
      device,
      `${readFileSync(device, 'utf8')}control:
  stop: kill -TERM $(cat ${join(dir, 'ka.pid')}); sleep 1.5
  start: ${keepalived} >/dev/null 2>&1 & sleep 1.5
`,
    )
    await daemon.stop()
    const first = lab!.start('dut', ['env', `TMPDIR=${dir}`, 'keepalived', '-n', '-l', '-G', '-P', ...files.split(' ')])
    expect(await waitFor(() => existsSync(join(dir, 'ka.vrrp.pid')), 5000)).toBe(true)
    const only = [
      'active/says-goodbye',
      'initialize/waits-for-active-down-interval',
      'transmission/goodbye-is-complete',
    ]
    const report = reportOf(await onDevice('--only', only.join(',')).ended)
    expect(report.cases.map(({ id, outcome, actual, why }) => [id, outcome, actual ?? why])).toEqual(
      only.map((id) => [id, 'pass', null]),
    )
    await first.exited
  })

  it('leaves a case untold whose command fails, and says so', async () => {
    const daemon = await labOf()
    await daemon.start()
    writeFileSync(
      device,
      `${readFileSync(device, 'utf8').split('control:')[0]}control: {stop: "false", start: "true"}\n`,
    )
    const { out, status, err } = await onDevice('--only', 'active/says-goodbye,packet/type').ended
    const outcomes = reportOf({ out, status, err }).cases.map(({ outcome, why }) => [outcome, why])
    expect(outcomes).toEqual([
      ['inconclusive', 'the device cannot be controlled: false ended with 1'],
      ['pass', null],
    ])
    expect(status).toBe(6)
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

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { INTERFACE, Lab, missingForLab, sleep, waitFor } from '../../src/edge/lab.ts'
import { Keepalived } from '../../src/edge/lab-daemons.ts'
import type { Report } from '../../src/report/schema.ts'
import { keepalivedConfig } from './configs.ts'
import { PROGRAM, Watcher } from './watcher.ts'

// One Active router every 200 ms, and what happens to the programs that watch it, all at once.

const missing = missingForLab(['keepalived', 'tcpdump', 'curl', 'prometheus', 'promtool'])
if (missing.length > 0) console.error(`SKIPPED: ${missing.join('; ')}`)

const MONITORING = fileURLToPath(new URL('../../docs/monitoring', import.meta.url))

describe.skipIf(missing.length > 0).concurrent('sniff, in trouble', () => {
  let lab: Lab
  let dir: string
  beforeAll(async () => {
    lab = await Lab.create([
      { name: 'r1', addresses: ['192.0.2.11/24'] },
      { name: 'w', addresses: ['192.0.2.50/24'] },
      { name: 'unplugged', addresses: ['192.0.2.51/24'] },
    ])
    const config = keepalivedConfig({ version: 3, intervalSec: 0.2, priority: 150 })
    await new Keepalived(lab, 'r1', config).start()
    dir = mkdtempSync(join(tmpdir(), 'vrrpscope-'))
  })
  afterAll(async () => {
    await lab?.close()
    if (dir) rmSync(dir, { recursive: true })
  })

  const adverts = (watcher: Watcher) => watcher.told.filter((one) => one.type === 'advert').length
  const watchFrom = async (host: string, ...words: string[]) => {
    const watcher = new Watcher(lab, host, INTERFACE, '--adverts', ...words)
    await watcher.ready()
    return watcher
  }
  const watch = (...words: string[]) => watchFrom('w', ...words)
  const more = async (watcher: Watcher) => {
    const before = adverts(watcher)
    expect(await waitFor(() => adverts(watcher) > before, 5000)).toBe(true)
  }

  for (const backend of ['cap', 'tcpdump'] as const)
    it(`goes on when its ${backend} is killed, and says what it did not see`, async () => {
      const watcher = await watch('--backend', backend)
      await more(watcher)
      const children = execFileSync('pgrep', ['-P', String(watcher.process.pid)], { encoding: 'utf8' })
      process.kill(Number(children.trim()), 'SIGKILL')
      await watcher.sees({ type: 'gap', reason: 'tap-lost' })
      await more(watcher)
      const found = await watcher.sees({ type: 'finding', id: 'net/capture-gap' })
      expect(found.severity).toBe('warning')
      const summary = await watcher.end()
      expect((summary.counts as { vrrp: number }).vrrp).toBe(adverts(watcher))
    })

  it('claims no absence for the time in which it could hear nothing, nor does an audit of what it recorded', async () => {
    const file = join(dir, 'unplugged.pcapng')
    const watcher = await watchFrom('unplugged', '-w', file)
    await more(watcher)
    await lab.linkDown('unplugged')
    await sleep(1500)
    await lab.linkUp('unplugged')
    await watcher.sees({ type: 'gap', reason: 'interface-down' })
    await more(watcher)
    await watcher.end()
    expect(watcher.find({ id: 'state/no-active' })).toBeUndefined()
    expect(watcher.find({ id: 'state/starved-active' })).toBeUndefined()
    expect(watcher.find({ id: 'net/capture-gap' })).toBeDefined()
    const words = [PROGRAM, 'audit', '-f', 'json', '--fail-on', 'never', file]
    const { stdout } = spawnSync(process.execPath, words, { encoding: 'utf8' })
    const { verdict, findings } = JSON.parse(stdout) as Report
    expect(verdict).toBe('inconclusive')
    expect(findings.map(({ id, values }) => [id, values.reason])).toContainEqual(['net/capture-gap', 'interface-down'])
    expect(findings.filter(({ id }) => /no-active|starved/.test(id))).toEqual([])
  })

  it('goes on when the disk is full', async () => {
    const small = join(lab.dir, 'small')
    execFileSync('mkdir', [small])
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', small])
    try {
      const watcher = await watch('-w', join(small, 'all.pcapng'))
      expect(await waitFor(() => watcher.process.output().includes('recording stopped: ENOSPC'), 20_000)).toBe(true)
      await more(watcher)
      await watcher.end()
    } finally {
      execFileSync('umount', ['-l', small])
    }
  })

  it('records into a new file when its file is taken away', async () => {
    const file = join(dir, 'taken.pcapng')
    const watcher = await watch('-w', file)
    await waitFor(() => statSync(file, { throwIfNoEntry: false })?.size !== undefined, 10_000)
    rmSync(file)
    expect(await waitFor(() => watcher.process.output().includes('was taken away'), 5000)).toBe(true)
    await watcher.end()
    const audited = execFileSync(process.execPath, [PROGRAM, 'audit', '-f', 'json', file], { encoding: 'utf8' })
    expect(JSON.parse(audited).counts.vrrp).toBeGreaterThan(5)
  })

  it('keeps a ring of files, the newest only', async () => {
    const watcher = await watch('-w', join(dir, 'ring.pcapng'), '--ring', '2x1s')
    const files = () => readdirSync(dir).filter((name) => name.startsWith('ring.'))
    expect(await waitFor(() => files().some((name) => name >= 'ring.00004.pcapng'), 30_000)).toBe(true)
    await watcher.end()
    expect(files().length).toBeLessThanOrEqual(3) // a deletion may still be under way
    expect(files()).not.toContain('ring.00001.pcapng')
  })

  it('answers scrapes that promtool and Prometheus accept, however many there are', async () => {
    const watcher = await watch('--metrics', '9165')
    await more(watcher)
    const url = 'http://127.0.0.1:9165/metrics'
    const text = await lab.must('w', ['curl', '-s', url])
    const check = execFileSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8', stdio: 'pipe' })
    expect(check).toBe('')
    expect(text).toMatch(/^vrrpscope_active_routers\{interface="ens192",vlan="",family="ipv4",vrid="51"\} 1$/m)

    const flood = await lab.must('w', [
      'sh',
      '-c',
      `seq 300 | xargs -P 20 -I{} curl -s -o /dev/null -w '%{http_code}\\n' ${url}`,
    ])
    expect(new Set(flood.trim().split('\n'))).toEqual(new Set(['200']))
    await more(watcher)

    const config = join(dir, 'prometheus.yml')
    const targets = '[{job_name: vrrpscope, scrape_interval: 1s, static_configs: [{targets: ["127.0.0.1:9165"]}]}]'
    writeFileSync(config, `rule_files: [${MONITORING}/alerts.yml]\nscrape_configs: ${targets}\n`)
    const storage = [`--storage.tsdb.path=${join(dir, 'tsdb')}`, '--web.listen-address=127.0.0.1:9190']
    const prometheus = lab.start('w', ['prometheus', `--config.file=${config}`, ...storage])
    const query = 'http://127.0.0.1:9190/api/v1/query?query=vrrpscope_active_routers'
    const answered = async () => (await lab.run('w', ['curl', '-s', query])).stdout
    expect(await waitFor(async () => (await answered()).includes('"vrid":"51"'), 20_000)).toBe(true)
    expect(JSON.parse(await answered()).data.result[0].value[1]).toBe('1')
    prometheus.child.kill('SIGTERM')
    await prometheus.exited
    await watcher.end()
  })

  it('comes with alert rules that hold and a dashboard, both of metrics that it has', async () => {
    execFileSync('promtool', ['test', 'rules', join(MONITORING, 'alerts.test.yml')], { stdio: 'pipe' })
    const watcher = await watch('--metrics', '9166')
    await more(watcher)
    const text = await lab.must('w', ['curl', '-s', 'http://127.0.0.1:9166/metrics'])
    await watcher.end()
    const known = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name))
    const dashboard = readFileSync(join(MONITORING, 'dashboard.json'), 'utf8')
    expect(JSON.parse(dashboard).panels.length).toBeGreaterThan(5)
    const used = `${dashboard}${readFileSync(join(MONITORING, 'alerts.yml'), 'utf8')}`.match(/vrrpscope_[a-z_]+/g)!
    for (const name of used) expect(known).toContain(name.replace(/_bucket$/, ''))
  })

  it('ends in order when its terminal goes away, with what it has recorded', async () => {
    const file = join(dir, 'hup.pcapng')
    const watcher = await watch('-w', file)
    await more(watcher)
    watcher.process.child.kill('SIGHUP')
    expect(await watcher.process.exited).not.toBe(-1)
    expect(watcher.told.at(-1)?.type).toBe('summary')
    expect(readFileSync(file).length).toBeGreaterThan(100)
  })
})

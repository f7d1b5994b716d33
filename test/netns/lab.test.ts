import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { Lab, missingForLab, SWITCH, sleep, waitFor } from '../../src/edge/lab.ts'
import { Frr, Keepalived } from '../../src/edge/lab-daemons.ts'
import { frrConfig, keepalivedConfig } from './configs.ts'

const missing = missingForLab(['keepalived', 'tcpdump', '/usr/lib/frr/vrrpd', 'vtysh'])
if (missing.length > 0) console.error(`SKIPPED: ${missing.join('; ')}`)

const adverts = (file: string): { source: string; priority: number }[] =>
  execFileSync('tcpdump', ['-nnr', file, 'ip proto 112'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .split('\n')
    .flatMap((line) => {
      const match = /IP (\S+) > \S+ VRRP.* prio (\d+)/.exec(line)
      return match ? [{ source: match[1]!, priority: Number(match[2]) }] : []
    })

describe.skipIf(missing.length > 0)('the lab', () => {
  let lab: Lab | undefined
  afterEach(() => lab?.close())

  const twoHosts = async () => {
    lab = await Lab.create([
      { name: 'r1', addresses: ['192.0.2.11/24'] },
      { name: 'r2', addresses: ['192.0.2.12/24'] },
    ])
    return lab
  }

  it('lets two keepalived fail over, and a capture on the switch sees it', async () => {
    const lab = await twoHosts()
    const capture = await lab.capture(SWITCH, 'all.pcap')
    const r1 = new Keepalived(lab, 'r1', keepalivedConfig({ version: 3, intervalSec: 0.1, priority: 200 }))
    const r2 = new Keepalived(lab, 'r2', keepalivedConfig({ version: 3, intervalSec: 0.1, priority: 100 }))
    await Promise.all([r1.start(), r2.start()])
    await sleep(1200)
    const stopped = r1.stop()
    await sleep(600)
    await capture.stop()
    const seen = adverts(capture.file)
    const goodbye = seen.findIndex((advert) => advert.priority === 0)
    expect(seen[goodbye]?.source).toBe('192.0.2.11')
    expect(new Set(seen.slice(0, goodbye).map((advert) => advert.source))).toContain('192.0.2.11')
    expect(new Set(seen.slice(goodbye + 1).map((advert) => advert.source))).toEqual(new Set(['192.0.2.12']))
    await stopped
  })

  it('cuts one direction, cuts a segment in two, and heals both', async () => {
    const lab = await twoHosts()
    const pings = async () => (await lab.run('r1', ['ping', '-c1', '-W1', '192.0.2.12'])).status === 0
    expect(await pings()).toBe(true)
    for (const fault of [
      () => lab.partition(['r1'], ['r2']),
      () => lab.loss('from', 'r1', 'everything'),
      () => lab.loss('to', 'r1', 'everything'),
      () => lab.loss('deaf', 'r1', 'everything'),
    ]) {
      const heal = await fault()
      expect(await pings()).toBe(false)
      await heal()
      expect(await pings()).toBe(true)
    }
    await lab.linkDown('r1', 'switch')
    expect(await pings()).toBe(false)
    await lab.linkUp('r1', 'switch')
    expect(await waitFor(pings, 3000)).toBe(true)
  })

  it('runs FRR', async () => {
    const lab = await twoHosts()
    const frr = new Frr(lab, 'r1', frrConfig({ vrid: 61, priority: 150, intervalMs: 100, addresses: ['192.0.2.161'] }))
    await frr.addVirtualRouter({ vrid: 61, family: 4, addresses: ['192.0.2.161/24'] })
    await frr.start()
    expect(await waitFor(async () => (await frr.shell('show vrrp json')).includes('"Master"'), 5000)).toBe(true)
    const pid = readFileSync(join(lab.dir, 'frr-r1/vrrpd.pid'), 'utf8').trim()
    await frr.stop()
    // Its own temporary directory was ours, too, and goes with the lab.
    expect(existsSync(`/var/tmp/frr/vrrpd.${pid}`)).toBe(false)
  })

  it('removes what a killed run left behind, and nothing else', async () => {
    const script = `import { Lab } from '${new URL('../../src/edge/lab.ts', import.meta.url).pathname}'
      const lab = await Lab.create([{ name: 'x', addresses: [] }])
      lab.start('x', ['sleep', '100'])
      console.log(lab.prefix)
      setInterval(() => {}, 1000)`
    const other = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { stdio: 'pipe' })
    let prefix = ''
    other.stdout.on('data', (chunk) => {
      prefix += chunk
    })
    expect(await waitFor(() => prefix.endsWith('\n'), 10_000)).toBe(true)
    prefix = prefix.trim()
    const spaces = () => readdirSync('/run/netns').filter((name) => name.startsWith(`${prefix}-`))

    await (await Lab.create([])).close()
    expect(spaces()).toHaveLength(2)

    other.kill('SIGKILL')
    await once(other, 'exit')
    await (await Lab.create([])).close()
    expect(spaces()).toEqual([])
  })
})

import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { INTERFACE, Lab, missingForLab, sleep, waitFor } from '../../src/edge/lab.ts'
import { Keepalived } from '../../src/edge/lab-daemons.ts'
import { keepalivedConfig } from './configs.ts'
import { PROGRAM, Watcher } from './watcher.ts'

// A pair of routers at 200 ms, and what sniff does besides watching: drills, probes, hooks, incidents, tunnels, a screen.

const missing = missingForLab(['keepalived', 'tcpdump', 'script'])
if (missing.length > 0) console.error(`SKIPPED: ${missing.join('; ')}`)

describe.skipIf(missing.length > 0)('sniff, asked for more', () => {
  let lab: Lab
  beforeAll(async () => {
    lab = await Lab.create([
      { name: 'r1', addresses: ['192.0.2.11/24'] },
      { name: 'r2', addresses: ['192.0.2.12/24'] },
      { name: 'far', addresses: ['192.0.2.13/24'] },
      { name: 'w', addresses: ['192.0.2.50/24'] },
    ])
    const start = (node: string, priority: number) =>
      new Keepalived(lab, node, keepalivedConfig({ version: 3, intervalSec: 0.2, priority })).start()
    await Promise.all([start('r1', 150), start('r2', 100)])
    await sleep(2000) // the first is Active, and has been
  })
  afterAll(() => lab?.close())

  it('says with its exit status that a drill saw no takeover', async () => {
    const watcher = new Watcher(lab, 'w', INTERFACE, '--drill', '--count', '5', '--fail-on', 'never')
    expect(await watcher.process.exited).toBe(5)
  })

  it('drills a power failure: the address answers again in time; hook and incident tell of it', async () => {
    const [events, incidents] = [join(lab.dir, 'events'), join(lab.dir, 'incidents')]
    mkdirSync(incidents)
    const more = ['--drill', '--probe', '--exec', `cat >> ${events}`, '--on-incident', incidents, '--around', '2s']
    const watcher = new Watcher(lab, 'w', INTERFACE, ...more)
    await watcher.ready()
    await watcher.sees({ type: 'transition', router: '192.0.2.11', state: 'Active' })
    await sleep(1500) // so that the incident has something before it
    await lab.linkDown('r1', 'switch')
    await watcher.sees({ type: 'takeover', cause: 'timeout' })
    await sleep(2500)
    await watcher.end()
    await lab.linkUp('r1', 'switch')

    const drill = watcher.told.find((one) => one.type === 'drill')
    expect(drill).toMatchObject({ from: '192.0.2.11', to: '192.0.2.12', cause: 'timeout', passed: true })
    // Three intervals and Skew_Time of priority 100 (156/256 of 200 ms), and a second for the hosts.
    expect(drill!.allowedMs).toBeCloseTo(600 + 121.875 + 1000, 3)
    expect(drill!.gapMs).toBeGreaterThan(720)
    expect(drill!.answeredAfterMs).toBeGreaterThanOrEqual(drill!.gapMs as number)
    // Asked ten times a second.
    expect((drill!.answeredAfterMs as number) - (drill!.gapMs as number)).toBeLessThan(500)

    const told = readFileSync(events, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(told).toContainEqual(expect.objectContaining({ type: 'takeover', cause: 'timeout', to: '192.0.2.12' }))

    const file = readdirSync(incidents).find((name) => name.includes('takeover'))
    const report = audit(join(incidents, file!))
    const [virtualRouter] = report.virtualRouters
    expect(virtualRouter!.takeovers).toContainEqual(expect.objectContaining({ cause: 'timeout', to: '192.0.2.12' }))
    expect(virtualRouter!.routers.find(({ address }) => address === '192.0.2.11')!.adverts).toBeGreaterThan(3)
  })

  it('looks into VXLAN with --tunnels', async () => {
    const link = `link add vx0 type vxlan id 42 remote 192.0.2.50 dstport 4789 dev ${INTERFACE}`
    for (const command of [link, 'addr add 198.51.100.12/24 dev vx0', 'link set vx0 up'])
      await lab.must('far', ['ip', ...command.split(' ')])
    const watcher = new Watcher(lab, 'w', INTERFACE, '--tunnels')
    await watcher.ready()
    const settings = { version: 3, vrid: 77, intervalSec: 0.2, priority: 100, addresses: ['198.51.100.1/24'] } as const
    const config = keepalivedConfig(settings).replace(`interface ${INTERFACE}`, 'interface vx0')
    const inside = new Keepalived(lab, 'far', config)
    await inside.start()
    const seen = await watcher.sees({ type: 'transition', state: 'Active', router: '198.51.100.12' })
    expect(seen.virtualRouter).toBe('vxlan 42/ipv4/77')
    await watcher.end()
    await inside.stop()
  })

  it('draws on a terminal of 80x24, follows its size, and gives it back, also after a crash', async () => {
    const screen = async (seconds: number, flags: string) => {
      const [before, after] = [join(lab.dir, 'before'), join(lab.dir, 'after')]
      const resize = '(sleep 2; stty cols 100 rows 30 < /dev/tty) &'
      const run = `${process.execPath} ${flags} ${PROGRAM} sniff ${INTERFACE} --duration ${seconds}s --fail-on never`
      const words = `stty cols 80 rows 24; stty -g > ${before}; ${resize} ${run}; stty -g > ${after}`
      const terminal = lab.start('w', ['script', '-q', '-c', words, '/dev/null'], {
        env: { ...process.env, TERM: 'xterm', LANG: 'C.UTF-8' },
      })
      await terminal.exited
      expect(readFileSync(after, 'utf8')).toBe(readFileSync(before, 'utf8'))
      return terminal.output()
    }
    const drawn = await screen(4, '')
    const [enter, leave] = [drawn.indexOf('\x1b[?1049h'), drawn.indexOf('\x1b[?1049l')]
    expect(enter).toBeGreaterThanOrEqual(0)
    expect(leave).toBeGreaterThan(enter)
    const picture = drawn.slice(enter, leave)
    expect(picture).toMatch(/VIRTUAL ROUTER .*ACTIVE/)
    expect(picture).toMatch(/ipv4\/51 .*192\.0\.2\.1[12]/)
    // The help is on the last line: of the first size, and of the second.
    expect(picture).toMatch(/\x1b\[24;1H[^\r\n]*quit/)
    expect(picture).toMatch(/\x1b\[30;1H[^\r\n]*quit/)
    // At most ten pictures a second: each begins with the title.
    expect(picture.match(/\x1b\[1;1H/g)!.length).toBeLessThanOrEqual(4 * 10 + 3)
    expect(drawn.slice(leave)).toContain('ipv4/51')

    const crash = `--import "data:text/javascript,setTimeout(()=>{throw%20new%20Error('boom')},1500)"`
    const crashed = await screen(10, crash)
    expect(crashed.indexOf('\x1b[?1049l')).toBeGreaterThan(0)
    expect(crashed.slice(crashed.indexOf('\x1b[?1049l'))).toContain('internal/bug: boom')
    expect(crashed).not.toMatch(/\n\s+at /)
  })

  it('ends what it records in order when nobody reads on', async () => {
    const file = join(lab.dir, 'left.pcapng')
    const words = `${process.execPath} ${PROGRAM} sniff ${INTERFACE} --adverts -w ${file} | head -9`
    await lab.run('w', ['sh', '-c', words])
    expect(await waitFor(() => audit(file).counts.vrrp >= 3, 5000)).toBe(true)
  })
})

interface Report {
  readonly counts: { readonly vrrp: number }
  readonly virtualRouters: readonly {
    readonly routers: readonly { readonly address: string; readonly adverts: number }[]
    readonly takeovers: readonly object[]
  }[]
}

function audit(file: string): Report {
  const words = [PROGRAM, 'audit', '-f', 'json', '--fail-on', 'never', file]
  return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 1 << 26 }))
}

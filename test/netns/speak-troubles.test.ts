import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { BRIDGE, INTERFACE, Lab, missingForLab, SWITCH, waitFor } from '../../src/edge/lab.ts'
import { keepalivedConfig } from './configs.ts'
import { advertsIn, ctl, said, speak } from './speaking.ts'

// What befalls a router that lives at its interface's address: it goes on, and is in the right state afterwards.

const missing = missingForLab(['tcpdump', 'curl'])
if (missing.length > 0) console.error(`SKIPPED: ${missing.join('; ')}`)

const ADDRESS = '192.0.2.11/24'
const PREEMPTS = 51
const STAYS = 52

const config = (priority: number, extra: readonly string[] = []) =>
  [
    { vrid: PREEMPTS, lines: extra },
    { vrid: STAYS, lines: [...extra, 'nopreempt'] },
  ]
    .map(({ vrid, lines }) =>
      keepalivedConfig({
        instance: `VI_${vrid}`,
        version: 3,
        vrid,
        priority,
        intervalSec: 0.1,
        addresses: [`192.0.2.${100 + vrid}/24`],
        extra: lines,
      }),
    )
    .join('\n')

describe.skipIf(missing.length > 0).concurrent('speak', () => {
  it('is in FAULT while its address, its link or its interface is away, and Backup after it', async () => {
    const lab = await Lab.create([
      { name: 'us', addresses: [ADDRESS] },
      { name: 'other', addresses: [] },
    ])
    try {
      const capture = await lab.capture(SWITCH, 'all.pcap')
      const [ours, theirs] = [150, 100].map((priority) => {
        const file = join(lab.dir, `${priority}.conf`)
        writeFileSync(file, config(priority))
        return file
      })
      const sockets = ['us', 'other'].map((host) => join(lab.dir, `${host}.sock`))
      const us = speak(lab, 'us', '-c', ours!, '--control', sockets[0]!, '--takeover')
      const states = async (host: 'us' | 'other') => {
        const text = await ctl(lab, host, sockets[host === 'us' ? 0 : 1]!, 'state')
        return [...text.matchAll(/version 3 {2}(\w+)/g)].map(([, state]) => state).join(' ')
      }
      const are = (host: 'us' | 'other', wanted: string) => waitFor(async () => (await states(host)) === wanted, 8000)
      const ip = (...words: string[]) => lab.must('us', ['ip', ...words])
      expect(await said(us, '-> Active')).toBe(true)
      expect(await are('us', 'Active Active')).toBe(true)
      const other = speak(lab, 'other', '-c', theirs!, '--control', sockets[1]!, '--source', '192.0.2.60')
      expect(await said(other, '-> Backup')).toBe(true)
      expect(await are('other', 'Backup Backup')).toBe(true)

      await ip('addr', 'del', ADDRESS, 'dev', INTERFACE)
      expect(await said(us, `${INTERFACE} has lost its address 192.0.2.11`)).toBe(true)
      expect(await are('us', 'FAULT FAULT')).toBe(true)
      expect(await are('other', 'Active Active')).toBe(true)
      await ip('addr', 'add', ADDRESS, 'dev', INTERFACE)
      expect(await are('us', 'Active Backup')).toBe(true)
      expect(us.output()).toContain('has got back its address 192.0.2.11')
      expect(await are('other', 'Backup Active')).toBe(true)

      await lab.linkDown('us')
      expect(await are('us', 'FAULT FAULT')).toBe(true)
      expect(await are('other', 'Active Active')).toBe(true)
      await lab.linkUp('us')
      expect(await are('us', 'Active Backup')).toBe(true)
      expect(await are('other', 'Backup Active')).toBe(true)

      await ip('link', 'del', INTERFACE)
      expect(await are('us', 'FAULT FAULT')).toBe(true)
      expect(await are('other', 'Active Active')).toBe(true)
      const cable = ['type', 'veth', 'peer', 'name', INTERFACE, 'netns', lab.netns('us')]
      await lab.must(SWITCH, ['ip', 'link', 'add', 'name', 'p-us', ...cable])
      await lab.must(SWITCH, ['ip', 'link', 'set', 'p-us', 'master', BRIDGE, 'up'])
      await ip('link', 'set', INTERFACE, 'address', '02:00:00:00:99:99', 'up')
      await ip('addr', 'add', ADDRESS, 'dev', INTERFACE)
      expect(await are('us', 'Active Backup')).toBe(true)
      expect(await are('other', 'Backup Active')).toBe(true)
      us.child.kill('SIGTERM')
      expect(await us.exited).toBe(0)
      await capture.stop()

      const own = (await advertsIn(capture.file)).filter(({ src }) => src.text === '192.0.2.11')
      expect(own.some(({ advert }) => advert.defects.length > 0)).toBe(false)
      expect(new Set(own.map(({ srcMac }) => srcMac))).toEqual(new Set(['02:00:00:00:00:01', '02:00:00:00:99:99']))
      // Said once when the address went, and once at the end.
      const zeros = own.filter(({ advert }) => advert.vrid === PREEMPTS && advert.priority === 0)
      expect(zeros.map(({ srcMac }) => srcMac)).toEqual(['02:00:00:00:00:01', '02:00:00:00:99:99'])
    } finally {
      await lab.close()
    }
  })

  it('runs the scripts of its file and serves metrics of what comes of them', async () => {
    const lab = await Lab.create([{ name: 'us', addresses: [ADDRESS] }])
    try {
      const [fatal, light] = ['fatal', 'light'].map((name) => join(lab.dir, name))
      const script = (name: string, file: string, weight: number) =>
        [`vrrp_script ${name} {`, `script "/usr/bin/test -e ${file}"`, 'interval 1', `weight ${weight}`, '}'].join('\n')
      const tracks = (name: string) => ['track_script {', name, '}']
      const instances = [
        { vrid: PREEMPTS, extra: tracks('fatal') },
        { vrid: STAYS, extra: tracks('light') },
      ].map(({ vrid, extra }) =>
        keepalivedConfig({ instance: `VI_${vrid}`, version: 3, vrid, priority: 100, intervalSec: 0.1, extra }),
      )
      const file = join(lab.dir, 'scripts.conf')
      writeFileSync(file, [script('fatal', fatal!, 0), script('light', light!, -30), ...instances].join('\n'))
      const refused = speak(lab, 'us', '-c', file, '--metrics', '99999')
      expect(await refused.exited).toBe(2)
      expect(refused.output()).toContain('usage/metrics-address')
      const faulty = speak(lab, 'us', '-c', file, '--fault', 'mute', '--dry-run')
      expect(await faulty.exited, 'faults are allowed in a namespace of its own').toBe(0)
      const us = speak(lab, 'us', '-c', file, '--run-scripts', '--metrics', '9166')
      const metric = async (name: string, vrid: number) => {
        const { stdout } = await lab.run('us', ['curl', '-s', 'http://127.0.0.1:9166/metrics'])
        const line = stdout.split('\n').find((one) => one.startsWith(`${name}{`) && one.includes(`vrid="${vrid}"`))
        return line && Number(line.split(' ').at(-1))
      }
      const becomes = (name: string, vrid: number, value: number) =>
        waitFor(async () => (await metric(name, vrid)) === value, 8000)
      // Neither file is there: the one is in FAULT, the other 30 less.
      expect(await becomes('vrrpscope_router_active', STAYS, 1)).toBe(true)
      expect(await becomes('vrrpscope_router_priority', STAYS, 70)).toBe(true)
      expect(await metric('vrrpscope_router_active', PREEMPTS)).not.toBe(1)
      for (const one of [fatal!, light!]) writeFileSync(one, '')
      expect(await becomes('vrrpscope_router_active', PREEMPTS, 1)).toBe(true)
      expect(await becomes('vrrpscope_router_priority', STAYS, 100)).toBe(true)
      expect(await becomes('vrrpscope_active_routers', PREEMPTS, 1)).toBe(true)
      expect(await metric('vrrpscope_takeovers_total', PREEMPTS)).toBe(1)
      await lab.must('us', ['rm', fatal!])
      expect(await becomes('vrrpscope_router_active', PREEMPTS, 0)).toBe(true)
      expect(us.output()).toContain('Active -> Initialize: fault: track script')
      us.child.kill('SIGTERM')
      expect(await us.exited).toBe(0)
    } finally {
      await lab.close()
    }
  })
})

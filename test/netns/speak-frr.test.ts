import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Lab, missingForLab, SWITCH, sleep, waitFor } from '../../src/edge/lab.ts'
import { Frr } from '../../src/edge/lab-daemons.ts'
import type { Sighting } from '../../src/wire/facts.ts'
import { frrConfig } from './configs.ts'
import { advertsIn, ctl, said, speak } from './speaking.ts'
import { Noise, twiceIfLate } from './timing.ts'

// Our router beside FRR's: both ways round, by the clock of the kernel.

const missing = missingForLab(['tcpdump', '/usr/lib/frr/vrrpd', 'vtysh'])
if (missing.length > 0) console.error(`SKIPPED: ${missing.join('; ')}`)

const msBetween = (from: Sighting, to: Sighting) => (to.tNs - from.tNs) / 1e6

describe.skipIf(missing.length > 0).concurrent('speak beside', () => {
  const OURS = ['--vrid', '51', '--takeover']

  const frrs = [
    { version: 2, family: 4, intervalMs: 1000 },
    { version: 3, family: 4, intervalMs: 100 },
    { version: 3, family: 6, intervalMs: 100 },
  ] as const
  for (const frr of frrs) it(`FRR, version ${frr.version}, IPv${frr.family}`, () => twiceIfLate(() => besideFrr(frr)))

  async function besideFrr({ version, family, intervalMs }: (typeof frrs)[number]): Promise<void> {
    const noise = new Noise()
    const address = family === 4 ? '192.0.2.151' : 'fe80::5:151'
    const source = family === 4 ? '192.0.2.50' : 'fe80::50'
    const lab = await Lab.create([
      { name: 'frr', addresses: ['192.0.2.11/24'], ipv6: family === 6 },
      { name: 'us', addresses: [], ipv6: family === 6 },
    ])
    try {
      const capture = await lab.capture(SWITCH, 'all.pcap')
      const daemon = new Frr(
        lab,
        'frr',
        frrConfig({ version, vrid: 51, priority: 100, intervalMs, addresses: [address] }),
      )
      await daemon.addVirtualRouter({ vrid: 51, family, addresses: [`${address}/${family === 4 ? 24 : 64}`] })
      await daemon.start()
      const status = async (wanted: string) => (await daemon.shell('show vrrp json')).includes(`"${wanted}"`)
      expect(await waitFor(() => status('Master'), 8000)).toBe(true)
      const socket = join(lab.dir, 'control')
      const ours = ['--vrrp-version', `${version}`, '--address', address, '--interval', `${intervalMs}ms`]
      const flags = [...ours, '--source', source, '--control', socket]

      // We are stronger: it yields. Then we are not heard any more, and then heard again; then we die.
      const strong = speak(lab, 'us', ...OURS, ...flags, '--priority', '150')
      expect(await said(strong, '-> Active')).toBe(true)
      expect(await waitFor(async () => !(await status('Master')), 3000)).toBe(true)
      await sleep(2 * intervalMs)
      await ctl(lab, 'us', socket, 'mute', 'tx')
      expect(await waitFor(() => status('Master'), 8000)).toBe(true)
      await sleep(2 * intervalMs)
      await ctl(lab, 'us', socket, 'unmute', 'tx')
      expect(await waitFor(async () => !(await status('Master')), 3000)).toBe(true)
      await sleep(2 * intervalMs)
      strong.child.kill('SIGKILL')
      expect(await waitFor(() => status('Master'), 3000)).toBe(true)

      // We are weaker: we wait for its goodbye, give way when it is back, and wait until it dies.
      const weak = speak(lab, 'us', ...OURS, ...flags, '--priority', '50')
      expect(await said(weak, '-> Backup')).toBe(true)
      await sleep(4 * intervalMs)
      expect(weak.output()).not.toContain('-> Active')
      await daemon.stop()
      expect(await said(weak, '-> Active')).toBe(true)
      await daemon.start()
      expect(await said(weak, 'Active -> Backup')).toBe(true)
      await sleep(4 * intervalMs)
      await daemon.crash()
      expect(await waitFor(() => weak.output().split('-> Active').length > 2, 8000)).toBe(true)
      weak.child.kill('SIGTERM')
      expect(await weak.exited).toBe(0)
      await capture.stop()

      const adverts = await advertsIn(capture.file)
      const isOurs = (one: Sighting) => one.src.text === source
      /** The last advert before each change from the one router to the other, and the first after it. */
      const changes = adverts.flatMap((one, i) => {
        const before = adverts[i - 1]
        return before === undefined || isOurs(before) === isOurs(one) ? [] : [[before, one] as const]
      })
      const takeover = (by: 'us' | 'it', after: 'silence' | 'priority 0') =>
        changes.find(
          ([before, one]) =>
            isOurs(one) === (by === 'us') &&
            (before.advert.priority === 0) === (after === 'priority 0') &&
            msBetween(before, one) > (after === 'silence' ? 2.5 * intervalMs : 0),
        )
      const onTime = (by: 'us' | 'it', after: 'silence' | 'priority 0', expectedMs: number) => {
        const found = takeover(by, after)
        if (found === undefined) throw new Error(`${by} after ${after}: no takeover`)
        noise.expectOnTime(`${by} after ${after}`, msBetween(...found), expectedMs)
      }
      // It cuts its skew down to centiseconds: 156/256 of 100 are 60 cs, of 10 are 6.
      const theirSkewMs = 10 * Math.floor((156 * intervalMs) / 10 / 256)
      onTime('it', 'silence', 3 * intervalMs + theirSkewMs)
      onTime('it', 'priority 0', theirSkewMs)
      onTime('us', 'silence', ((3 * 256 + 206) * intervalMs) / 256)
      onTime('us', 'priority 0', (206 * intervalMs) / 256)
      console.log(`FRR, version ${version}, IPv${family}: ${noise.summary}`)
    } finally {
      await lab.close()
    }
  }
})

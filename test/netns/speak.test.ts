import { describe, expect, it } from 'vitest'
import { Lab, missingForLab, SWITCH, sleep, waitFor } from '../../src/edge/lab.ts'
import { Frr, Keepalived } from '../../src/edge/lab-daemons.ts'
import type { Sighting } from '../../src/wire/facts.ts'
import { frrConfig, type KeepalivedSettings, keepalivedConfig } from './configs.ts'
import { advertsIn, said, speak } from './speaking.ts'
import { Noise, twiceIfLate } from './timing.ts'

// Our router beside the real ones: both ways round, by the clock of the kernel.

const missing = missingForLab(['keepalived', 'tcpdump', '/usr/lib/frr/vrrpd', 'vtysh'])
if (missing.length > 0) console.error(`SKIPPED: ${missing.join('; ')}`)

interface Setting {
  readonly name: string
  readonly keepalived: Omit<KeepalivedSettings, 'priority'>
  readonly flags: readonly string[]
  /** Address of our own host. */
  readonly source: string
  readonly family?: 6
  readonly intervalMs: number
}

const authentication = (type: string, password: string) => [
  `authentication {`,
  `auth_type ${type}`,
  `auth_pass ${password}`,
  `}`,
]
const settings: Setting[] = [
  {
    name: 'version 3, IPv4',
    keepalived: { version: 3, intervalSec: 0.1 },
    flags: ['--address', '192.0.2.100', '--interval', '100ms'],
    source: '192.0.2.50',
    intervalMs: 100,
  },
  {
    name: 'version 3, IPv4, virtual MAC on both sides',
    keepalived: { version: 3, intervalSec: 0.1, extra: ['use_vmac'] },
    flags: ['--address', '192.0.2.100', '--interval', '100ms', '--mac', 'virtual'],
    source: '192.0.2.50',
    intervalMs: 100,
  },
  {
    name: 'version 3, IPv4, unicast',
    keepalived: { version: 3, intervalSec: 0.1, unicast: { source: '192.0.2.11', peers: ['192.0.2.50'] } },
    flags: ['--address', '192.0.2.100', '--interval', '100ms', '--peer', '192.0.2.11'],
    source: '192.0.2.50',
    intervalMs: 100,
  },
  {
    name: 'version 3, IPv6',
    keepalived: { version: 3, intervalSec: 0.1, addresses: ['fe80::5:100/64', '2001:db8:5::100/64'] },
    flags: ['--address', 'fe80::5:100', '--address', '2001:db8:5::100', '--interval', '100ms'],
    source: 'fe80::50',
    family: 6,
    intervalMs: 100,
  },
  {
    name: 'version 2, no authentication',
    keepalived: { version: 2 },
    flags: ['--address', '192.0.2.100', '--vrrp-version', '2'],
    source: '192.0.2.50',
    intervalMs: 1000,
  },
  {
    name: 'version 2, password',
    keepalived: { version: 2, password: 's3cret' },
    flags: ['--address', '192.0.2.100', '--auth', 'pass:s3cret'],
    source: '192.0.2.50',
    intervalMs: 1000,
  },
  {
    name: 'version 2, AH',
    keepalived: { version: 2, extra: authentication('AH', 'ahsecret') },
    flags: ['--address', '192.0.2.100', '--auth', 'ah:ahsecret'],
    source: '192.0.2.50',
    intervalMs: 1000,
  },
]

const msBetween = (from: Sighting, to: Sighting) => (to.tNs - from.tNs) / 1e6

describe.skipIf(missing.length > 0).concurrent('speak beside', () => {
  const OURS = ['--vrid', '51', '--takeover']

  for (const setting of settings) it(`keepalived: ${setting.name}`, () => twiceIfLate(() => besideKeepalived(setting)))

  async function besideKeepalived({ keepalived, flags, source, family, intervalMs }: Setting): Promise<void> {
    const noise = new Noise()
    const lab = await Lab.create([
      { name: 'ka', addresses: family === 6 ? [] : ['192.0.2.11/24'], ipv6: family === 6 },
      { name: 'us', addresses: [], ipv6: family === 6 },
    ])
    try {
      const capture = await lab.capture(SWITCH, 'all.pcap')
      const daemon = new Keepalived(lab, 'ka', keepalivedConfig({ ...keepalived, priority: 100 }))
      await daemon.start()
      expect(await waitFor(() => daemon.log().includes('Entering MASTER STATE'), 8000)).toBe(true)

      // We are stronger: it yields. Then we die without a word, and the tap says priority 0 for us.
      const strong = speak(lab, 'us', ...OURS, ...flags, '--source', source, '--priority', '150')
      expect(await said(strong, '-> Active')).toBe(true)
      expect(await waitFor(() => daemon.log().includes('Entering BACKUP STATE\n'), 3000)).toBe(true)
      await sleep(3 * intervalMs)
      strong.child.kill('SIGKILL')
      await sleep(2 * intervalMs)

      // We are weaker: it stays. Then it dies, and we take over.
      const weak = speak(lab, 'us', ...OURS, ...flags, '--source', source, '--priority', '50')
      expect(await said(weak, '-> Backup')).toBe(true)
      await sleep(4 * intervalMs)
      expect(weak.output()).not.toContain('-> Active')
      await daemon.crash()
      expect(await said(weak, '-> Active')).toBe(true)
      weak.child.kill('SIGTERM')
      expect(await weak.exited).toBe(0)
      await capture.stop()

      const adverts = await advertsIn(capture.file)
      expect(adverts.filter(({ advert }) => advert.defects.length > 0 || advert.checksums?.length === 0)).toEqual([])
      const ours = (sighting: Sighting) => sighting.src.text === source
      const theirs = (sighting: Sighting) => !ours(sighting)
      // Its skew after our will: 156/256 of a second in version 2, of the interval in version 3.
      const will = adverts.findIndex((one) => ours(one) && one.advert.priority === 0)
      const successor = adverts.slice(will).find(theirs)!
      noise.expectOnTime('its takeover', msBetween(adverts[will]!, successor), (156 * intervalMs) / 256)
      // Ours after its last advert: three intervals and 206/256.
      const first = adverts.findIndex((one) => ours(one) && one.advert.priority === 50)
      const last = adverts.slice(0, first).filter(theirs).at(-1)!
      noise.expectOnTime('our takeover', msBetween(last, adverts[first]!), (3 + 206 / 256) * intervalMs)
      expect(adverts.at(-1)).toMatchObject({ src: { text: source }, advert: { priority: 0 } })
    } finally {
      await lab.close()
    }
  }

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
      const daemon = new Frr(lab, 'frr', frrConfig({ version, vrid: 51, priority: 100, intervalMs, address }))
      await daemon.addVirtualRouter({ vrid: 51, family, addresses: [`${address}/${family === 4 ? 24 : 64}`] })
      await daemon.start()
      const status = async (wanted: string) => (await daemon.shell('show vrrp json')).includes(`"${wanted}"`)
      expect(await waitFor(() => status('Master'), 8000)).toBe(true)
      const ours = ['--vrrp-version', `${version}`, '--address', address, '--interval', `${intervalMs}ms`]
      const flags = [...ours, '--source', source]
      const strong = speak(lab, 'us', ...OURS, ...flags, '--priority', '150')
      expect(await said(strong, '-> Active')).toBe(true)
      expect(await waitFor(async () => !(await status('Master')), 3000)).toBe(true)
      strong.child.kill('SIGTERM')
      expect(await strong.exited).toBe(0)
      expect(await waitFor(() => status('Master'), 3000)).toBe(true)
      const weak = speak(lab, 'us', ...OURS, ...flags, '--priority', '50')
      expect(await said(weak, '-> Backup')).toBe(true)
      await sleep(4 * intervalMs)
      expect(weak.output()).not.toContain('-> Active')
      await daemon.stop()
      expect(await said(weak, '-> Active')).toBe(true)
      weak.child.kill('SIGTERM')
      await weak.exited
      await capture.stop()
      const adverts = await advertsIn(capture.file)
      // Its priority 0, then our skew: 206/256 of the interval, or of a second.
      const isOurs = (one: Sighting) => one.src.text === source
      const takeover = adverts.findIndex((one) => isOurs(one) && one.advert.priority === 50)
      const goodbye = adverts.slice(0, takeover).findLast((one) => !isOurs(one))!
      expect(goodbye.advert.priority).toBe(0)
      noise.expectOnTime('our takeover', msBetween(goodbye, adverts[takeover]!), (206 * intervalMs) / 256)
    } finally {
      await lab.close()
    }
  }
})

import { describe, expect, it } from 'vitest'
import { Anonymizer, anonymizeReport } from '../../src/report/anonymize.ts'
import { finding, sampleReport } from './sample.ts'
import { assertValidReport } from './valid.ts'

describe('anonymizeReport', () => {
  const report = sampleReport({ findings: [finding({ node: 'node-a', file: '/etc/keepalived/node-a.conf', line: 7 })] })
  const renamed = anonymizeReport(report)

  it('leaves no address, MAC or name of the original', () => {
    const text = JSON.stringify(renamed)
    for (const secret of ['172.18.5', '02:00:00:00:00:90', 'node-a', 'node-b', 'switch.pcap', '/etc/keepalived'])
      expect(text).not.toContain(secret)
  })

  it('renames the same thing the same way everywhere, also inside sentences', () => {
    const [router] = renamed.virtualRouters
    expect(router?.routers.map(({ address }) => address)).toEqual(['10.0.0.1', '10.0.0.2'])
    expect(router?.addresses).toEqual(['10.0.0.3'])
    expect(router?.takeovers[1]).toMatchObject({ from: '10.0.0.1', to: '10.0.0.2' })
    expect(renamed.findings[0]).toMatchObject({ routers: ['10.0.0.1', '10.0.0.2'] })
    expect(renamed.findings[0]?.message).toMatch(/^10\.0\.0\.1 and 10\.0\.0\.2: a sentence/)
  })

  it('keeps times, ids and the form of the report', () => {
    assertValidReport(renamed)
    expect(renamed.captures[0]?.firstTime).toBe(report.captures[0]?.firstTime)
    expect(renamed.virtualRouters[0]?.id).toBe('ipv4/147')
    expect(renamed.findings[0]?.id).toBe('state/equal-priority')
  })
})

describe('Anonymizer', () => {
  it('renames the values of an object; a property stays, though a node is called so', () => {
    const anonymizer = new Anonymizer()
    anonymizer.learnName('router', 'node')
    expect(anonymizer.applyToAll({ router: ['router', '192.0.2.1'], priority: 100, from: null })).toEqual({
      router: ['node-1', '10.0.0.1'],
      priority: 100,
      from: null,
    })
  })

  it('gives no name twice, however many there are, and remembers the latest', () => {
    const anonymizer = new Anonymizer()
    const nameOf = (n: number) =>
      anonymizer.apply(`203.0.${n >> 8}.${n & 255} 02:11:22:33:${hex(n >> 8)}:${hex(n & 255)}`)
    const names = new Set<string>()
    for (let n = 0; n < 65_536; n++) for (const name of nameOf(n).split(' ')) names.add(name)
    for (const name of anonymizer.apply('192.0.2.1 02:99:00:00:00:01').split(' ')) expect(names).not.toContain(name)
    expect(names.size).toBe(2 * 65_536)
    expect([...nameOf(0).split(' ')].filter((name) => names.has(name))).toEqual([])
    expect([...nameOf(65_535).split(' ')].filter((name) => !names.has(name))).toEqual([])
  })

  it('keeps the order of addresses that it learns together, so that ties are decided alike', () => {
    const anonymizer = new Anonymizer()
    anonymizer.learnAddresses('192.0.2.200 beats 192.0.2.9 and fe80::ff beats fe80::a')
    expect(anonymizer.apply('192.0.2.200 192.0.2.9 fe80::ff fe80::a')).toBe('10.0.0.2 10.0.0.1 fe80::2 fe80::1')
  })

  it('leaves groups, virtual MACs, times and ids alone', () => {
    const text =
      '224.0.0.18 ff02::12 00:00:5e:00:01:93 ff:ff:ff:ff:ff:ff 2023-11-14T22:13:20.000000Z 12:00:03.612 ipv4/147'
    expect(new Anonymizer().apply(text)).toBe(text)
  })

  it('renames MACs and speakers that share an address', () => {
    const anonymizer = new Anonymizer()
    expect(anonymizer.apply('AA:bb:cc:00:11:22, aa:bb:cc:00:11:23, fe80::aa#2')).toBe(
      '02:00:00:00:00:01, 02:00:00:00:00:02, fe80::1#2',
    )
  })

  it('finds an address wherever it stands in a sentence', () => {
    const anonymizer = new Anonymizer()
    const said = 'A is at fe80::aa. fe80::aa: gone; x:2001:db8:7::5, [2001:db8:7::5]:80, ::ffff:192.0.2.1.'
    expect(anonymizer.apply(said)).toBe('A is at fe80::1. fe80::1: gone; x:2001:db8::2, [2001:db8::2]:80, 2001:db8::3.')
    expect(anonymizer.apply('192.0.2.7. cafe::deadbeef deadbeef::1')).toBe('10.0.0.1. cafe::deadbeef deadbeef::1')
  })

  it('renames the group of an address with it, whichever comes first', () => {
    const anonymizer = new Anonymizer()
    const asked = '33:33:ff:12:34:56 ff02::1:ff12:3456 fe80::a00:27ff:fe12:3456'
    expect(anonymizer.apply(asked)).toBe('33:33:ff:00:00:01 ff02::1:ff00:1 fe80::1')
    expect(anonymizer.apply('ff02::1:ff00:100 33:33:ff:00:01:00')).toBe('ff02::1:ff00:2 33:33:ff:00:00:02')
    expect(anonymizer.apply('2001:db8:7::100 fe80::100 ff02::1:ff00:100')).toBe('2001:db8::2 fe80::3 ff02::1:ff00:2')
    expect(anonymizer.apply('33:33:00:00:00:12 ff02::12 ff02::1:3')).toBe('33:33:00:00:00:12 ff02::12 ff02::1:3')
  })

  it('reads a long digest as fast as other text', () => {
    const [digits, zeros] = ['9b'.repeat(100_000), '0'.repeat(200_000)]
    const from = performance.now()
    expect(new Anonymizer().apply(`${digits} ${zeros}`)).toBe(`${digits} ${zeros}`)
    expect(performance.now() - from).toBeLessThan(2000)
  })

  it('replaces names as whole words, the longest first', () => {
    const anonymizer = new Anonymizer()
    anonymizer.learnName('eth1', 'interface')
    anonymizer.learnName('eth1.20', 'interface')
    expect(anonymizer.apply('eth1.20/ipv4/1 on eth1, not eth10')).toBe('interface-2/ipv4/1 on interface-1, not eth10')
  })
})

const hex = (byte: number): string => byte.toString(16).padStart(2, '0')

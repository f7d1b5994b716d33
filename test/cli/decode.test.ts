import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { FRAME_FIELDS } from '../../src/cli/frame-fields.ts'
import { fixture, run } from './run.ts'

const seed = fixture('seed-unicast-start-sigterm-return/switch.pcap')
const trunk = fixture('vlan-tagged/trunk.pcap')

describe('decode', () => {
  it('prints one line a frame of interest, with number, time and path', async () => {
    const { out, status } = await run('decode', trunk, '--packets', '5')
    expect(out).toBe(
      '    5  2026-11-22T09:32:50.972000Z  [vlan 305] VRRPv2 51  192.0.2.11 > 224.0.0.18  prio 150  1s  192.0.2.100  auth simple "********"  checksum ok\n',
    )
    expect(status).toBe(0)
  })

  it('writes times since the first frame, or since the line before', async () => {
    const times = async (style: string) =>
      (await run('decode', trunk, '--packets', '1-3', '--time', style)).out.match(/ \d+\.\d{6} /g)?.map(Number)
    expect(await times('rel')).toEqual([0, 0.015521, 0.319697])
    expect(await times('delta')).toEqual([0, 0.015521, 0.304176])
  })

  it('adds every field with -v', async () => {
    const { out } = await run('decode', trunk, '--packets', '5', '-v')
    expect(out).toMatch(/^ {7}vrid {14}51$/m)
    expect(out).toMatch(/^ {7}type {14}advert$/m)
    expect(out).toMatch(/^ {7}password {10}\*{8}$/m)
  })

  it('shows passwords only where asked', async () => {
    expect((await run('decode', seed)).out).not.toContain('123789')
    expect((await run('decode', seed, '-f', 'jsonl')).out).not.toContain('123789')
    expect((await run('decode', seed, '--show-secrets')).out).toContain('auth simple "123789"')
  })

  it('takes --fields for columns, as csv or jsonl', async () => {
    expect((await run('decode', trunk, '--packets', '5', '--fields', 'vrid,src,addresses')).out).toBe(
      'vrid,src,addresses\n51,192.0.2.11,192.0.2.100\n',
    )
    expect((await run('decode', trunk, '--packets', '5', '-f', 'jsonl', '--fields', 'vrid,target')).out).toBe(
      '{"vrid":51}\n',
    )
    expect((await run('decode', trunk, '-f', 'text', '--fields', 'vrid')).err).toContain('usage/fields-with-text')
    expect((await run('decode', trunk, '--fields', 'vird')).err).toContain('No field vird; did you mean vrid?')
  })

  it('reports what is readable of a damaged file, says so, and exits 3', async () => {
    const { out, err, status } = await run(
      'decode',
      fixture('format-variants/v2-sigterm-truncated-file.pcap'),
      '-f',
      'csv',
    )
    expect(out.trimEnd().split('\n').length).toBeGreaterThan(20)
    expect(err).toMatch(/^vrrpscope: pcap\/truncated: .*\nhint: /)
    expect(status).toBe(3)
  })

  it('exits 5 where there is no advert, and 3 where there is no capture', async () => {
    expect((await run('decode', trunk, '--packets', '1-4')).status).toBe(5)
    expect(await run('decode', '/nonexistent.pcap')).toEqual({
      out: '',
      err: 'vrrpscope: file/not-found: /nonexistent.pcap: no such file\nhint: check the path\n',
      status: 3,
    })
    expect((await run('decode', fixture('README.md'))).status).toBe(3)
  })

  it('anonymizes every line the same way', async () => {
    const { out } = await run('decode', seed, '--anonymize', '--fields', 'src,dst,srcMac,addresses')
    expect(out).not.toContain('172.18')
    const pairs = out
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').slice(0, 2).join('>'))
    expect(new Set(pairs)).toContain('10.0.0.1>10.0.0.2')
  })

  it('anonymizes the SPI of AH, which is the source address as a number', async () => {
    const ah = fixture('v2-ah/switch.pcap')
    const { out } = await run('decode', ah, '--anonymize', '-f', 'jsonl')
    const adverts = out.split('\n').filter((line) => line.includes('"ahSpi"'))
    expect(adverts).not.toEqual([])
    for (const line of adverts) {
      const { src, ahSpi } = JSON.parse(line)
      expect([ahSpi >>> 24, (ahSpi >>> 16) & 255, (ahSpi >>> 8) & 255, ahSpi & 255].join('.')).toBe(src)
    }
  })

  it('knows the name of every field that any capture has', async () => {
    const known = new Set(FRAME_FIELDS)
    const unknown = new Set<string>()
    for (const file of captureFiles()) {
      const { out } = await run('decode', file, '-f', 'jsonl')
      for (const line of out.split('\n').filter(Boolean))
        for (const name of Object.keys(JSON.parse(line))) if (!known.has(name)) unknown.add(name)
    }
    expect([...unknown]).toEqual([])
    expect(new Set(FRAME_FIELDS).size).toBe(FRAME_FIELDS.length)
  })
})

describe('narrowing', () => {
  const frames = async (...flags: string[]) =>
    (await run('decode', seed, '--fields', 'frame,time,src,vrid', ...flags)).out.trimEnd().split('\n').slice(1)

  it('keeps the frames of a range', async () => {
    const all = await frames()
    const some = await frames('--packets', '10-20')
    expect(some).toEqual(all.filter((line) => Number(line.split(',')[0]) >= 10 && Number(line.split(',')[0]) <= 20))
    expect(await frames('--packets', '20-')).toEqual(all.filter((line) => Number(line.split(',')[0]) >= 20))
  })

  it('keeps what lies between two times, absolute or since the first frame', async () => {
    const all = await frames()
    const first = all[0]!.split(',')[1]!
    const relative = await frames('--from', '3s', '--to', '6.5s')
    expect(relative.length).toBeGreaterThan(2)
    expect(relative.length).toBeLessThan(all.length)
    const from = relative[0]!.split(',')[1]!
    const to = relative.at(-1)!.split(',')[1]!
    expect(await frames('--from', from, '--to', to)).toEqual(relative)
    expect(await frames('--to', first)).toEqual([all[0]])
  })

  it('keeps the frames of a virtual router, a VLAN, a host', async () => {
    const vrids = await run('decode', seed, '--vrid', '146', '--fields', 'type,vrid,quotedVrid')
    expect(new Set(vrids.out.trimEnd().split('\n').slice(1))).toEqual(new Set(['arp,,']))
    expect(await frames('--vrid', '147')).toEqual(await frames())
    expect(await frames('--vlan', '305')).toEqual([])
    const ofHost = await run('decode', seed, '--host', '172.18.5.144', '--fields', 'src,dst,senderIp,targetIp')
    for (const line of ofHost.out.trimEnd().split('\n').slice(1)) expect(line).toContain('172.18.5.144')
    expect((await run('decode', trunk, '--vlan', '305')).status).toBe(0)
    expect(await frames('--vlan', '0')).toEqual(await frames())
    expect((await run('decode', trunk, '--vlan', '0', '--vrid', '51')).status).toBe(5)
  })

  it('counts times from the first frame, also where that is left out', async () => {
    const at = async (...flags: string[]) =>
      (await run('decode', trunk, '--time', 'rel', ...flags)).out.match(/ \d+\.\d{6} /g)
    expect(await at('--packets', '5-')).toEqual((await at())!.slice(-(await at('--packets', '5-'))!.length))
  })

  it.each([
    ['7s', '5s'],
    ['2026-11-22T10:00:01Z', '2026-11-22T10:00:00Z'],
    ['2099-01-01T00:00:00Z', '5s'],
  ])('refuses to go from %s to %s', async (from, to) => {
    const { err, status } = await run('decode', seed, '--from', from, '--to', to)
    expect(err).toMatch(/^vrrpscope: usage\/reversed-range: /)
    expect(status).toBe(2)
  })

  it.each([
    ['--packets', '0-5'],
    ['--packets', '9-5'],
    ['--packets', 'all'],
    ['--from', 'yesterday'],
    ['--from', '2025-02-30T10:00:00Z'],
    ['--to', '2025-13-01T10:00:00Z'],
    ['--vrid', '256'],
    ['--vlan', '4096'],
    ['--host', 'router.example'],
  ])('refuses %s %s', async (flag, value) => {
    const { err, status } = await run('decode', seed, flag, value)
    expect(err).toMatch(/^vrrpscope: usage\/invalid-argument: .*\nhint: vrrpscope decode --help\n$/)
    expect(status).toBe(2)
  })
})

function captureFiles(): string[] {
  return readdirSync(fixture(''), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.pcap(ng)?$/.test(name))
    .map(fixture)
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pcapHeader, pcapRecord } from '../../src/capture/pcap-writer.ts'
import { type Mac, parseIp } from '../../src/core/address.ts'
import { cs, ns } from '../../src/core/time.ts'
import { advertFrame, gratuitousArpFrame } from '../../src/wire/frames.ts'
import { assertValidReport } from '../report/valid.ts'
import { emitSll, emitSll2 } from '../wire/cooked.ts'
import { run } from './run.ts'

// Captures of all interfaces of a host, as `tcpdump -i any` makes them: a frame comes once for each interface it passes.

const EPOCH = { epochSec: 1_700_000_000 }
const IN = 2
const OUT = 4
let dir: string
let files = 0

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vrrpscope-cooked-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

interface Cooked {
  readonly atSec: number
  readonly ifIndex: number
  readonly direction: typeof IN | typeof OUT
  readonly frame: Uint8Array
}

/** What is behind the Ethernet header, in a cooked one. */
function bytesOf({ ifIndex, direction, frame }: Cooked, linkType: number): Uint8Array {
  const src = Array.from(frame.subarray(6, 12), (byte) => byte.toString(16).padStart(2, '0')).join(':') as Mac
  const header = { direction, src, protocol: (frame[12]! << 8) | frame[13]! }
  return linkType === 276 ? emitSll2({ ...header, ifIndex }, frame.subarray(14)) : emitSll(header, frame.subarray(14))
}

function file(frames: readonly Cooked[], linkType = 276): string {
  const path = join(dir, `any${++files}.pcap`)
  const sorted = [...frames].sort((a, b) => a.atSec - b.atSec)
  const records = sorted.map((one) => pcapRecord(bytesOf(one, linkType), EPOCH, ns(Math.round(one.atSec * 1e9)), 'us'))
  writeFileSync(path, Buffer.concat([pcapHeader(linkType, 'us'), ...records]))
  return path
}

async function audit(...words: readonly string[]) {
  const { out } = await run('audit', ...words, '-f', 'json')
  const report = JSON.parse(out)
  assertValidReport(report)
  return report
}

interface Speaker {
  readonly src: string
  readonly address: string
  readonly priority?: number
  readonly ids?: boolean
  readonly vrid?: number
}

/** Adverts once a second; `passes` is where each comes by, a few microseconds one after the other. */
function adverts(
  { src, address, priority = 150, ids = true, vrid = 51 }: Speaker,
  passes: readonly (readonly [ifIndex: number, direction: typeof IN | typeof OUT])[],
  { from = 0, count = 20 } = {},
): Cooked[] {
  const ip = parseIp(src)!
  const srcMac = `02:00:00:00:00:0${src.at(-1)}` as Mac
  return Array.from({ length: count }, (_, i) => {
    const advert = {
      version: 3,
      vrid,
      priority,
      maxAdvertInterval: cs(100),
      addresses: [parseIp(address)!],
    } as const
    const frame = advertFrame({ link: { srcMac }, src: ip, ipId: ids ? i + 1 : 0, advert })
    return passes.map(([ifIndex, direction], pass) => ({ atSec: from + i + pass * 5e-6, ifIndex, direction, frame }))
  }).flat()
}

const ids = (report: { virtualRouters: { id: string }[] }) =>
  report.virtualRouters.map(({ id }) => id.replace(/^.*:/, ''))
const errors = (report: { findings: { id: string; severity: string }[] }) =>
  report.findings.filter(({ severity }) => severity !== 'info').map(({ id }) => id)

const ONE = { src: '10.0.0.2', address: '10.0.0.1' }
const OTHER = { src: '192.168.1.3', address: '192.168.1.1', priority: 120 }

test('one VRID on two links that have nothing to do with each other is two virtual routers', async () => {
  const path = file([...adverts(ONE, [[2, IN]]), ...adverts(OTHER, [[3, IN]], { from: 0.5 })])
  const report = await audit(path)
  expect(ids(report)).toEqual(['interface 2/ipv4/51', 'interface 3/ipv4/51'])
  expect(errors(report)).toEqual([])
  expect(report.captures[0]).toMatchObject({
    interfaces: [`${path}:interface 2`, `${path}:interface 3`],
    linkTypes: [276],
    packets: 40,
  })
  expect(ids(await audit(path, '--segments', 'one'))).toEqual(['ipv4/51'])
})

test('what passes several interfaces of the host is one segment, and one advert', async () => {
  const report = await audit(
    file([
      ...adverts(ONE, [
        [4, OUT],
        [2, OUT],
      ]),
      ...adverts(
        { ...ONE, src: '10.0.0.3', priority: 90 },
        [
          [2, IN],
          [5, IN],
        ],
        { from: 0.5, count: 1 },
      ),
    ]),
  )
  expect(ids(report)).toEqual(['ipv4/51'])
  expect(report.virtualRouters[0].routers[0]).toMatchObject({ adverts: 20, intervalMs: { min: 1000, max: 1000 } })
})

test.each([
  { what: 'IPv6', linkType: 276, speaker: { src: 'fe80::2', address: 'fe80::1' } },
  { what: 'IPv6, cooked v1', linkType: 113, speaker: { src: 'fe80::2', address: 'fe80::1' } },
  { what: 'IP id 0', linkType: 276, speaker: { ...ONE, ids: false } },
  { what: 'IP id 0, cooked v1', linkType: 113, speaker: { ...ONE, ids: false } },
])('also without an IP id that names it: $what', async ({ linkType, speaker }) => {
  const report = await audit(
    file(
      adverts(speaker, [
        [4, OUT],
        [2, OUT],
      ]),
      linkType,
    ),
  )
  expect(report.virtualRouters[0].routers[0]).toMatchObject({ adverts: 20, intervalMs: { min: 1000, max: 1000 } })
  expect(errors(report)).toEqual([])
})

test('announcements that pass two interfaces are no storm', async () => {
  const link = { srcMac: '02:00:00:00:00:02' as Mac }
  const frame = gratuitousArpFrame({ link, address: parseIp(ONE.address)! })
  const burst = Array.from({ length: 60 }, (_, i) => {
    const atSec = 0.0002 + i * 5e-5
    return [4, 2].map((ifIndex, pass) => ({ atSec: atSec + pass * 3e-6, ifIndex, direction: OUT, frame }) as const)
  })
  const report = await audit(
    file([
      ...adverts(ONE, [
        [4, OUT],
        [2, OUT],
      ]),
      ...burst.flat(),
    ]),
  )
  expect(report.virtualRouters[0].routers[0].gratuitousAnnouncements).toBe(60)
  expect(errors(report)).toEqual([])
})

test('no network lies between the interfaces of a host, and what passes two of them is sent once', async () => {
  const own = adverts(ONE, [
    [4, OUT],
    [2, OUT],
  ])
  // Another macvlan of the same parent hears some of it.
  const here = file([...own, ...adverts(ONE, [[5, IN]], { from: 15e-6, count: 8 })])
  expect(errors(await audit(here))).toEqual([])
  const there = file(adverts(ONE, [[2, IN]], { from: 0.0001 }))
  expect(errors(await audit(here, there))).toEqual([])
})

// libpcap takes the tag off in version 2: the parent shows the frames of all its VLANs, each again at the interface of its own.
test.each([
  {
    what: 'come in',
    passes: (vlan: number) =>
      [
        [2, IN],
        [vlan, IN],
      ] as const,
  },
  {
    what: 'go out',
    passes: (vlan: number) =>
      [
        [vlan, OUT],
        [2, OUT],
      ] as const,
  },
])('one VRID in two VLANs of one interface is two virtual routers: adverts $what', async ({ passes }) => {
  const report = await audit(file([...adverts(ONE, passes(20)), ...adverts(OTHER, passes(30), { from: 0.5 })]))
  expect(
    report.virtualRouters.map((vr: { routers: { address: string; adverts: number }[] }) =>
      vr.routers.map((r) => [r.address, r.adverts]),
    ),
  ).toEqual([[['10.0.0.2', 20]], [['192.168.1.3', 20]]])
  expect(errors(report)).toEqual([])
})

test('also where one of them has another, that only it has', async () => {
  const passes = (vlan: number) =>
    [
      [2, IN],
      [vlan, IN],
    ] as const
  const third = { src: '192.168.1.4', address: '192.168.1.9', vrid: 53 }
  const groups = [
    adverts(ONE, passes(20)),
    adverts(third, passes(30), { from: 0.2 }),
    adverts(OTHER, passes(30), { from: 0.5 }),
  ]
  const report = await audit(file(groups.flat()))
  expect(ids(report)).toEqual(['ipv4/51', 'ipv4/51#2', 'ipv4/53'])
  expect(errors(report)).toEqual([])
})

test('also where one of them is the untagged one', async () => {
  const report = await audit(
    file([
      ...adverts(ONE, [[2, IN]]),
      ...adverts(
        OTHER,
        [
          [2, IN],
          [30, IN],
        ],
        { from: 0.5 },
      ),
    ]),
  )
  expect(report.virtualRouters).toHaveLength(2)
  expect(errors(report)).toEqual([])
})

test('groups that meet on each interface that they pass collide', async () => {
  const passes = [
    [2, IN],
    [9, IN],
  ] as const
  const report = await audit(file([...adverts(ONE, passes), ...adverts(OTHER, passes, { from: 0.5 })]))
  expect(report.virtualRouters).toHaveLength(1)
  expect(errors(report)).toEqual(['state/split-brain'])
})

test('a silence is watched on every interface until the capture ends', async () => {
  const report = await audit(file([...adverts(ONE, [[2, IN]], { count: 6 }), ...adverts(OTHER, [[3, IN]])]))
  expect(
    report.virtualRouters.map((vr: { activePeriods: { endedBy: string }[] }) => vr.activePeriods[0]!.endedBy),
  ).toEqual(['silence', 'capture-end'])
})

test('decode names the interface', async () => {
  const { out } = await run('decode', file([...adverts(ONE, [[2, IN]], { count: 1 })]), '-f', 'jsonl')
  expect(JSON.parse(out)).toMatchObject({ interface: expect.stringMatching(/:interface 2$/) })
})

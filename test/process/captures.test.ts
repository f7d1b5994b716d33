import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import zlib from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { type Ended, ROOT, start, vrrpscope } from './run.ts'

// The ways a capture reaches the program: as a file, compressed, through a pipe, in another container, cut short.

const folder = mkdtempSync(join(tmpdir(), 'vrrpscope-captures-'))
afterAll(() => rmSync(folder, { recursive: true }))

const path = (name: string) => join(ROOT, 'fixtures/captures', name)
const bytesOf = (name: string) => readFileSync(path(name))
const seed = 'seed-unicast-start-sigterm-return/switch.pcap'

function file(name: string, bytes: Uint8Array): string {
  const made = join(folder, name)
  writeFileSync(made, bytes)
  return made
}

// In the package wireshark-common, which tshark brings.
const hasEditcap = spawnSync('editcap', ['--version']).status === 0
if (!hasEditcap) console.error('SKIPPED: tests of converted captures: editcap is not installed')

/** The parts of a report that do not tell how the capture came in. */
function told({ status, stdout, stderr }: Ended) {
  const { captures, ...rest } = JSON.parse(stdout)
  const [{ name, bytes, format, interfaces, ...capture }] = captures
  return { status, stderr, capture, rest }
}

const audit = (...words: string[]) => vrrpscope(['audit', '-f', 'json', ...words])
const whole = audit(path(seed)).then(told)

describe('one capture, one report', () => {
  test('gzip', async () => {
    expect(told(await audit(file('seed.pcap.gz', zlib.gzipSync(bytesOf(seed)))))).toEqual(await whole)
  })

  test('standard input', async () => {
    const piped = await vrrpscope(['audit', '-f', 'json', '-'], { stdin: bytesOf(seed) })
    expect(told(piped)).toEqual(await whole)
  })

  test('compressed standard input', async () => {
    const piped = await vrrpscope(['audit', '-f', 'json', '-'], { stdin: zlib.gzipSync(bytesOf(seed)) })
    expect(told(piped)).toEqual(await whole)
  })

  test.skipIf(!hasEditcap).each([
    { name: 'nanosecond pcap', type: 'nsecpcap' },
    { name: 'pcapng', type: 'pcapng' },
    { name: 'the modified pcap of old Linux tools', type: 'modpcap' },
  ])('$name, as editcap writes it', async ({ type }) => {
    const converted = join(folder, `seed.${type}`)
    execFileSync('editcap', ['-F', type, path(seed), converted], { stdio: 'ignore' })
    expect(told(await audit(converted))).toEqual(await whole)
  })

  test('standard input slower than the program, in pieces of any size', async () => {
    const running = start(['audit', '-f', 'json', '-'])
    for (const byte of bytesOf(seed).subarray(0, 200)) running.child.stdin.write(Uint8Array.of(byte))
    running.child.stdin.end(bytesOf(seed).subarray(200))
    expect(told(await running.ended)).toEqual(await whole)
  })
})

describe('several files', () => {
  const parts = ['n144.pcap', 'n145.pcap', 'switch.pcap'].map((name) => path(`seed-unicast-sigkill/${name}`))

  test('are vantage points on one time line, in the order they are named', async () => {
    const { status, stdout } = await audit(...parts)
    const report = JSON.parse(stdout)
    expect(status).toBe(0)
    expect(report.captures.map((capture: { packets: number }) => capture.packets)).toEqual([50, 50, 50])
    expect(report.virtualRouters).toHaveLength(1)
  })

  test('a capture split in two is the same capture, whichever half is named first', async () => {
    const bytes = bytesOf('v2-300-vips/switch.pcap')
    const cut = recordStart(bytes, 700)
    const halves = [
      file('first.pcap', bytes.subarray(0, cut)),
      file('second.pcap', Buffer.concat([bytes.subarray(0, 24), bytes.subarray(cut)])),
    ]
    const [forward, backward] = await Promise.all([audit(...halves), audit(...halves.reverse())])
    const routers = (ended: Ended) => JSON.parse(ended.stdout).virtualRouters
    expect(routers(forward!).map((vr: { routers: { adverts: number }[] }) => vr.routers.map((r) => r.adverts))).toEqual(
      routers(backward!).map((vr: { routers: { adverts: number }[] }) => vr.routers.map((r) => r.adverts)),
    )
    expect(JSON.parse(forward!.stdout).captures.map((c: { packets: number }) => c.packets)).toEqual([700, 811])
  })
})

describe('damage: exit 3, and what was readable is reported', () => {
  test.each([
    { name: 'cut inside a record', bytes: bytesOf(seed).subarray(0, -5), packets: 55 },
    {
      name: 'a record that claims 4 GiB',
      bytes: Buffer.concat([bytesOf(seed), Buffer.from('0000000000000000ffffffffffffffff', 'hex')]),
      packets: 56,
    },
    { name: 'gzip cut short', bytes: zlib.gzipSync(bytesOf(seed)).subarray(0, -6), packets: 56 },
  ])('$name', async ({ name, bytes, packets }) => {
    const { status, stdout } = await audit(file(name.replaceAll(' ', '-'), bytes))
    const { captures, verdict, virtualRouters } = JSON.parse(stdout)
    expect([status, verdict]).toEqual([3, 'input-damaged'])
    expect(captures[0]).toMatchObject({ packets, complete: false })
    expect(virtualRouters[0].id).toBe('ipv4/147')
  })

  test.each([
    { name: 'no such file', words: ['/nowhere/x.pcap'], code: 'file/not-found' },
    { name: 'a directory', words: [folder], code: 'file/is-directory' },
    { name: 'no capture', words: [join(ROOT, 'package.json')], code: 'pcap/bad-magic' },
    { name: 'nothing on standard input', words: ['-'], code: 'pcap/empty' },
  ])('$name: one line and a hint', async ({ words, code }) => {
    const { status, stdout, stderr } = await audit(...words)
    expect([status, stdout]).toEqual([3, ''])
    expect(stderr).toMatch(new RegExp(`^vrrpscope: ${code}: .*\nhint: .*\n$`))
  })
})

test('without a frame the interruption of a follower is 130', async () => {
  const running = start(['audit', '--follow', file('header-only.pcap', bytesOf(seed).subarray(0, 24))])
  await new Promise((resolve) => setTimeout(resolve, 700))
  running.child.kill('SIGINT')
  expect((await running.ended).status).toBe(130)
})

/** Where the record behind the first `count` of a little-endian pcap starts. */
function recordStart(bytes: Buffer, count: number): number {
  let at = 24
  for (let i = 0; i < count; i++) at += 16 + bytes.readUInt32LE(at + 8)
  return at
}

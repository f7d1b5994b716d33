import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assertValidReport } from '../report/valid.ts'
import { fixture, run, runWith } from './run.ts'

const seed = fixture('seed-unicast-start-sigterm-return/switch.pcap')
const truncated = fixture('format-variants/v2-sigterm-truncated-file.pcap')

const captures = readdirSync(fixture(''), { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.pcap(ng)?$/.test(name),
)

const audit = async (...words: string[]) => {
  const { out, err, status } = await run('audit', '-f', 'json', ...words)
  const report = JSON.parse(out)
  assertValidReport(report)
  return { report, err, status }
}

/** Times of the frames that decode prints, by number. */
async function timesOf(name: string): Promise<Map<number, string>> {
  const { out } = await run('decode', name, '--fields', 'frame,time')
  const rows = out.trimEnd().split('\n').slice(1)
  return new Map(rows.map((row) => row.split(',')).map(([frame, time]) => [Number(frame), time!]))
}

describe('audit', () => {
  it.each(captures)('of %s is a valid report', async (name) => {
    const { report, status } = await audit(fixture(name))
    expect(report.captures[0].packets).toBeGreaterThan(0)
    expect(report.virtualRouters.length).toBeGreaterThan(0)
    expect([0, 1, 3]).toContain(status)
  })

  it('tells who was Active when, and the takeovers with their gaps', async () => {
    const { report } = await audit(seed)
    const [router] = report.virtualRouters
    expect(report.virtualRouters).toHaveLength(1)
    expect(router).toMatchObject({ id: 'ipv4/147', vrid: 147, transport: 'unicast', addresses: ['172.18.5.148'] })
    expect(router.takeovers.at(-1)).toMatchObject({ from: '172.18.5.144', to: '172.18.5.145', cause: 'priority-zero' })
    // Skew_Time of priority 100 in version 2: (256 - 100) / 256 s.
    expect(router.takeovers.at(-1).expectedGapMs).toEqual({ min: 609.375, max: 609.375 })
    expect(Math.abs(router.takeovers.at(-1).gapMs - 609.375)).toBeLessThan(5)
  })

  it('reports what is readable of a damaged file, and exits 3', async () => {
    const { report, err, status } = await audit(truncated)
    expect(status).toBe(3)
    expect(report.verdict).toBe('input-damaged')
    expect(report.captures[0]).toMatchObject({ complete: false, problem: { code: 'pcap/truncated' } })
    expect(report.virtualRouters[0].takeovers.length).toBeGreaterThan(0)
    expect(err).toMatch(/^vrrpscope: pcap\/truncated: .*\nhint: .*\n$/)
  })

  it('reports the other files where one cannot be read, in text and JSON, and exits 3', async () => {
    const missing = '/nonexistent/switch.pcap'
    const { report, err, status } = await audit(missing, seed)
    expect(status).toBe(3)
    expect(report.verdict).toBe('input-damaged')
    expect(report.captures).toMatchObject([
      { name: missing, complete: false, packets: 0, problem: { code: 'file/not-found' } },
      { name: seed, complete: true, packets: 56, problem: null },
    ])
    expect(report.findings.flatMap((finding: { frameCaptures: number[] }) => finding.frameCaptures)).not.toContain(0)
    expect(err).toBe(`vrrpscope: file/not-found: ${missing}: no such file\nhint: check the path\n`)
    const { out } = await run('audit', fixture('README.md'), seed)
    expect(out).toMatch(/README.md\n {2}not read: .*\n* *.*pcap\/bad-magic/)
    expect(out).toContain('Verdict: input damaged')
  })

  it('is never green where nothing was observed', async () => {
    const { report, status } = await audit(seed, '--packets', '1')
    expect(status).toBe(5)
    expect(report.verdict).toBe('nothing-observed')
  })

  it('takes several files for vantage points of one time line', async () => {
    const names = ['switch', 'n144', 'n145'].map((name) => fixture(`seed-unicast-sigkill/${name}.pcap`))
    const { report } = await audit(...names)
    const alone = (await audit(names[0]!)).report
    expect(report.captures).toHaveLength(3)
    expect(report.virtualRouters).toHaveLength(1)
    const adverts = (of: typeof report) => of.virtualRouters[0].routers.map((one: { adverts: number }) => one.adverts)
    expect(adverts(report)).toEqual(adverts(alone))
    const apart = (await audit('--segments', 'each', ...names)).report
    expect(apart.virtualRouters).toHaveLength(3)
    expect(new Set(apart.virtualRouters.map((one: { id: string }) => one.id)).size).toBe(3)
  })

  it('says of each frame in which capture it has that number', async () => {
    const names = ['switch', 'n144', 'n145'].map((name) => fixture(`seed-unicast-sigkill/${name}.pcap`))
    const { report } = await audit(...names)
    const times = await Promise.all(names.map(timesOf))
    const captures = new Set<number>()
    for (const { id, frames, frameCaptures, firstSeen, lastSeen } of report.findings) {
      expect(frameCaptures, id).toHaveLength(frames.length)
      for (const [i, frame] of frames.entries()) {
        captures.add(frameCaptures[i])
        const time = times[frameCaptures[i]]!.get(frame)!
        expect(time >= firstSeen && time <= lastSeen, `${id}: frame ${frame} of ${frameCaptures[i]} at ${time}`).toBe(
          true,
        )
      }
    }
    expect(captures.size).toBeGreaterThan(1)
    expect((await run('audit', ...names)).out).toMatch(/frames? [\d, ]+ of (switch|n14[45])\.pcap/)
  })

  it('writes jsonl, one typed object a line', async () => {
    const { out } = await run('audit', seed, '-f', 'jsonl')
    const types = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).type)
    expect(types[0]).toBe('capture')
    expect(types.at(-1)).toBe('summary')
    expect(types).toContain('takeover')
  })

  it('draws in the characters that the locale has', async () => {
    expect((await runWith({ LANG: 'C' }, 'audit', seed)).out).toMatch(/^[\x20-\x7e\n]*$/)
    expect((await runWith({ LANG: 'en_US.UTF-8' }, 'audit', seed)).out).toContain('━')
  })

  it('leaves no address of the network with --anonymize', async () => {
    const { out } = await run('audit', seed, '--anonymize', '-f', 'json')
    assertValidReport(JSON.parse(out))
    expect(out).not.toMatch(/172\.18|02:00:5e|seed-unicast/)
  })

  it('of a part says that nothing is left of it', async () => {
    const { out, status } = await run('audit', seed, '--vrid', '52')
    expect(out).toMatch(/^Verdict: nothing observed: no VRRP in the part of the input that was asked for/m)
    expect(status).toBe(5)
  })

  it('of one virtual router does not wonder about the addresses of the others', async () => {
    const { report } = await audit(fixture('v2-pass-mismatch/switch.pcap'), '--vrid', '250')
    expect(report.findings.map(({ id }: { id: string }) => id)).not.toContain('net/address-contested')
  })

  it('says which member of a group nobody is', async () => {
    const { err, status } = await run('audit', seed, '--group', 'G=147,99')
    expect([err, status]).toEqual(['vrrpscope: --group G: no virtual router 99 was seen\n', 0])
    expect((await run('audit', seed, '--group', '147,147')).status).toBe(2)
  })

  it('of a part draws and dates that part', async () => {
    const { out } = await runWith({ LANG: 'C.UTF-8' }, 'audit', seed, '--from', '5s', '--to', '12s')
    expect(out).toContain('2026-11-22 09:45:18.459 UTC, 6.996 s; ')
    // .144 leaves 6.4 s behind the first frame; the part begins with its second announcement, long after it became Active.
    expect(out).toMatch(/172\.18\.5\.144 {2}━{8,14}0·{30,}\n/)
    expect(out).toMatch(/\n {20,}╵6 s +╵8 s +╵10 s\n/)
  })

  const ids = ({ report }: { report: { findings: { id: string }[] } }) => report.findings.map(({ id }) => id)

  it.each([
    ['seed-unicast-start-sigterm-return', '172.18.5.144'],
    ['seed-unicast-start-sigterm-return', '172.18.5.145'],
    ['v2-sigterm-failover', '192.0.2.11'],
    ['v2-sigterm-failover', '02:00:5e:10:d1:01'],
    ['v2-priority-preempt', '192.0.2.12'],
    ['v2-nopreempt', '192.0.2.12'],
    ['v3-ipv4', '192.0.2.12'],
    ['v2-track-script-weight', '192.0.2.11'],
  ])('%s of one host, %s, claims no absence of what the narrowing left out', async (name, host) => {
    const path = fixture(`${name}/switch.pcap`)
    const whole = ids(await audit(path))
    expect(ids(await audit(path, '--host', host)).filter((id) => !whole.includes(id))).toEqual([])
  })

  it('of a split brain does not also say that the mute one died', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'vrrpscope-cut-'))
    const whole = readFileSync(fixture('v2-unicast-ttl-rejected/switch.pcap'))
    writeFileSync(join(dir, 'cut.pcap'), whole.subarray(0, (whole.length * 2) / 3))
    const { report } = await audit(join(dir, 'cut.pcap'))
    const serious = report.findings.filter(({ severity }: { severity: string }) => severity !== 'info')
    expect(ids({ report: { findings: serious } })).toEqual(['state/split-brain', 'sec/plaintext-password'])
    expect(serious[0].related).toContain('state/priority-zero-missing')
  })

  it('of one host has what it announced', async () => {
    const { report } = await audit(seed, '--host', '172.18.5.144')
    expect(report.virtualRouters[0].takeovers).toMatchObject([
      { cause: 'startup', announceDelayMs: expect.closeTo(0.2, 1) },
      { cause: 'priority-zero', announceDelayMs: null },
    ])
  })

  it('of a capture in which time starts again measures no gap across the step', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'vrrpscope-twice-'))
    const bytes = readFileSync(seed)
    writeFileSync(join(dir, 'twice.pcap'), Buffer.concat([bytes, bytes.subarray(24)]))
    const { report, status, err } = await audit(join(dir, 'twice.pcap'))
    rmSync(dir, { recursive: true })
    const gaps = report.virtualRouters[0].takeovers.map(({ gapMs }: { gapMs: number | null }) => gapMs)
    expect(gaps.filter((gapMs: number | null) => gapMs !== null && gapMs < 0)).toEqual([])
    expect(report.findings.map(({ id }: { id: string }) => id)).not.toContain('state/early-takeover')
    expect(err).toMatch(
      /time-backwards: .*\nhint: what was read is in the output, and nothing is measured across the step/,
    )
    expect(status).toBe(3)
  })

  it('takes groups and addresses that no packet tells of', async () => {
    const twoHosts = fixture('healthy-active-active/switch.pcap')
    const ids = ({ findings }: { findings: { id: string }[] }) => findings.map(({ id }) => id)
    expect(ids((await audit(twoHosts)).report)).not.toContain('state/group-split')
    expect(ids((await audit(twoHosts, '--group', 'LB=51,52')).report)).toContain('state/group-split')
    for (const wrong of [
      ['--group', '51'],
      ['--group', '=51,52'],
      ['--group', '51,,52'],
      ['--vip', 'host'],
    ])
      expect((await run('audit', twoHosts, ...wrong)).status).toBe(2)
  })

  it('refuses a configuration that it cannot use', async () => {
    expect(await run('audit', seed, '-c', '/nonexistent.conf')).toMatchObject({
      out: '',
      status: 2,
      err: expect.stringMatching(/^vrrpscope: config\/.*\nhint: /),
    })
    expect(await run('audit', seed, '-c', fixture('seed-unicast-start-sigterm-return/events.txt'))).toMatchObject({
      status: 2,
    })
  })
})

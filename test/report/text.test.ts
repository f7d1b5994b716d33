import { describe, expect, it } from 'vitest'
import type { Report } from '../../src/report/schema.ts'
import type { Style } from '../../src/report/style.ts'
import { textReport } from '../../src/report/text.ts'
import { finding, sampleReport, sec, virtualRouter } from './sample.ts'

const style: Style = { columns: 80, color: false, unicode: true, time: 'iso', verbose: false }
const textOf = (report: Report, changes: Partial<Style> = {}) => textReport(report, { ...style, ...changes })

describe('the text report', () => {
  it('tells routers, time line, takeovers, findings worst first, verdict', () => {
    expect(textOf(sampleReport())).toBe(`switch.pcap  pcap, Ethernet; 60 packets
2023-11-14 22:13:20.000 UTC, 20 s; 19 VRRP adverts, 12 ARP

VIRTUAL ROUTER  ADDRESSES     ACTIVE AT END  PRIO  INTERVAL  VRRP  AUTH
ipv4/147        172.18.5.148  172.18.5.145   100   1 s       v2    simple

ipv4/147  unicast, 172.18.5.148
  ROUTER        NODE    PRIO  ADVERTS  EVERY  AT MOST  CHECKSUM      AUTH
  172.18.5.144  node-a  100   10       1 s    1.002 s  message-only  simple
  172.18.5.145  node-b  100   9        1 s    1.002 s  message-only  simple

  172.18.5.144             ▶━━━━━━━━━━━━━━━━━━━━0·······························
  172.18.5.145                                   ▶━━━━━━━×××××××━━━━━━━━━━━━━━━━
                ╵0              ╵5 s            ╵10 s           ╵15 s
  ▶ becomes Active   ━ Active   0 leaves with priority 0   × adverts missing

  takeovers
    22:13:23.610  172.18.5.144  startup
                  announced after 80 µs
    22:13:30.610  172.18.5.144 → 172.18.5.145  priority-zero
                  gap 610 ms (expected 609.4 ms), announced at once

  172.18.5.144 rejects 172.18.5.145: auth-data (keepalived-2.2, inferred)

Findings

ERROR  wire/checksum-bad · ipv4/147 · likely
  172.18.5.144 and 172.18.5.145: a sentence about wire/checksum-bad that is long
  enough to need more than one line of text
  why    Something that follows from it.
  remedy Something to do about it.
  see    RFC 9568 6.4.3 · 40 times, 22:13:23.610 to 22:13:30.610 · frames 9, 10,
         11, 12, 13, 14, 15, 16, … · explains state/did-not-yield

WARNING  state/equal-priority · ipv4/147
  172.18.5.144 and 172.18.5.145: a sentence about state/equal-priority that is
  long enough to need more than one line of text
  why    Something that follows from it.
  remedy Something to do about it.
  see    RFC 9568 6.4.3 · 2 times, 22:13:23.610 to 22:13:30.610 · frames 4, 30

INFO  sec/no-authentication · ipv4/147
  172.18.5.144 and 172.18.5.145: a sentence about sec/no-authentication that is
  long enough to need more than one line of text
  why    Something that follows from it.
  remedy Something to do about it.
  see    RFC 9568 6.4.3 · 22:13:23.610 · frame 4

Verdict: findings (1 error, 1 warning, 1 info)
`)
  })

  it('stays within its columns and, where the locale asks, within ASCII', () => {
    const text = textOf(sampleReport(), { unicode: false })
    expect(text).toMatch(/^[\x20-\x7e\n]*$/)
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('says the same in colour', () => {
    const colored = textOf(sampleReport(), { color: true })
    expect(colored).toContain('\x1b[31mERROR\x1b[0m')
    expect(colored.replaceAll(/\x1b\[\d+m/g, '')).toBe(textOf(sampleReport()))
  })

  it('lets no control character of the network or of a file name through', () => {
    const hostile = '\x1b]0;owned\x07\u202e'
    const report = sampleReport({ findings: [finding({ routers: [hostile], node: hostile, file: hostile })] })
    const [capture] = report.captures
    const [router] = report.virtualRouters
    const text = textOf({
      ...report,
      captures: [{ ...capture!, name: hostile, problem: { code: 'pcap/x', message: hostile, offset: 1 } }],
      virtualRouters: [{ ...router!, id: hostile, routers: router!.routers.map((one) => ({ ...one, name: hostile })) }],
    })
    expect(text).toContain('\\x1b]0;owned\\x07\\u{202e}')
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/)
  })

  it('counts times from the first frame with --time rel', () => {
    expect(textOf(sampleReport(), { time: 'rel' })).toContain('    10.610 s  172.18.5.144 → 172.18.5.145')
  })

  it('tells the priorities of a router up to the one that it came back to', () => {
    const routers = virtualRouter.routers.map((router) => ({ ...router, priorities: [150, 90], priority: 150 }))
    const text = textOf(sampleReport({ virtualRouters: [{ ...virtualRouter, routers }] }))
    expect(text).toMatch(/^ {2}172.18.5.144 .* 150→90→150 /m)
    expect(text).toMatch(/^ipv4\/147 .* 150 {3}/m)
  })

  it('tells a run without VRRP in four lines', () => {
    const counts = { ...sampleReport().counts, vrrp: 0 }
    const report = sampleReport({ counts, virtualRouters: [], findings: [], verdict: 'nothing-observed' })
    expect(textOf(report)).toBe(`switch.pcap  pcap, Ethernet; 60 packets
2023-11-14 22:13:20.000 UTC, 20 s; 0 VRRP adverts, 12 ARP

Verdict: nothing observed: no VRRP in the input
`)
  })

  it('draws no time line for a virtual router of which no router is followed', () => {
    const nobody = { ...virtualRouter, versions: [], addresses: [], routers: [], activePeriods: [], takeovers: [] }
    const text = textOf(sampleReport({ virtualRouters: [{ ...nobody, acceptance: [] }], silences: [] }))
    expect(text).toContain('\n\nipv4/147  unicast, no address\n  no router followed\n\nFindings\n')
  })

  it('details of many virtual routers those with something to tell, and all with -v', () => {
    const quiet = Array.from({ length: 20 }, (_, i) => ({ ...virtualRouter, key: i, id: `ipv4/${i}`, takeovers: [] }))
    const report = sampleReport({ virtualRouters: [...quiet, virtualRouter], silences: [], findings: [] })
    const detailed = (text: string) => text.match(/^ipv4\/\d+ {2}unicast/gm)?.length
    expect(detailed(textOf(report))).toBe(1)
    expect(detailed(textOf(report, { verbose: true }))).toBe(21)
  })
})

describe('the time line', () => {
  const rows = (report: Report, changes: Partial<Style> = {}) =>
    textOf(report, changes)
      .split('\n')
      .filter((line) => /^ {2}172\.18\.5\.14[45] {2}[ ·━╌×0◁╳▶*░]+$/.test(line))
      .map((line) => line.slice(16))

  it('shows two routers Active side by side, the one that yields, and the muted one', () => {
    const [first, second] = virtualRouter.routers
    const split = {
      ...virtualRouter,
      routers: [
        { ...first!, firstSeen: sec(0), lastSeen: sec(20) },
        { ...second!, firstSeen: sec(0), lastSeen: sec(5) },
      ],
      activePeriods: [
        { router: '172.18.5.144', from: sec(0), to: sec(10), endedBy: 'yielded', muted: false } as const,
        { router: '172.18.5.145', from: sec(0), to: undefined, endedBy: 'capture-end', muted: true } as const,
      ],
      takeovers: [],
    }
    // 64 cells of 312.5 ms: the adverts at 5 s and 15 s stay visible at the ends of the silence between them.
    const silences = [{ key: virtualRouter.key, router: '172.18.5.145', from: sec(5), to: sec(15) }]
    const [upper, lower] = rows(sampleReport({ virtualRouters: [split], silences }))
    expect(upper).toBe(`${'━'.repeat(32)}◁${'·'.repeat(31)}`)
    expect(lower).toBe(`${'━'.repeat(17)}${'╌'.repeat(31)}${'━'.repeat(16)}`)
  })

  it('marks a router that falls silent, and time that was not captured', () => {
    const died = {
      ...virtualRouter,
      activePeriods: [
        { router: '172.18.5.144', from: sec(3.61), to: sec(10), endedBy: 'silence', muted: false } as const,
      ],
      takeovers: [],
    }
    const gap = { source: 0, from: sec(15), to: sec(16), reason: 'drops', dropped: 3 } as const
    const [upper] = rows(sampleReport({ virtualRouters: [died], silences: [], gaps: [gap] }))
    expect(upper?.slice(31, 34)).toBe('━╳·')
    expect(upper?.slice(47, 53)).toBe('·░░░░·')
  })

  it('has no rows where no advert said who may be Active', () => {
    const nobody = { ...virtualRouter, routers: [], activePeriods: [], takeovers: [] }
    expect(() => textOf(sampleReport({ virtualRouters: [nobody], silences: [] }))).not.toThrow()
  })

  it('marks of a time in which frames were lost somewhere only what is not known', () => {
    const died = {
      ...virtualRouter,
      activePeriods: [
        { router: '172.18.5.144', from: sec(3.61), to: sec(10), endedBy: 'silence', muted: false } as const,
        { router: '172.18.5.145', from: sec(14), to: undefined, endedBy: 'capture-end', muted: false } as const,
      ],
      takeovers: [],
    }
    const gap = { source: 0, from: sec(0), to: sec(20), reason: 'drops-unplaced', dropped: 3 } as const
    const [upper, lower] = rows(sampleReport({ virtualRouters: [died], silences: [], gaps: [gap] }))
    expect(upper).toContain(`━╳${'░'.repeat(11)}·`)
    expect(lower).toContain('░━━')
  })

  it('says what is not in it: frames that were cut, speakers that were not followed, history that was dropped', () => {
    const { counts } = sampleReport()
    const limited = { ...counts, cut: 3, untracked: 1 }
    const text = textOf(sampleReport({ counts: limited, virtualRouters: [{ ...virtualRouter, forgotten: 12 }] }))
    expect(text).toMatch(/cut: the capture ends inside 3 frames of interest\./)
    expect(text).toMatch(/not followed: 1 advert of more speakers than are kept/)
    expect(text).toMatch(/takeovers\n {4}before: 12 periods and takeovers, not kept\n/)
    expect(textOf(sampleReport())).not.toMatch(/cut:|not followed|not kept/)
  })

  it('puts one mark for several events of one moment', () => {
    const flap = {
      ...virtualRouter,
      activePeriods: [
        { router: '172.18.5.144', from: sec(5), to: sec(5.01), endedBy: 'priority-zero', muted: false } as const,
        { router: '172.18.5.144', from: sec(5.02), to: undefined, endedBy: 'capture-end', muted: false } as const,
      ],
      takeovers: [{ ...virtualRouter.takeovers[0]!, at: sec(5) }],
    }
    expect(rows(sampleReport({ virtualRouters: [flap], silences: [] }))[0]?.slice(15, 18)).toBe('·*━')
  })
})

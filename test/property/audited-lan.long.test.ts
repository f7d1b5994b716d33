import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Engine } from '../../src/checks/engine.ts'
import type { Finding } from '../../src/checks/finding.ts'
import { rules } from '../../src/checks/rules/index.ts'
import type { RouterConfig } from '../../src/config/model.ts'
import { cs, ns } from '../../src/core/time.ts'
import { TrafficObserver } from '../../src/observe/observer.ts'
import type { VirtualRouterRecord } from '../../src/observe/record.ts'
import { ip, router } from '../model/routers.ts'
import { hash, type Member, TestSegment } from '../speaker/segment.ts'

// The machine that speaks and the machine that judges are the same; the wire is between them. What our routers say on
// a LAN without faults must leave nothing to complain about.

class AuditedSegment extends TestSegment {
  readonly #observer: TrafficObserver
  readonly #engine: Engine

  constructor() {
    super()
    this.#engine = new Engine(rules, { nodes: [] })
    this.#observer = new TrafficObserver({ hash, listeners: [this.#engine] })
    this.#engine.start(this.#observer)
    const face = { index: 0, name: 'lan', linkType: 1, snapLen: 65535, clock: 'kernel' } as const
    this.#observer.onInterface(face)
    this.lan.tap({ onFrame: (view) => this.#observer.onFrame(view) })
  }

  /** Findings but for those that are true of any such network, and what the observer saw. */
  verdict(): { findings: string[]; virtualRouter: VirtualRouterRecord } {
    this.#observer.end()
    const expected = new Set([
      'sec/no-authentication',
      'sec/plaintext-password',
      'state/equal-priority',
      'state/restart',
    ])
    const findings = this.#engine.findings().filter(({ id }: Finding) => !expected.has(id))
    return {
      findings: findings.map(({ id, message, values }) => `${id} ${message} ${JSON.stringify(values)}`),
      virtualRouter: this.#observer.snapshot().virtualRouters[0]!,
    }
  }
}

const pair = (lan: TestSegment, change: Partial<RouterConfig> = {}): [Member, Member] => {
  const six = change.family === 6
  const at = (last: number) => ip(six ? `fe80::${last}` : `192.0.2.${last}`)
  return [
    lan.join([router({ primaryAddress: at(11), priority: 150, ...change })]),
    lan.join([router({ primaryAddress: at(12), ...change })]),
  ]
}

const settings: [string, Partial<RouterConfig>][] = [
  ['version 3', {}],
  ['version 3, checksum over the message alone', { checksum: 'message-only' }],
  ['version 3, 100 ms', { advertInterval: cs(10) }],
  ['version 3, 10 ms', { advertInterval: cs(1) }],
  ['version 3, IPv6', { family: 6, addresses: [ip('fe80::5:100'), ip('2001:db8:5::100')] }],
  ['version 2', { version: 2, profile: 'rfc3768' }],
  [
    'version 2, password',
    {
      version: 2,
      profile: 'rfc2338',
      authentication: { kind: 'simple', password: Uint8Array.from('s3cret\0\0', (c) => c.charCodeAt(0)) },
    },
  ],
  [
    'version 2, AH',
    { version: 2, profile: 'keepalived-2.2', authentication: { kind: 'ah', password: new Uint8Array(8).fill(65) } },
  ],
]

describe('nothing to complain about', () => {
  it.each(settings)('%s: start, planned stop, return, crash, return', (_, change) => {
    const lan = new AuditedSegment()
    const [a] = pair(lan, change)
    lan.until(30_000)
    a.speaker.shutdown()
    lan.until(60_000)
    a.speaker.start()
    lan.until(90_000)
    a.speaker.pause()
    lan.until(120_000)
    const { findings, virtualRouter } = lan.verdict()
    expect(findings).toEqual([])
    const [first, second] = virtualRouter.routers.map(({ name }) => name)
    expect(virtualRouter.takeovers.map(({ from, to, cause }) => [from, to, cause])).toEqual([
      [undefined, first, 'startup'],
      [first, second, 'priority-zero'],
      [second, first, 'preemption'],
      [first, second, 'timeout'],
    ])
  })

  it.each([0, 2.3, 5.1, 7.9])('at 10 ms a pre-emption is one, %s ms later as well', (later) => {
    const lan = new AuditedSegment()
    const [a] = pair(lan, { advertInterval: cs(1) })
    lan.until(1000)
    a.speaker.shutdown()
    // The silence before it is 0.8, 0.02, 0.3 and 0.6 intervals.
    lan.until(2000 + later)
    a.speaker.start()
    lan.until(5000)
    const { findings, virtualRouter } = lan.verdict()
    expect(findings).toEqual([])
    const [first, second] = virtualRouter.routers.map(({ name }) => name)
    expect(virtualRouter.takeovers.at(-1)).toMatchObject({ from: second, to: first, cause: 'preemption' })
  })

  // A third stop of the Active within 30 Active_Down_Intervals would be flapping, and rightly so.
  it('any number of routers, priorities and intervals, two of them stopped and started again', () => {
    const anyRouters = fc.uniqueArray(fc.integer({ min: 1, max: 254 }), { minLength: 2, maxLength: 4 })
    fc.assert(
      fc.property(
        anyRouters,
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.nat(3), { maxLength: 2 }),
        (priorities, tenths, stops) => {
          const lan = new AuditedSegment()
          const advertInterval = cs(tenths * 10)
          const members = priorities.map((priority, i) =>
            lan.join([router({ primaryAddress: ip(`192.0.2.${i + 11}`), priority, advertInterval })]),
          )
          const pause = ns(tenths * 1_000_000_000)
          lan.clock.runFor(pause)
          for (const stop of stops) {
            const member = members[stop % members.length]!
            member.speaker.shutdown()
            lan.clock.runFor(pause)
            member.speaker.start()
            lan.clock.runFor(pause)
          }
          expect(lan.verdict().findings).toEqual([])
        },
      ),
      { numRuns: 40 },
    )
  })
})

describe('something to complain about', () => {
  it('a partition is a split brain', () => {
    const lan = new AuditedSegment()
    const [a] = pair(lan)
    lan.until(10_000)
    lan.lan.isolate(a.port)
    lan.until(30_000)
    expect(lan.verdict().findings.join('\n')).toContain('state/split-brain')
  })
})

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Engine } from '../../src/checks/engine.ts'
import type { Finding } from '../../src/checks/finding.ts'
import { rules } from '../../src/checks/rules/index.ts'
import type { RouterConfig } from '../../src/config/model.ts'
import type { ProfileName } from '../../src/core/profile-name.ts'
import { TrafficObserver } from '../../src/observe/observer.ts'
import { ip, router } from '../model/routers.ts'
import { type Member, TestSegment } from '../speaker/segment.ts'

// Our own routers on a virtual LAN, with a capture on the switch: what is ordinary must be quiet, whoever made them.

const KINDS: readonly [string, Partial<RouterConfig>][] = [
  ['rfc9568', { profile: 'rfc9568' }],
  ['rfc5798', { profile: 'rfc5798' }],
  ['rfc3768', { profile: 'rfc3768', version: 2 }],
  ['keepalived v2', { profile: 'keepalived-2.2', version: 2, virtualMac: false }],
  ['keepalived v3', { profile: 'keepalived-2.4', virtualMac: false }],
  ['frr', { profile: 'frr' satisfies ProfileName }],
]
const KINDS_6: readonly [string, Partial<RouterConfig>][] = KINDS.filter(([, { version }]) => version !== 2).map(
  ([name, change]) => [`${name} over IPv6`, { ...change, family: 6, addresses: [ip('fe80::5:100')] }],
)

/** A segment under audit. */
function watched() {
  const lan = new TestSegment()
  const engine = new Engine(rules)
  const observer = new TrafficObserver({ listeners: [engine] })
  engine.start(observer)
  observer.onInterface({ index: 0, name: 'switch' })
  lan.lan.tap(observer)
  const findings = (): readonly Finding[] => {
    observer.end()
    return engine.findings()
  }
  const member = (last: number, priority: number, change: Partial<RouterConfig>): Member => {
    const primaryAddress = ip(change.family === 6 ? `fe80::${last}` : `192.0.2.${last}`)
    return lan.join([router({ primaryAddress, priority, ...change })])
  }
  return { lan, findings, member }
}

/** Errors and warnings, by id. */
const alarms = (findings: readonly Finding[]): string[] =>
  findings.filter(({ severity }) => severity !== 'info').map(({ id }) => id)

describe.each([...KINDS, ...KINDS_6])('%s', (_name, change) => {
  test('an hour without an event: nothing to say', () => {
    const { lan, member, findings } = watched()
    member(11, 150, change)
    member(12, 100, change)
    lan.until(3_600_000)
    expect(alarms(findings())).toEqual([])
  })

  test('a planned restart, and a host that dies: nothing to say', () => {
    const { lan, member, findings } = watched()
    const high = member(11, 150, change)
    member(12, 120, change)
    member(13, 100, change)
    lan.until(20_300)
    high.speaker.shutdown()
    lan.until(35_000)
    high.speaker.start()
    lan.until(80_600)
    high.speaker.pause()
    lan.until(120_000)
    const found = findings()
    expect(alarms(found)).toEqual([])
    // Stopped at 20.3 s, Active again: started at 35 s and waited for Active_Down_Interval.
    expect(found.map(({ id }) => id)).toContain('state/restart')
  })

  test('a partition is one split brain, and after it what its routers leave stale', () => {
    const { lan, member, findings } = watched()
    const high = member(11, 150, change)
    member(12, 100, change)
    lan.until(20_300)
    lan.lan.isolate(high.port)
    lan.until(35_000)
    lan.lan.heal()
    lan.until(60_000)
    const found = findings()
    // Who hears the better one first yields without a word: that one has no cause to announce anew.
    const stale = change.virtualMac === false ? ['state/stale-announcement'] : []
    expect(alarms(found)).toEqual(['state/split-brain', ...stale])
    // From the takeover, one Active_Down_Interval of .12 after the last advert that got through, to the heal.
    expect(found[0]).toMatchObject({ values: { kind: 'deaf', cause: 'state/one-way-deafness' }, state: 'closed' })
    expect(found[0]!.values.overlapMs).toBeGreaterThan(35_000 - 20_300 - 3700)
    expect(found[0]!.values.overlapMs).toBeLessThan(35_000 - 20_300 - 3600 + 2000)
  })
})

test('any routers, any orderly stops and returns: no alarm', () => {
  const stop = fc.record({ who: fc.nat({ max: 2 }), downSec: fc.integer({ min: 5, max: 100 }) })
  fc.assert(
    fc.property(
      fc.constantFrom(...KINDS),
      fc.uniqueArray(fc.integer({ min: 1, max: 254 }), { minLength: 3, maxLength: 3 }),
      fc.array(stop, { minLength: 1, maxLength: 4 }),
      ([, change], priorities, stops) => {
        const { lan, member, findings } = watched()
        const members = priorities.map((priority, i) => member(11 + i, priority, change))
        let now = 20_000
        for (const { who, downSec } of stops) {
          lan.until(now)
          members[who]!.speaker.shutdown()
          lan.until(now + downSec * 1000)
          members[who]!.speaker.start()
          // Three returns within 30 Active_Down_Intervals would be flapping.
          now += downSec * 1000 + 120_000
        }
        lan.until(now)
        expect(alarms(findings())).toEqual([])
      },
    ),
    { numRuns: 40 },
  )
})

import { describe, expect, test } from 'vitest'
import { Engine } from '../../src/checks/engine.ts'
import { defineRule, type Hooks, type Rule, type Run } from '../../src/checks/rule.ts'
import { rules } from '../../src/checks/rules/index.ts'
import { wordsOf } from '../../src/checks/words.ts'
import { familyVrid } from '../../src/core/family-vrid.ts'
import { cs, ns } from '../../src/core/time.ts'
import type { LiveRouter } from '../../src/observe/live.ts'
import { TrafficObserver } from '../../src/observe/observer.ts'
import { router } from '../model/routers.ts'
import { viewOfFrame } from '../wire/views.ts'
import { A, advertOf, B, ip, nsOf, Scene } from './scene.ts'

const ids = (findings: readonly { id: string }[]): string[] => findings.map(({ id }) => id)

/** An engine with one rule that does what the test says. */
function withRule(watch: (run: Run<'it'>) => Hooks, ends?: Rule['ends']) {
  const rule = defineRule({
    id: 'wire/test',
    severity: 'warning',
    rfc: { none: 'A test.' },
    condition: 'A test.',
    why: 'A test.',
    remedy: 'Nothing.',
    ...(ends && { ends }),
    messages: { it: 'It.' },
    watch,
  })
  const engine = new Engine([rule])
  const observer = new TrafficObserver({ listeners: [engine] })
  engine.start(observer)
  const show = (atSec: number, frame: Uint8Array, frameNo = 1, source = 0): void =>
    observer.onFrame(Object.assign(viewOfFrame(frame), { tNs: nsOf(atSec), frameNo, source }))
  return { engine, observer, show }
}

describe('signs become incidents', () => {
  test('of one identity: counted, with span, frames and the newest values', () => {
    const { engine, show, observer } = withRule((run) => ({
      onAdvert: (s, virtualRouter, sender) =>
        run.report('it', { virtualRouter, routers: [sender!], seen: [s], values: { ipId: s.ipId } }),
    }))
    for (let i = 0; i < 30; i++) show(1 + i, advertOf(A, { ipId: i + 1, priority: 100 + i }), i + 1)
    observer.end()
    expect(engine.findings()).toMatchObject([
      {
        count: 30,
        firstSeen: nsOf(1),
        lastSeen: nsOf(30),
        routers: ['192.0.2.11'],
        values: { ipId: 30 },
        confidence: 'certain',
      },
    ])
    expect(engine.findings()[0]!.frames).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
  })

  test('of steady adverts: counted without showing them', () => {
    let shown = 0
    const { engine, show, observer } = withRule((run) => ({
      onAdvert: (s, virtualRouter, sender) => {
        shown++
        run.report('it', { virtualRouter, routers: [sender!], seen: [s] })
      },
    }))
    for (let i = 0; i < 100; i++) show(1 + i, advertOf(A, { ipId: i + 1 }), i + 1)
    observer.end()
    expect(shown).toBeLessThan(20)
    expect(engine.findings()).toMatchObject([{ count: 100, lastSeen: nsOf(100) }])
    expect(engine.findings()[0]!.frames).toHaveLength(20)
  })

  test('what the last advert of a router still shows is open, the rest is closed', () => {
    const { engine, show } = withRule((run) => ({
      onAdvert: (s, virtualRouter, sender) => {
        if (s.advert.priority === 150) run.report('it', { virtualRouter, routers: [sender!], seen: [s] })
      },
    }))
    show(1, advertOf(A))
    expect(engine.findings()).toMatchObject([{ state: 'open' }])
    show(2, advertOf(A, { ipId: 2, priority: 90 }))
    expect(engine.findings()).toMatchObject([{ state: 'closed' }])
  })

  test('beyond 1024 of one rule, the last one takes the rest', () => {
    const { engine, show } = withRule((run) => ({
      onAdvert: () => {
        for (let i = 0; i < 2000; i++) run.report('it', { incident: i })
      },
    }))
    show(1, advertOf(A))
    const findings = engine.findings()
    expect(findings).toHaveLength(1024)
    expect(findings.reduce((sum, { count }) => sum + count, 0)).toBe(2000)
    expect(findings.find(({ values }) => 'further' in values)).toMatchObject({ count: 977, values: { further: 976 } })
  })
})

test('a decision is made when its time has come, live without a frame, never after the end', () => {
  const decided: string[] = []
  const { engine, show, observer } = withRule((run) => ({
    onRouter: () => {
      run.after(nsOf(3), () => decided.push('at 3'))
      run.after(nsOf(60), () => decided.push('at 60'))
    },
  }))
  show(1, advertOf(A))
  engine.advanceTo(nsOf(2.9))
  expect(decided).toEqual([])
  engine.advanceTo(nsOf(3))
  expect(decided).toEqual(['at 3'])
  show(4, advertOf(A, { ipId: 2 }))
  observer.end()
  expect(decided).toEqual(['at 3'])
})

describe('what no advert holds is over', () => {
  const stateOf = ({ engine }: { engine: Engine }) => engine.findings()[0]?.state

  test('when no sign of it came for a minute, if it tells of what happens; a further sign opens it again', () => {
    const played = withRule((run) => ({ onPeriodEnd: () => run.report('it', {}) }), 'quiet')
    const { engine, show } = played
    for (const [i, atSec] of [4, 10, 50].entries()) {
      show(atSec, advertOf(A, { ipId: 2 * i + 1 }))
      show(atSec + 1, advertOf(A, { ipId: 2 * i + 2, priority: 0 }))
    }
    engine.advanceTo(nsOf(110.9))
    expect(stateOf(played)).toBe('open')
    const { changes } = engine
    engine.advanceTo(nsOf(111.1))
    expect(stateOf(played)).toBe('closed')
    expect(engine.changes).toBeGreaterThan(changes)
    show(112, advertOf(A, { ipId: 7 }))
    show(113, advertOf(A, { ipId: 8, priority: 0 }))
    expect(stateOf(played)).toBe('open')
    engine.advanceTo(nsOf(173.1))
    expect(stateOf(played)).toBe('closed')
  })

  test('never, if the rule does not say when', () => {
    const played = withRule((run) => ({ onPeriodEnd: () => run.report('it', {}) }))
    played.show(4, advertOf(A))
    played.show(5, advertOf(A, { ipId: 2, priority: 0 }))
    played.engine.advanceTo(nsOf(500))
    expect(stateOf(played)).toBe('open')
  })

  test('when one of two Active routers ceases to be, not at the end of the capture', () => {
    const both = () => {
      const routers = new Set<LiveRouter>()
      const hooks = (run: Run<'it'>): Hooks => ({
        onActive: ({ router }) => {
          if (routers.add(router).size === 2) run.report('it', { routers: [...routers] })
        },
      })
      const played = withRule(hooks, 'one-active')
      played.show(4, advertOf(A))
      played.show(4.5, advertOf(B))
      return played
    }
    const healed = both()
    expect(stateOf(healed)).toBe('open')
    healed.show(5, advertOf(B, { ipId: 2, priority: 0 }))
    expect(stateOf(healed)).toBe('closed')
    const cut = both()
    cut.observer.end()
    expect(stateOf(cut)).toBe('open')
  })

  test('a mute holder of the address, when it advertises again', () => {
    // It goes on announcing behind a filter that drops its adverts.
    const mute = new Scene().active(A, 4, 10).announce(A, 14).announce(A, 16)
    const silence = (scene: Scene) => scene.findings().find(({ id }) => id === 'state/silent-active')
    expect(silence(mute.until(17))).toMatchObject({ state: 'open' })
    expect(silence(mute.active(A, 20, 24))).toMatchObject({ state: 'closed', lastSeen: nsOf(16) })
  })
})

describe('live', () => {
  const twoActive = (): Scene => new Scene().active(A, 4, 20).active(B, 8, 12)

  test('a split is told while it lasts and closed when it ends', () => {
    const { engine, observer } = new Scene().active(A, 4, 12).active(B, 8, 12).play()
    expect(engine.findings()[0]).toMatchObject({ id: 'state/split-brain', state: 'open' })
    observer.onFrame(Object.assign(viewOfFrame(advertOf(B, { ipId: 6, priority: 0 })), { tNs: nsOf(12.5), source: 0 }))
    expect(engine.findings()[0]).toMatchObject({ id: 'state/split-brain', state: 'closed', lastSeen: nsOf(12.5) })
  })

  test('nobody Active is known without a further frame, and over with the next advert', () => {
    const { engine, observer } = new Scene().active(A, 4, 10).play()
    expect(ids(engine.findings())).not.toContain('state/no-active')
    observer.advanceTo(nsOf(16))
    engine.advanceTo(nsOf(16))
    expect(engine.findings()[0]).toMatchObject({ id: 'state/no-active', state: 'open', firstSeen: nsOf(10) })
    observer.onFrame(Object.assign(viewOfFrame(advertOf(B)), { tNs: nsOf(17), source: 0 }))
    expect(engine.findings()[0]).toMatchObject({ id: 'state/no-active', state: 'closed', values: { outageMs: 7000 } })
  })

  test('findings may be asked for at any time, and asking changes nothing', () => {
    const { engine, observer } = twoActive().play()
    const once = engine.findings()
    expect(engine.findings()).toEqual(once)
    observer.end()
    expect(engine.findings()[0]).toMatchObject({ id: 'state/split-brain', count: 1 })
  })
})

describe('folding', () => {
  test('a third router Active at the same time belongs to the same split', () => {
    const third = { ...B, ip: ip('192.0.2.13'), mac: '02:00:5e:10:00:03' as typeof B.mac, priority: 90 }
    const findings = new Scene().active(A, 4, 20).active(B, 8, 20).active(third, 9, 20).findings()
    const splits = findings.filter(({ id }) => id === 'state/split-brain')
    expect(splits).toHaveLength(1)
    expect([...splits[0]!.routers].sort()).toEqual(['192.0.2.11', '192.0.2.12', '192.0.2.13'])
  })

  test('the cause speaks for the split: its sentence, its reason, its remedy', () => {
    const findings = new Scene()
      .active(A, 4, 20)
      .active({ ...B, dst: ip('224.0.0.19') }, 8, 20)
      .findings()
    const words = wordsOf(findings[0]!, rules)
    expect(words.message).toBe(
      '192.0.2.11 (priority 150) and 192.0.2.12 (priority 100) are both Active for VRID 51, 192.0.2.100. ' +
        '192.0.2.12 advertises VRID 51 to 224.0.0.19 instead of 224.0.0.18.',
    )
    expect(words.remedy).toContain('vrrp_mcast_group4')
    expect(words.references).toContain('RFC 9568 6.4.3')
    expect(words.references).toContain('RFC 9568 5.1.1.2')
  })

  test('two splits of one pair at different times are two findings', () => {
    const findings = new Scene()
      .active(A, 4, 60)
      .active(B, 8, 14)
      .advert(B, 14.5, { priority: 0 })
      .active(B, 40, 46)
      .advert(B, 46.5, { priority: 0 })
      .findings()
    expect(ids(findings).filter((id) => id === 'state/split-brain')).toHaveLength(2)
  })
})

test('suppressed rules are not asked: an id, or a group', () => {
  const scene = () => new Scene().active(A, 4, 20).active(B, 8, 20)
  expect(ids(scene().findings({ suppress: ['state/split-brain'] }))).not.toContain('state/split-brain')
  const rest = ids(scene().findings({ suppress: ['state/*', 'net/*'] }))
  expect(new Set(rest.map((id) => id.split('/')[0]))).toEqual(new Set(['sec', 'wire']))
})

test('a configuration speaks of the virtual router that was seen, not of a number of its own', () => {
  const rule = defineRule({
    id: 'lint/test',
    severity: 'warning',
    rfc: { none: 'A test.' },
    condition: 'A test.',
    why: 'A test.',
    remedy: 'Nothing.',
    messages: { it: 'It.' },
    watch: (run) => ({
      onConfig: () => {
        run.report('it', { key: familyVrid(4, router().vrid), incident: 'seen' })
        run.report('it', { key: familyVrid(6, 99), incident: 'unseen' })
      },
    }),
  })
  const engine = new Engine([rule])
  const observer = new TrafficObserver({ listeners: [engine] })
  engine.start(observer)
  observer.onFrame(Object.assign(viewOfFrame(advertOf(A)), { tNs: nsOf(1), source: 0 }))
  expect(engine.findings().map(({ key }) => key)).toEqual([observer.virtualRouters[0]!.key, undefined])
  const alone = new Engine([rule])
  alone.start()
  expect(alone.findings().map(({ key }) => key)).toEqual([51, 355])
})

test('an interval of 0 is one error, not a silence after each advert', () => {
  const told = (untilSec: number): readonly string[] =>
    new Scene()
      .adverts(A, 1, 6, { maxAdvertInterval: cs(0) })
      .announce(A, 1.001)
      .until(untilSec)
      .findings()
      .filter(({ severity }) => severity !== 'info')
      .map(({ id }) => id)
  expect(told(10)).toEqual(['wire/interval-zero'])
  // The end of its adverts is an end.
  expect(told(20)).toEqual(['wire/interval-zero', 'state/no-active'])
})

test('eleven hundred spoofed senders: bounded findings, every advert counted', () => {
  const { engine, observer } = new Scene().play()
  const senders = 1100
  for (let i = 0; i < senders; i++) {
    const src = ip(`10.0.${i >> 8}.${i & 255}`)
    const frame = advertOf({ ...A, ip: src, vrid: 1 + (i % 255), hopLimit: 64, priority: 1 + (i % 254) })
    observer.onFrame(Object.assign(viewOfFrame(frame), { tNs: nsOf(1 + i * 1e-4), frameNo: i + 2, source: 0 }))
  }
  observer.end()
  const hopLimits = engine.findings().filter(({ id }) => id === 'wire/hop-limit-not-255')
  expect(hopLimits).toHaveLength(1024)
  expect(hopLimits.reduce((sum, { count }) => sum + count, 0)).toBe(senders)
})

test('five hundred splits at once are told in less time than it takes to see them: each tick of a live run asks', () => {
  const { engine, observer } = new Scene().play()
  const begunMs = performance.now()
  for (let i = 0; i < 4000; i++) {
    const [vrid, source] = [1 + (i % 250), i % 500 < 250 ? 0 : 1]
    const node = { ...(i % 1000 < 500 ? A : B), vrid, addresses: [ip(`10.${source}.${vrid}.1`)] }
    observer.onFrame(Object.assign(viewOfFrame(advertOf(node)), { tNs: nsOf(1 + i * 1e-3), frameNo: i + 2, source }))
  }
  observer.advanceTo(nsOf(6))
  engine.advanceTo(nsOf(6))
  const seenMs = performance.now()
  const splits = engine.findings().filter(({ id }) => id === 'state/split-brain')
  expect(performance.now() - seenMs).toBeLessThan(4 * (seenMs - begunMs))
  expect(splits).toHaveLength(500)
})

test('what hundreds of vantage points of one segment lack is compared in the time that it takes to see them', () => {
  const { engine, observer } = new Scene().play()
  const begunMs = performance.now()
  let frameNo = 1
  for (let round = 0; round < 5; round++)
    for (let source = 0; source < 500; source++) {
      const node = { ...A, ip: ip(`192.0.2.${11 + (source & 15)}`) }
      const tNs = nsOf(1 + round + source * 1e-4)
      observer.onFrame(
        Object.assign(viewOfFrame(advertOf(node, { ipId: round + 1 })), { tNs, frameNo: ++frameNo, source }),
      )
    }
  const seenMs = performance.now()
  observer.end()
  expect(performance.now() - seenMs).toBeLessThan(4 * (seenMs - begunMs))
  expect(engine.findings()[0]).toMatchObject({ id: 'state/split-brain', cause: { id: 'net/one-way-loss' } })
})

describe('a clock that is set back from 100 to 10 s', () => {
  /** Each advert asks for a decision 5 s later; the times at which they were made. */
  const decided = (isSeenElsewhere = false) => {
    const { engine, observer, show } = withRule((run) => ({
      onAdvert: ({ tNs }) => run.after(ns(tNs + 5e9), () => times.push(run.world.now / 1e9)),
    }))
    const times: number[] = []
    if (isSeenElsewhere) show(5, advertOf(A), 1, 1)
    show(98, advertOf(A), 2)
    if (isSeenElsewhere) show(98.001, advertOf(A), 3, 1)
    observer.onGap({ source: 0, from: nsOf(100), to: nsOf(10), reason: 'clock-step', dropped: 0 })
    const pass = (atSec: number): number[] => {
      observer.pass(nsOf(atSec))
      engine.advanceTo(nsOf(atSec))
      return times
    }
    return { pass, show }
  }

  test('leaves to what is pending the time that it had left, and makes new decisions wait', () => {
    const { pass, show } = decided()
    show(11, advertOf(A, { ipId: 2 }), 3)
    expect(pass(12.9)).toEqual([])
    expect(pass(13)).toEqual([13])
    expect(pass(15.9)).toEqual([13])
    expect(pass(16)).toEqual([13, 16])
  })

  test('is no step where another vantage point of the segment shows the time', () => {
    const { pass } = decided(true)
    expect(pass(102.9)).toEqual([98])
    expect(pass(103)).toEqual([98, 103])
  })
})

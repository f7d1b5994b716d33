import { describe, expect, test } from 'vitest'
import type { Finding } from '../../src/checks/finding.ts'
import { cs } from '../../src/core/time.ts'
import type { Fact } from '../../src/wire/facts.ts'
import { viewOfFrame } from '../wire/views.ts'
import { A, advertOf, B, ip, type Node, nsOf, Scene, seen } from './scene.ts'

// What is said of a router that was silent for a while and goes on. ADI of A alone (priority 150): 3.414 s.

const A6: Node = { ...A, ip: ip('fe80::11'), addresses: [ip('fe80::100')] }
const B6: Node = { ...B, ip: ip('fe80::12'), addresses: [ip('fe80::100')] }

const told = (findings: readonly Finding[]): readonly string[] =>
  findings.filter(({ severity }) => severity !== 'info').map(({ id }) => id)

describe('of any length it is told', () => {
  const late = (node: Node, silence: number) =>
    told(
      new Scene()
        .active(node, 4, 10)
        .adverts(node, 10 + silence, 20)
        .findings(),
    )

  test.each([2.1, 3, 3.4])('near failover: %f s', (silence) => {
    expect(late(A, silence)).toEqual(['state/near-failover'])
    expect(late(A6, silence)).toEqual(['state/near-failover'])
  })

  test.each([
    [8, 'late'],
    [10, 'lost'],
  ])('three intervals, and the IP id goes on with %i from 7: %s', (ipId, message) => {
    const made = new Scene().active(A, 4, 10).advert(A, 13, { ipId }).adverts(A, 14, 20)
    const [finding] = made.findings().filter(({ id }) => id === 'state/near-failover')
    expect(finding).toMatchObject({ message, severity: 'warning' })
  })

  test('by the interval in force: an advert that shortens it is not late', () => {
    const made = new Scene().active({ ...A, interval: cs(300) }, 4, 10)
    expect(told(made.adverts({ ...A, interval: cs(50) }, 12.9, 20).findings())).toEqual([])
  })

  test.each([3.45, 3.7, 3.9, 4.02])('starved: %f s', (silence) => {
    expect(late(A, silence)).toEqual(['state/starved-active'])
    // No IP id shows that it sent nothing.
    expect(late(A6, silence)).toEqual(['state/near-failover'])
  })
})

const leave = (vrrpGroup: boolean): Fact => {
  const groups = [ip(vrrpGroup ? '224.0.0.18' : '224.0.0.5')]
  return {
    kind: 'membership',
    ...seen(A.mac),
    family: 4,
    role: 'leave',
    src: A.ip,
    dst: ip('224.0.0.22'),
    groups,
    vrrpGroup,
    truncated: false,
  }
}

describe('a daemon that is killed and started again at once', () => {
  const killed = (vrrpGroup = true) =>
    new Scene().active(A, 4, 10).fact(10.8, leave(vrrpGroup)).join(A, 11.5).active(B, 13.61, 15).active(A, 15.1, 24)

  test('is told by the leave of its kernel, which is behind its last advert and before the join', () => {
    const [found] = killed()
      .findings()
      .filter(({ id }) => id === 'state/priority-zero-missing')
    expect(found).toMatchObject({ routers: [A.ip.text], values: { aliveMs: 800 } })
  })

  test('is not told where a link may have come back', () => {
    expect(told(killed(false).findings())).toEqual([])
  })
})

describe('a router that falls silent as a lower one begins to advertise', () => {
  const silenced = (): Scene => new Scene().active(A, 4, 10).active(B, 10.9, 20)

  test('may be mute: a split', () => {
    expect(told(silenced().findings())).toContain('state/split-brain')
  })

  test('had left where its host left the group: the capture lacks its priority 0', () => {
    const left = silenced().fact(11.9, leave(true)).findings()
    const about = left.filter(({ severity }) => severity !== 'info')
    expect(told(about)).toEqual(['state/early-takeover', 'state/priority-zero-missing'])
  })
})

describe('a host that stood still', () => {
  /** Virtual routers 51 and 52; B takes over from 13.61 to 17.61 s, then A is back. */
  const both = (a: Node, b: Node, back: (scene: Scene, node: Node) => Scene): readonly Finding[] =>
    [51, 52]
      .reduce((made, vrid) => {
        const addresses = [ip(`${a.ip.family === 4 ? '192.0.2.' : 'fe80::'}${vrid}`)]
        const [first, second] = [a, b].map((node) => ({ ...node, vrid, addresses }))
        return back(made.active(first!, 4, 10).active(second!, 13.61, 17.61), first!)
      }, new Scene())
      .findings()
  const resumes = (made: Scene, node: Node) => made.active(node, 18, 24)

  test('is one finding for all its virtual routers', () => {
    const [paused, ...others] = both(A, B, resumes).filter(({ severity }) => severity !== 'info')
    expect(paused).toMatchObject({ id: 'state/paused-host', routers: [A.ip.text], related: ['state/starved-active'] })
    expect(others).toEqual([])
  })

  test('and does not know it: it announces nothing, which makes it as severe', () => {
    const back = both(A, B, (made, node) => made.adverts(node, 18, 24))
    const [paused, ...others] = back.filter(({ severity }) => severity !== 'info')
    expect(paused).toMatchObject({ id: 'state/paused-host', severity: 'error' })
    expect(paused!.related).toEqual(['state/no-announcement', 'state/starved-active'])
    expect(others).toEqual([])
  })

  test('is likely over IPv6', () => {
    const [paused] = both(A6, B6, resumes).filter(({ severity }) => severity !== 'info')
    expect(paused).toMatchObject({ id: 'state/paused-host', confidence: 'likely', values: { count: 2 } })
  })

  test('is none that left with priority 0, was cut off, or began anew', () => {
    const left = both(A, B, (made, node) => resumes(made.advert(node, 10.3, { priority: 0 }), node))
    const cutOff = both(A, B, (made, node) => made.advert(node, 18, { ipId: 15 }).adverts(node, 19, 24))
    const started = both(A6, B6, (made, node) => resumes(made.join(node, 14), node))
    for (const findings of [left, cutOff, started]) expect(told(findings)).not.toContain('state/paused-host')
  })
})

describe('an advert that was damaged on its way', () => {
  const PDU = 34
  const withDamage = (byte: number, value: number) => {
    const frame = advertOf(A, { ipId: 8 })
    frame[PDU + byte] = value
    return new Scene().active(A, 4, 10).frame(11, frame).adverts(A, 12, 20).findings()
  }

  test.each([
    ['priority 0', 2, 0],
    ['the priority of another router', 2, 100],
    ['another interval', 5, 200],
    ['another version', 0, 0x21],
  ])('is a sign of life, and what it says is not believed: %s', (_, byte, value) => {
    expect(told(withDamage(byte, value))).toEqual(['wire/checksum-bad'])
  })
})

describe('adverts that the capture lacks', () => {
  const lacks = { id: 'net/capture-gap', message: 'unseen' }
  /** A goes on at 15 s, four adverts later, with this IP id; its last one was 7. */
  const back = (made: Scene, ipId: number) => made.advert(A, 15, { ipId }).adverts(A, 16, 24)

  test('are told in place of a time without an Active router', () => {
    const findings = back(new Scene().active(A, 4, 10), 12)
      .findings()
      .filter(({ severity }) => severity !== 'info')
    expect(findings).toMatchObject([{ ...lacks, severity: 'warning', count: 4, values: { lost: 4, most: 4 } }])
  })

  test.each([
    ['the first that it sends at all', (made: Scene) => made, 5],
    ['of one that was Active before', (made: Scene) => made.adverts(B, 1, 3), 8],
  ])('at the beginning of a takeover, %s: it did not come too late', (_, before, ipId) => {
    const late = before(new Scene()).active(A, 4, 10).advert(B, 17.61, { ipId }).adverts(B, 18.61, 24)
    const findings = late.findings()
    expect(findings.find(({ id }) => id === lacks.id)).toMatchObject({ message: 'begun', values: { lost: 4 } })
    expect(told(findings).filter((id) => /slow|announcement|no-active/.test(id))).toEqual([])
  })

  test('nor is a router silent that announced meanwhile', () => {
    const silent = (ipId: number) => {
      const made = new Scene().active(A, 4, 10).announce(A, 14.5).advert(A, 16, { ipId }).adverts(A, 17, 24)
      return told(made.findings()).includes('state/silent-active')
    }
    expect([silent(13), silent(8)]).toEqual([false, true])
  })

  test.each([
    ['a moment later', 17.6],
    ['an interval later: the first one got lost', 18.6],
  ])('nor one whose adverts go on %s', (_, atSec) => {
    const made = new Scene().active(A, 4, 10).active(B, 13.61, 17.61).announce(A, 17.5999).adverts(A, atSec, 24)
    expect(told(made.findings())).not.toContain('state/silent-active')
  })

  test('are none where too few ids were left out, or somebody took over', () => {
    expect(told(back(new Scene().active(A, 4, 10), 10).findings())).toContain('state/no-active')
    const takenOver = back(new Scene().active(A, 4, 10).active(B, 13.61, 14.61), 12)
    expect(told(takenOver.findings())).not.toContain('net/capture-gap')
  })

  test('do not make the role move: one finding for a capture that has every seventh', () => {
    const made = new Scene()
    for (let i = 0; i < 20; i++) made.advert(A, 4 + 7 * i, { ipId: 1 + 7 * i })
    const findings = made.findings().filter(({ severity }) => severity !== 'info')
    expect(told(findings).filter((id) => /flapping|no-active|capture-gap/.test(id))).toEqual(['net/capture-gap'])
    expect(findings.find(({ id }) => id === lacks.id)).toMatchObject({ count: 19 * 6, values: { most: 6 } })
  })

  test('live: nobody Active is told, and withdrawn when the ids show that somebody was', () => {
    const { engine, observer } = new Scene().active(A, 4, 10).until(16).play()
    expect(told(engine.findings())).toContain('state/no-active')
    observer.onFrame(Object.assign(viewOfFrame(advertOf(A, { ipId: 14 })), { tNs: nsOf(17), source: 0 }))
    expect(told(engine.findings())).not.toContain('state/no-active')
  })
})

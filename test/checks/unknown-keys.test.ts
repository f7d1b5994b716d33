import { describe, expect, test } from 'vitest'
import { rules } from '../../src/checks/rules/index.ts'
import { wordsOf } from '../../src/checks/words.ts'
import { cs } from '../../src/core/time.ts'
import { keyedHash } from '../../src/edge/keyed-hash.ts'
import { recordOf } from '../../src/observe/snapshot.ts'
import { advertFrame } from '../../src/wire/frames.ts'
import { AuthType } from '../../src/wire/vrrp.ts'
import { A, B, type Node, Scene, VIP, VRID } from './scene.ts'

// Two routers that sign what they send, and no file that tells the keys: what they do is all that tells whether these differ.

const KEYS = new Map([A, B].map((node, i) => [node, new TextEncoder().encode(`key ${i}`.padEnd(16, '\0'))] as const))

/** Adverts inside AH, at these seconds. */
function speak(scene: Scene, node: Node, ...seconds: number[]): void {
  for (const [i, atSec] of seconds.entries()) {
    const advert = {
      version: 2,
      vrid: VRID,
      priority: node.priority,
      maxAdvertInterval: cs(100),
      addresses: [VIP],
      authType: AuthType.ah,
      authData: new Uint8Array(8),
    }
    const protection = { kind: 'ah', key: KEYS.get(node)!, sequence: i + 1, hash: keyedHash } as const
    scene.frame(atSec, advertFrame({ link: { srcMac: node.mac }, src: node.ip, ipId: i + 1, advert, protection }))
  }
}

/** What two routers make of each other, at the end. */
function outcomeOf(scene: Scene) {
  const { engine, observer } = scene.play()
  observer.end()
  const { activePeriods, acceptance } = recordOf(observer.virtualRouters[0]!, undefined)
  const findings = engine.findings().filter(({ severity }) => severity !== 'info')
  return { findings, ends: activePeriods.map(({ endedBy }) => endedBy), accepts: acceptance.map((a) => a.accepts) }
}

describe('AH', () => {
  test('keepalived with two keys: each advert puts off the next one of the other, and both are Active throughout', () => {
    const scene = new Scene()
    // As daemons do it: an interval after the last advert of anyone, who comes first by chance.
    speak(scene, A, 3.4, 4.6, 5.601, 6.601, 8.601, 10.602, 12.603, 14.604, 16.6055, 17.606, 19.607)
    speak(scene, B, 3.598, 5.6, 7.601, 9.602, 11.603, 13.604, 15.605, 16.605, 17.6055, 18.606)
    scene.announce(A, 3.401).announce(B, 3.599)
    const { findings, ends, accepts } = outcomeOf(scene)
    expect(findings.map(({ id }) => id)).toEqual(['state/split-brain'])
    expect(findings[0]!.values).toMatchObject({ kind: 'mutual-rejection', cause: 'unknown' })
    expect(findings[0]!.related).not.toContain('state/one-way-deafness')
    const { message, remedy } = wordsOf(findings[0]!, rules)
    expect(message).toContain('for a reason that no packet shows')
    expect(remedy).toContain('-c FILE')
    expect(ends).toEqual(['capture-end', 'capture-end'])
    expect(accepts).toEqual([])
  })

  test('who outranks the other and does not answer it was not starved: rejected adverts kept it silent', () => {
    const scene = new Scene()
    const every = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)
    speak(scene, A, 3, 4, 5, 6, 7, 8, 14.41)
    speak(scene, B, ...every(1, 8).map((i) => i + 0.4 + 5), 14.42)
    scene.announce(A, 3.001).announce(B, 6.401)
    const { findings, ends } = outcomeOf(scene)
    expect(findings.map(({ id }) => id)).toEqual(['state/split-brain'])
    expect(findings[0]!.values).toMatchObject({ kind: 'mutual-rejection', mute: '192.0.2.11' })
    expect(findings[0]!.related).not.toContain('state/starved-active')
    expect(ends).toEqual(['capture-end', 'capture-end'])
  })

  test('a router that yields shows that it has the key', () => {
    const scene = new Scene()
    speak(scene, B, ...Array.from({ length: 10 }, (_, i) => 4 + i))
    speak(scene, A, ...Array.from({ length: 10 }, (_, i) => 13.4 + i))
    scene.announce(B, 4.001).announce(A, 13.401)
    const { findings, ends, accepts } = outcomeOf(scene)
    expect(findings).toEqual([])
    expect(ends).toEqual(['yielded', 'capture-end'])
    expect(accepts).toEqual([true, true])
  })
})

test('MD5 of Cisco, both steady: no packet shows whether the keys differ or adverts get lost', () => {
  const [a, b] = [A, B].map(
    (node, i): Node => ({
      ...node,
      version: 2,
      authType: AuthType.ciscoMd5,
      authData: new Uint8Array(16).fill(i + 1),
    }),
  )
  const { findings, accepts } = outcomeOf(new Scene().active(a!, 4, 20).active(b!, 7.6, 20))
  const [split, ...others] = findings
  expect(others).toEqual([])
  expect(split).toMatchObject({ id: 'state/split-brain', values: { kind: 'unknown', cause: 'unknown', keys: 'MD5' } })
  expect(split!.related).not.toContain('state/one-way-deafness')
  expect(wordsOf(split!, rules).message).toContain('no packet shows whether their keys are the same')
  expect(accepts).toEqual([])
})

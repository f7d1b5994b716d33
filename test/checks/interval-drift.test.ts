import { expect, test } from 'vitest'
import { cs } from '../../src/core/time.ts'
import { A, B, ip, type Node, Scene } from './scene.ts'

test('an interval that was set anew while the router was Active is no drift', () => {
  const made = new Scene().active(A, 4, 24).adverts({ ...A, interval: cs(200) }, 26, 40)
  const { engine, observer } = made.play()
  observer.end()
  expect(engine.findings().map(({ id }) => id)).not.toContain('state/interval-drift')
})

/** Says 100 ms and sends once a second. */
const SLOW: Node = { ...A, interval: cs(10) }

const slow = (scene: Scene, node: Node, fromSec: number, toSec: number): Scene => {
  for (let at = fromSec; at <= toSec; at++) scene.advert(node, at)
  return scene
}

const told = (scene: Scene) =>
  scene.findings().flatMap(({ id, severity }) => (severity === 'info' ? [] : [`${severity} ${id}`]))

test('a spacing that no Backup waits out is drift, and no outage at each advert', () => {
  expect(told(slow(new Scene(), SLOW, 4, 30))).toEqual(['warning state/interval-drift'])
  const six: Node = { ...SLOW, ip: ip('fe80::11'), addresses: [ip('fe80::100')] }
  expect(told(slow(new Scene(), six, 4, 30))).toEqual(['warning state/interval-drift'])
  const [drift] = slow(new Scene(), SLOW, 4, 7).findings()
  expect(drift).toMatchObject({ id: 'state/interval-drift', values: { observedMs: 1000, advertisedMs: 100 } })
})

test('such a router that ends is missed by its own pace; as fast as it says again, by what it says', () => {
  const ended = slow(new Scene(), SLOW, 4, 20).until(40)
  const outages = (scene: Scene) => scene.findings().filter(({ id }) => id === 'state/no-active')
  expect(outages(ended)).toMatchObject([{ firstSeen: 20e9, state: 'open' }])
  const fast = slow(new Scene(), SLOW, 4, 20).adverts(SLOW, 20.1, 24).adverts(SLOW, 25, 30)
  expect(outages(fast)).toMatchObject([{ firstSeen: 24e9, lastSeen: 25e9 }])
})

test('two pauses that differ, or that left adverts out, are outages', () => {
  const differ = new Scene().advert(SLOW, 4).advert(SLOW, 6).advert(SLOW, 9).adverts(SLOW, 9.1, 12)
  expect(told(differ).filter((one) => one === 'error state/no-active')).toHaveLength(2)
  const lost = new Scene()
  for (let at = 4; at < 10; at++) lost.advert(SLOW, at, { ipId: (at - 3) * 3 })
  expect(told(lost)).toContain('error state/no-active')
})

test('where a Backup takes over each time, that is told, too', () => {
  const scene = slow(new Scene(), SLOW, 4, 20)
  for (let at = 4; at <= 20; at++) scene.advert({ ...B, interval: cs(10) }, at + 0.361)
  expect(told(scene)).toEqual(expect.arrayContaining(['warning state/interval-drift', 'error state/flapping']))
})

test('a router of both versions sends each of them at its interval', () => {
  const both = new Scene().active({ ...A, version: 2 }, 4, 40).adverts(A, 4.001, 40)
  const { engine, observer } = both.play()
  observer.end()
  expect(engine.findings().map(({ id }) => id)).not.toContain('state/interval-drift')
  const [router] = observer.virtualRouters[0]!.routers
  expect(Math.round(router!.intervals.minNs! / 1e6)).toBe(1000)
  expect(Math.round(router!.intervals.maxNs! / 1e6)).toBe(1000)
})

test('one that changes its version has no interval across the change', () => {
  const back = new Scene().active({ ...A, version: 2 }, 4, 10).adverts(A, 10.4, 20.4)
  const { observer } = back.adverts({ ...A, version: 2 }, 20.8, 30).play()
  observer.end()
  expect(Math.round(observer.virtualRouters[0]!.routers[0]!.intervals.minNs! / 1e6)).toBe(1000)
  expect(Math.round(observer.virtualRouters[0]!.routers[0]!.intervals.maxNs! / 1e6)).toBe(1000)
})

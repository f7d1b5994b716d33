import { expect, test } from 'vitest'
import { rules } from '../../src/checks/rules/index.ts'
import { wordsOf } from '../../src/checks/words.ts'
import { arpRequestFrame, solicitationFrame } from '../../src/wire/frames.ts'
import { A, B, HOST, ip, type Node, Scene } from './scene.ts'

// Nobody advertises any more: an outage only where nobody has the addresses. ADI of A alone: 3.414 s.

const told = (scene: Scene) =>
  scene
    .findings()
    .filter(({ id }) => id === 'state/no-active')
    .map(({ severity, message, values: { holder, peer } }) => [severity, message, holder, peer].join(' ').trim())

const left = () => new Scene().active(A, 4, 10).advert(A, 10.5, { priority: 0 }).until(20)

const asks = (scene: Scene, target: string, from: number, times: number): Scene => {
  for (let i = 0; i < times; i++)
    scene.frame(from + i, arpRequestFrame({ link: { srcMac: B.mac }, senderIp: B.ip, target: ip(target) }))
  return scene
}

test('an outage', () => {
  expect(told(left())).toEqual(['error nobody'])
})

test('the addresses under another number are served', () => {
  const other = { ...B, vrid: 52 }
  expect(told(left().active(other, 9, 20))).toEqual([`info elsewhere ${B.ip.text}`])
  expect(told(left().active({ ...other, addresses: [ip('192.0.2.101')] }, 9, 20))).toEqual(['error nobody'])
})

test('somebody announced them since and is not heard', () => {
  const unheard = () => left().announce(B, 11.1)
  expect(told(unheard())).toEqual([`warning unheard ${B.mac}`])
  expect(told(asks(unheard(), HOST.ip.text, 11.2, 1))).toEqual([`warning unheard ${B.ip.text}`])
  expect(told(asks(unheard(), '192.0.2.99', 11.2, 3))).toEqual([`error wrongPeer ${B.ip.text} 192.0.2.99`])
})

test('the one who asks in vain asks for others in between, and by neighbour solicitation', () => {
  const four = asks(left().announce(B, 11.1), '192.0.2.99', 11.2, 3)
  expect(told(asks(four, HOST.ip.text, 12.3, 1))).toEqual([`error wrongPeer ${B.ip.text} 192.0.2.99`])
  const sixOf = (node: Node, last: number): Node => ({ ...node, ip: ip(`fe80::${last}`), addresses: [ip('fe80::100')] })
  const [a, b] = [sixOf(A, 11), sixOf(B, 12)]
  const six = new Scene().active(a, 4, 10).advert(a, 10.5, { priority: 0 }).announce(b, 11.1).until(20)
  for (const at of [11.2, 12.2, 13.2])
    six.frame(at, solicitationFrame({ link: { srcMac: b.mac }, src: b.ip, target: ip('fe80::99') }))
  expect(told(six)).toEqual(['error wrongPeer fe80::12 fe80::99'])
})

test('somebody announces them in the end: an outage until then', () => {
  const late = new Scene()
    .active(A, 4, 10)
    .advert(A, 10.5, { priority: 0 })
    .announce(B, 17)
    .asks(HOST.ip, 18.5)
    .until(20)
  expect(told(late)).toEqual(['error nobody', `warning unheard ${B.mac}`])
  expect(late.findings().find(({ message }) => message === 'nobody')?.values).toMatchObject({ outageMs: 6500 })
})

test('an outage that is over is told in the past, with its length', () => {
  const sentences = (scene: Scene) =>
    scene.findings().flatMap((f) => (f.id === 'state/no-active' ? [wordsOf(f, rules).message] : []))
  expect(sentences(left())).toEqual([
    `Nobody is Active for VRID 51, 192.0.2.100; the last advert came from ${A.ip.text}.`,
  ])
  expect(sentences(left().active(A, 20, 24))).toEqual([
    `Nobody was Active for VRID 51, 192.0.2.100, for 9500 ms; the last advert before came from ${A.ip.text}.`,
  ])
})

test('the router that ends it tells how: late, or started only then', () => {
  const ending = (scene: Scene): unknown[] =>
    scene.findings().flatMap(({ id, message, values, related }) => {
      const { outageMs, expectedMs, joinedMs, waitedMs } = values
      return id === 'state/no-active' ? [message, outageMs, expectedMs, joinedMs, waitedMs, ...related] : []
    })
  // A dies after 10 s. B waits 3.609 s for it, by rights.
  const late = () => new Scene().active(A, 4, 10).active(B, 19.3, 24)
  expect(ending(late())).toEqual(['late', 9300, 3609.375, undefined, undefined, 'state/slow-takeover'])
  expect(ending(late().join(B, 15.69))).toEqual(['joined', 9300, undefined, 5690, 3610])

  const again = new Scene().active(B, 1, 2).active(A, 4, 10)
  for (let i = 0; i < 5; i++) again.advert(B, 19.3 + i, { ipId: i + 1 })
  expect(ending(again)).toEqual(['started', 9300, undefined, undefined, undefined])
  // The same router: its restart is no one's lateness.
  expect(ending(new Scene().active(A, 4, 10).active(A, 19.3, 24)).slice(0, 2)).toEqual(['nobody', 9300])
})

test('priority 0 said again and again keeps the Backups waiting: nobody is Active since the first', () => {
  const scene = new Scene().active(A, 4, 10)
  for (let at = 10.5; at <= 30; at += 0.5) scene.advert(A, at, { priority: 0 })
  const { engine, observer } = scene.active(B, 30.61, 40).play()
  observer.end()
  expect(engine.findings().find(({ id }) => id === 'state/no-active')).toMatchObject({
    firstSeen: 10.5e9,
    lastSeen: 30.61e9,
  })
  const [{ periods, takeovers }] = observer.virtualRouters as [(typeof observer.virtualRouters)[0]]
  expect(periods[0]).toMatchObject({ to: 10.5e9, endedBy: 'priority-zero' })
  // What the Backup waits for begins with the last.
  expect(takeovers.at(-1)).toMatchObject({ cause: 'priority-zero', gap: 0.61e9 })
})

import { describe, expect, test } from 'vitest'
import { Engine } from '../../src/checks/engine.ts'
import { rules } from '../../src/checks/rules/index.ts'
import { wordsOf } from '../../src/checks/words.ts'
import type { Cs } from '../../src/core/time.ts'
import { Segment } from '../observe/segment.ts'
import { A, advertOf, B, ip, type Node, Scene } from './scene.ts'

// Adverts pass port 0, port 1, port 2 and so on, each 0.1 ms behind the one before, until they are lost.

const HOP_SEC = 0.0001

/** Adverts from 4 to 30 s; from 10 s on they come no further than `lostBehind` until `backSec`. */
function losing(made: Scene, node: Node, ports: number, lostBehind: number, backSec = 20): Scene {
  for (let i = 0; i <= 26; i++) {
    const atSec = 4 + i
    const last = atSec >= 10 && atSec < backSec ? lostBehind : ports - 1
    for (let port = 0; port <= last; port++) made.frame(atSec + port * HOP_SEC, advertOf(node, { ipId: i + 1 }), port)
  }
  return made
}

const lossesOf = (made: Scene) => made.findings().filter(({ id }) => id === 'net/one-way-loss')

test('a loss is told where it happens, with its time and frames', () => {
  const [loss, ...others] = lossesOf(losing(new Scene(), A, 3, 1, 15))
  expect(others).toEqual([])
  expect(loss).toMatchObject({ count: 5, firstSeen: 10e9, lastSeen: 14e9, routers: [A.ip.text] })
  expect(loss!.values).toMatchObject({ near: 'port 1', far: 'port 2', others: '', sent: 27, lost: 5 })
  expect(loss!.frames).toHaveLength(5)
})

test('the adverts that both points begin and end with are compared, too, whatever their clocks differ by', () => {
  const made = new Scene()
  for (let i = 0; i <= 26; i++) {
    made.frame(4 + i + HOP_SEC, advertOf(A, { ipId: i + 1 }), 0)
    if (i < 6 || i > 10) made.frame(4 + i, advertOf(A, { ipId: i + 1 }), 1)
  }
  expect(lossesOf(made)[0]!.values).toMatchObject({ near: 'port 0', far: 'port 1', sent: 27, lost: 5 })
})

test('of a long one, at the latest from the last advert that came', () => {
  expect(lossesOf(losing(new Scene(), A, 3, 1, 28))[0]).toMatchObject({
    count: 18,
    firstSeen: 9.0002e9,
    lastSeen: 27e9,
  })
})

test('whatever lies behind it lacks the same', () => {
  const [loss, ...others] = lossesOf(losing(new Scene(), A, 3, 0))
  expect(others).toEqual([])
  expect(loss!.values).toMatchObject({ near: 'port 0', far: 'port 1', others: ' nor port 2', lost: 10 })
})

test('two losses on one way are two findings', () => {
  const made = losing(new Scene(), A, 3, 1, 15)
  for (let i = 0; i < 8; i++) made.frame(31 + i, advertOf(A, { ipId: 28 + i }), 0)
  const told = lossesOf(made.until(40)).map(({ values }) => [values.near, values.far, values.lost])
  expect(told).toEqual([
    ['port 1', 'port 2', 5],
    ['port 0', 'port 1', 8],
  ])
})

test('one way that loses adverts of several virtual routers is one finding', () => {
  const other: Node = { ...B, vrid: 52, addresses: [ip('192.0.2.200')] }
  const [loss, ...others] = lossesOf(losing(losing(new Scene(), A, 2, 0), other, 2, 0))
  expect(others).toEqual([])
  expect(loss).toMatchObject({ count: 20, key: undefined, routers: [A.ip.text, B.ip.text] })
  expect(wordsOf(loss!, rules).message).toMatch(
    /^20 of 54 adverts of 192\.0\.2\.11, 192\.0\.2\.12 for VRID 51, 52 seen at port 0/,
  )
})

test.each([0.03, 0.2])('what the network doubles %d s later was sent once', (laterSec) => {
  const made = new Scene()
  for (let i = 0; i < 20; i++) {
    const frame = advertOf({ ...A, interval: 100 as Cs }, { ipId: i + 1 })
    made.frame(4 + i, frame, 0).frame(4 + i + HOP_SEC, frame, 1)
    if (i % 4 === 0) made.frame(4 + i + laterSec, frame, 0)
  }
  expect(lossesOf(made)).toEqual([])
})

test('what is lost both ways is told in one sentence, and no lateness where nothing was seen twice', () => {
  const apart = new Scene().adverts(A, 4, 20, {}, [0]).adverts(B, 7.4, 20.4, {}, [1]).until(21)
  const [split] = apart.findings()
  expect(split).toMatchObject({ id: 'state/split-brain', cause: { id: 'net/one-way-loss' } })
  const { message, why, remedy } = wordsOf(split!, rules)
  expect(message).toContain('14 of 14 adverts of 192.0.2.12 seen at port 1 never reached port 0 (100 % lost)')
  expect(message).toMatch(/, nor did 17 of 17 of 192\.0\.2\.11 on the way back\.$/)
  expect(split!.cause!.values).not.toHaveProperty('skewMs')
  expect(why).toContain('in both directions')
  expect(remedy).toContain('from port 1 to port 0 and back')
  expect(remedy).toContain('`unicast_peer`')
  const [one] = lossesOf(losing(new Scene(), A, 2, 0))
  expect(wordsOf(one!, rules).message).toMatch(/lost\); what both saw, port 1 stamped 0\.1 ms later\.$/)
  expect(wordsOf(one!, rules).remedy).not.toMatch(/back|unicast/)
})

describe('where the vantage points do not watch the same time', () => {
  const lost = (show: (s: Segment) => void): readonly unknown[] => {
    const engine = new Engine(rules, {})
    const s = new Segment({ listeners: [engine] })
    engine.start(s.observer)
    show(s)
    s.end()
    return engine.findings().flatMap(({ id, values }) => (id === 'net/one-way-loss' ? [values.lost] : []))
  }
  /** A reload makes the interval four times as long: by the last one, most of the adverts before were never due. */
  const reloaded = (s: Segment, fromSec: number, toSec: number, source: number): void => {
    for (let i = 0; i <= 2 * (toSec - fromSec); i++) s.advert(fromSec + i / 2, { intervalCs: 50, ipId: 7 + i, source })
    for (let i = 0; i < 4; i++) s.advert(toSec + 2 + 2 * i, { intervalCs: 200, ipId: 100 + i, source })
  }

  test('nothing is lost between a file and the one that follows it', () => {
    const rotated = lost((s) => {
      for (let i = 0; i < 3; i++) s.advert(i / 2, { intervalCs: 50, ipId: 4 + i })
      s.play()
      s.observer.onInterfaceEnd(0)
      reloaded(s, 1.5, 10, 1)
    })
    expect(rotated).toEqual([])
  })

  test('nor before the later of two begins', () => {
    const begunLate = lost((s) => {
      reloaded(s, 0, 10, 0)
      s.begins(11, 1)
      for (let i = 0; i < 4; i++) s.advert(12.001 + 2 * i, { intervalCs: 200, ipId: 100 + i, source: 1 })
    })
    expect(begunLate).toEqual([])
  })

  test('what is lost while both watch is told', () => {
    const deaf = lost((s) => {
      reloaded(s, 0, 10, 0)
      s.begins(9.6, 1)
      s.advert(10.001, { intervalCs: 50, ipId: 27, source: 1 })
      s.begins(20, 1)
    })
    expect(deaf).toEqual([4])
  })
})

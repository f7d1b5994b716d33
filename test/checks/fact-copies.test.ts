import { expect, test } from 'vitest'
import { arpReplyFrame } from '../../src/wire/frames.ts'
import { A, B, HOST, Scene, VIP } from './scene.ts'

// A frame that several vantage points show counts once, as an advert does.

const ANSWER = arpReplyFrame({ link: { srcMac: A.mac }, address: VIP, askerMac: HOST.mac, askerIp: HOST.ip })

/** A died and still answers: at these seconds, as the vantage points show it. */
function countOf(...shown: readonly (readonly [atSec: number, source: number])[]): number | undefined {
  const made = new Scene().adverts(A, 4, 8, {}, [0, 1]).adverts(B, 11.6, 25, {}, [0, 1])
  for (const [atSec, source] of shown) made.frame(atSec, ANSWER, source)
  return made.findings().find(({ id }) => id === 'state/silent-active')?.count
}

test('a frame that two vantage points show is counted once', () => {
  const answers = [15, 17, 19].flatMap((at) => [[at, 0] as const, [at + 0.0002, 1] as const])
  expect(countOf(...answers)).toBe(3)
})

test('of equal frames in a row as many count as one of them shows, whoever shows which first', () => {
  expect(countOf([15, 0], [15.01, 0], [15.02, 1], [15.03, 1])).toBe(2)
  expect(countOf([15, 1], [15.01, 0], [15.02, 0])).toBe(2)
  expect(countOf([15, 0], [18, 1])).toBe(2)
})

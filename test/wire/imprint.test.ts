import { expect, test } from 'vitest'
import { parseIp, parseMac } from '../../src/core/address.ts'
import { cs } from '../../src/core/time.ts'
import { keyedHash } from '../../src/edge/keyed-hash.ts'
import {
  damaged,
  hopLimitOf,
  priorityOf,
  srcMacOf,
  vridOf,
  withTrailing,
  wrongChecksum,
} from '../../src/wire/damage.ts'
import { type AdvertFrame, advertFrame } from '../../src/wire/frames.ts'
import { AdvertImprint, ahSequenceOf, ipIdOf } from '../../src/wire/imprint.ts'
import { locate } from '../../src/wire/locate.ts'
import type { FrameView } from '../../src/wire/view.ts'
import { viewOfFrame } from './views.ts'

const plain: AdvertFrame = {
  link: { srcMac: parseMac('02:00:00:00:00:01')! },
  src: parseIp('10.0.0.2')!,
  ipId: 1,
  advert: { version: 2, vrid: 51, priority: 100, maxAdvertInterval: cs(100), addresses: [parseIp('10.0.0.100')!] },
}
const ah = (sequence: number): AdvertFrame => ({
  ...plain,
  ipId: sequence,
  protection: { kind: 'ah', key: new Uint8Array(8), sequence, hash: keyedHash },
})
const hmac = (seconds: number, keyId = 1): AdvertFrame => ({
  ...plain,
  protection: { kind: 'hmac', key: new Uint8Array(8), keyId, seconds, fraction: 7, counter: 1, hash: keyedHash },
})

function located(frame: Uint8Array): FrameView {
  const v = viewOfFrame(frame)
  locate(v)
  return v
}

function matches(first: Uint8Array, second: Uint8Array): boolean {
  const imprint = new AdvertImprint()
  imprint.take(located(first))
  return imprint.matches(located(second))
}

test('the same advert with the next IP id, AH sequence or trailer time is the same advert', () => {
  expect(matches(advertFrame(plain), advertFrame({ ...plain, ipId: 2 }))).toBe(true)
  expect(matches(advertFrame(ah(1)), advertFrame(ah(2)))).toBe(true)
  expect(matches(advertFrame(hmac(1000)), advertFrame(hmac(1001)))).toBe(true)
})

test.each([
  ['priority', priorityOf(0)],
  ['VRID', vridOf(52)],
  ['hop limit', hopLimitOf(254)],
  ['checksum', wrongChecksum],
  ['source MAC', srcMacOf(parseMac('02:00:00:00:00:02')!)],
  ['length', withTrailing(Uint8Array.of(1))],
])('another %s is another advert', (_, damage) => {
  const frame = advertFrame(plain)
  expect(matches(frame, damaged(frame, damage))).toBe(false)
  expect(matches(damaged(frame, damage), frame)).toBe(false)
})

test('another address, another source and another HMAC key are seen', () => {
  const frame = advertFrame(plain)
  const other = { ...plain.advert, addresses: [parseIp('10.0.0.101')!] }
  expect(matches(frame, advertFrame({ ...plain, advert: other }))).toBe(false)
  expect(matches(frame, advertFrame({ ...plain, src: parseIp('10.0.0.3')! }))).toBe(false)
  expect(matches(advertFrame(hmac(1000, 1)), advertFrame(hmac(1000, 2)))).toBe(false)
})

test('an imprint forgets the one before, also where that was longer', () => {
  const imprint = new AdvertImprint()
  const long = { ...plain.advert, addresses: Array.from({ length: 40 }, (_, i) => parseIp(`10.0.1.${i}`)!) }
  imprint.take(located(advertFrame({ ...plain, advert: long })))
  imprint.take(located(advertFrame(plain)))
  expect(imprint.matches(located(advertFrame(plain)))).toBe(true)
  expect(imprint.matches(located(advertFrame({ ...plain, advert: long })))).toBe(false)
})

test('the id and the sequence number that it leaves out can be read', () => {
  expect(ipIdOf(located(advertFrame({ ...plain, ipId: 777 })))).toBe(777)
  expect(ahSequenceOf(located(advertFrame(ah(9))))).toBe(9)
  expect(ahSequenceOf(located(advertFrame(plain)))).toBe(-1)
})

import { expect, test } from 'vitest'
import { parseIp, parseMac } from '../../src/core/address.ts'
import { cs } from '../../src/core/time.ts'
import * as damage from '../../src/wire/damage.ts'
import type { Fact, Sighting, VrrpAdvert } from '../../src/wire/facts.ts'
import { type AdvertFrame, advertFrame } from '../../src/wire/frames.ts'
import { locate } from '../../src/wire/locate.ts'
import { factOf } from '../../src/wire/sighting.ts'
import { ipLengthOff, paddedTo } from './bent.ts'
import { viewOfFrame } from './views.ts'

const v2: AdvertFrame = {
  link: { srcMac: parseMac('02:00:00:00:00:01')!, tags: [{ id: 20 }] },
  src: parseIp('10.0.0.2')!,
  advert: { version: 2, vrid: 51, priority: 100, maxAdvertInterval: cs(100), addresses: [parseIp('10.0.0.100')!] },
}
const v3: AdvertFrame = { ...v2, advert: { ...v2.advert, version: 3 } }
const v6: AdvertFrame = {
  ...v3,
  src: parseIp('fe80::2')!,
  advert: { ...v3.advert, addresses: [parseIp('fe80::100')!] },
}

function factFrom(frame: Uint8Array): Fact | undefined {
  const v = viewOfFrame(frame)
  return factOf(v, locate(v))
}

const sighted = (frame: AdvertFrame, ...damages: damage.Damage[]): Sighting =>
  factFrom(damage.damaged(advertFrame(frame), ...damages)) as Sighting

const codes = (advert: VrrpAdvert): string[] => advert.defects.map((defect) => defect.code)

// Each does what its name says, and nothing else: the checksum stays right by the reading it had.
test.each([
  ['version', damage.versionOf(7), { version: 7 }, ['vrrp/unknown-version']],
  ['type', damage.typeOf(2), { type: 2 }, ['vrrp/unknown-type']],
  ['VRID', damage.vridOf(0), { vrid: 0 }, ['vrrp/vrid-zero']],
  ['count', damage.addressCountOf(9), { addressCount: 9 }, ['vrrp/address-count']],
])('%s', (_, change, expected, defects) => {
  for (const frame of [v2, v3, v6]) {
    const { advert } = sighted(frame, change)
    expect(advert).toMatchObject(expected)
    expect(advert.checksums).toContain(frame === v2 ? 'message-only' : 'pseudo-header')
    expect(codes(advert)).toEqual(defects)
  }
})

test('interval word, per version', () => {
  expect(sighted(v3, damage.intervalWordOf(0x5000)).advert).toMatchObject({ maxAdvertInterval: 0, reserved: 5 })
  expect(sighted(v2, damage.intervalWordOf(0x0105)).advert).toMatchObject({ maxAdvertInterval: 500, auth: 'simple' })
})

test('a wrong checksum is wrong by every reading', () => {
  for (const frame of [v2, v3, v6]) expect(sighted(frame, damage.wrongChecksum).advert.checksums).toEqual([])
})

test('hop limit, and they compose', () => {
  expect(sighted(v6, damage.hopLimitOf(64)).hopLimit).toBe(64)
  const both = sighted(v3, damage.vridOf(9), damage.hopLimitOf(1), damage.wrongChecksum)
  expect(both).toMatchObject({ hopLimit: 1, advert: { vrid: 9, checksums: [] } })
})

test('lengths', () => {
  expect(factFrom(damage.cutTo(6)(advertFrame(v3)))).toMatchObject({ defect: { code: 'vrrp/too-short' } })
  expect(codes(sighted(v3, damage.cutTo(9)).advert)).toEqual(['vrrp/address-count'])
  expect(sighted(v3, damage.withTrailing(Uint8Array.of(9, 9, 9))).advert).toMatchObject({
    trailingBytes: 3,
    defects: [{ code: 'vrrp/trailing-bytes' }],
  })
  expect(sighted(v2, damage.withoutAuthData).advert).toMatchObject({
    checksums: ['message-only'],
    defects: [{ code: 'vrrp/auth-data-missing' }],
  })
  expect(codes(sighted(v2, ipLengthOff(4)).advert)).toContain('ip/length-beyond-frame')
})

test('padding is no damage', () => {
  const frame = paddedTo(60)(advertFrame(v3))
  expect(frame).toHaveLength(60)
  expect((factFrom(frame) as Sighting).advert).toMatchObject({ trailingBytes: 0, defects: [] })
})

test('MAC addresses', () => {
  const mac = parseMac('00:00:5e:00:01:33')!
  expect(sighted(v3, damage.srcMacOf(mac), damage.dstMacOf(mac))).toMatchObject({ srcMac: mac, dstMac: mac })
})

test('fragments carry the whole packet between them', () => {
  const fragments = damage.fragmentsOf(advertFrame(v2), 8)
  expect(fragments.map((fragment) => factFrom(fragment))).toMatchObject([
    { kind: 'fragment', fragmentOffset: 0, moreFragments: true },
    { kind: 'fragment', fragmentOffset: 8, moreFragments: true },
    { kind: 'fragment', fragmentOffset: 16, moreFragments: false },
  ])
})

test('damage to a frame that holds no advert is a bug, not a frame', () => {
  expect(() => damage.wrongChecksum(new Uint8Array(60))).toThrow('not an advert')
})

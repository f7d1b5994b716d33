import { expect, test } from 'vitest'
import { keyedHash } from '../../src/edge/keyed-hash.ts'
import type { Sighting } from '../../src/wire/facts.ts'
import { locate } from '../../src/wire/locate.ts'
import { sight } from '../../src/wire/sighting.ts'
import { passwordBytes, verifyAh, verifyTrailer } from '../../src/wire/verify.ts'
import { Kind } from '../../src/wire/view.ts'
import { readCapture } from './captured.ts'

function advertsOf(name: string): Sighting[] {
  const adverts: Sighting[] = []
  readCapture(name, (v) => {
    if (locate(v) === Kind.Vrrp) adverts.push(sight(v))
  })
  return adverts
}

// Keys: auth_pass and key lines of the .conf files beside the captures.
const KEYS: Readonly<Record<number, Uint8Array>> = {
  1: Uint8Array.from({ length: 32 }, (_, i) => i),
  2: Uint8Array.from({ length: 32 }, (_, i) => 32 + i),
}

test('AH in multicast keeps the TTL in its input, in unicast zeroes it', () => {
  const key = passwordBytes('ahsecret')
  const readings = (name: string) => new Set(advertsOf(name).map((s) => verifyAh(s, key, keyedHash)))
  expect(readings('v2-ah/switch.pcap')).toEqual(new Set(['ttl-kept']))
  expect(readings('v2-ah-unicast/switch.pcap')).toEqual(new Set(['ttl-zeroed']))
})

test('each side of v2-ah-wrong-key verifies with its own password and not with the other', () => {
  const adverts = advertsOf('v2-ah-wrong-key/switch.pcap')
  const good = (password: string) =>
    new Set(adverts.filter((s) => verifyAh(s, passwordBytes(password), keyedHash)).map((s) => s.src.text))
  expect(good('right')).toEqual(new Set(['192.0.2.11']))
  expect(good('wrong')).toEqual(new Set(['192.0.2.12']))
})

test('one bit changed anywhere that AH covers makes the ICV wrong', () => {
  const [s] = advertsOf('v2-ah/switch.pcap')
  const key = passwordBytes('ahsecret')
  const mutable = new Set([1, 6, 7, 10, 11])
  for (let at = 0; at < s!.packet.length; at++) {
    const packet = s!.packet.slice()
    packet[at]! ^= 1
    const isIcv = at >= s!.pduAt - 12 && at < s!.pduAt
    const expected = mutable.has(at) || isIcv ? 'ttl-kept' : undefined
    expect(verifyAh({ ...s!, packet }, key, keyedHash), `byte ${at}`).toBe(expected)
  }
})

test.each(['v3-hmac', 'v2-hmac-unicast', 'v3-hmac-ipv6'])(
  '%s: every trailer verifies with the key it names',
  (name) => {
    const adverts = advertsOf(`${name}/switch.pcap`)
    expect(adverts.length).toBeGreaterThan(9)
    for (const s of adverts) {
      const { keyId } = s.advert.trailer!
      expect(verifyTrailer(s, KEYS[keyId]!, keyedHash)).toBe(true)
      expect(verifyTrailer(s, KEYS[3 - keyId]!, keyedHash)).toBe(false)
    }
  },
)

test('an advert without trailer or AH has nothing to verify', () => {
  const [s] = advertsOf('v3-ipv4/switch.pcap')
  expect(verifyTrailer(s!, KEYS[1]!, keyedHash)).toBeUndefined()
  expect(verifyAh(s!, KEYS[1]!, keyedHash)).toBeUndefined()
})

test('a password is cut to 8 bytes or filled with zero', () => {
  expect(passwordBytes('123456789')).toEqual(Uint8Array.from([0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38]))
  expect(passwordBytes('ab')).toEqual(Uint8Array.from([0x61, 0x62, 0, 0, 0, 0, 0, 0]))
})

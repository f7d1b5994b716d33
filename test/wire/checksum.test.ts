import { expect, test } from 'vitest'
import { parseIp } from '../../src/core/address.ts'
import { viewOf } from '../../src/wire/bytes.ts'
import { checksumReadings, internetChecksum } from '../../src/wire/checksum.ts'
import { bytes } from './views.ts'

const sum = (hex: string): number => {
  const data = bytes(hex)
  return internetChecksum(viewOf(data), 0, data.length)
}

test('the example of RFC 1071 3', () => {
  // 0001 + f203 + f4f5 + f6f7 = 2ddf0, folded ddf2.
  expect(sum('0001 f203 f4f5 f6f7')).toBe(~0xddf2 & 0xffff)
})

test.each([
  ['', 0xffff],
  ['00', 0xffff],
  // An odd last byte is the upper half of a word.
  ['12', 0xedff],
  ['1234', 0xedcb],
  ['1234 56', 0x97cb],
  ['ffff ffff', 0],
  // A carry that makes another carry: ffff + ffff + 0001 = 1ffff, 10000, 1.
  ['ffff ffff 0001', 0xfffe],
])('%j sums to %i', (hex, expected) => expect(sum(hex)).toBe(expected))

test('64 KiB of ones do not lose a carry', () => {
  // 32767 words of ffff are 0 in one's complement, and not the zero of no data.
  const data = new Uint8Array(65_534).fill(0xff)
  expect(internetChecksum(viewOf(data), 0, data.length)).toBe(0)
})

test('a sum over data with its own checksum in it is 0, whatever stands around', () => {
  // 4500 0073 0000 4000 4011 b861 c0a8 0001 c0a8 00c7: the header of the Wikipedia article on the IPv4 checksum.
  const data = bytes('aaaa 4500 0073 0000 4000 4011 b861 c0a8 0001 c0a8 00c7 bbbb')
  expect(internetChecksum(viewOf(data), 2, 22)).toBe(0)
})

test('a unicast advert is not also read with the group, nor a group advert twice', () => {
  // VRRPv3 33 c8 01 0064, 10.0.0.100: words 3133 c801 0064 0a00 0064 = 103fc, folded 03fd; pseudo-header of
  // 10.0.0.2 > 224.0.0.18, 112, 12: 0a00 0002 e000 0012 0070 000c = ea90; together ee8d, inverted 1172.
  const data = bytes('3133 c801 0064 1172 0a00 0064')
  const message = { dv: viewOf(data), at: 0, end: 12, payloadEnd: 12, src: parseIp('10.0.0.2')! }
  expect(checksumReadings({ ...message, dst: parseIp('224.0.0.18')! })).toEqual(['pseudo-header'])
  expect(checksumReadings({ ...message, dst: parseIp('10.0.0.3')! })).toEqual(['pseudo-header-group'])
  expect(checksumReadings({ ...message, dst: parseIp('224.0.0.18')!, src: parseIp('10.0.0.4')! })).toEqual([])
})

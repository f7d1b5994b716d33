import { expect, test } from 'vitest'
import { isVirtualMac, type Mac, parseIp } from '../../src/core/address.ts'

test.each([
  ['::ffff:1.2.3.4', '::ffff:1.2.3.4'],
  ['::FFFF:102:304', '::ffff:1.2.3.4'],
  ['64:ff9b::1.2.3.4', '64:ff9b::102:304'],
  ['FE80:0::0:1', 'fe80::1'],
])('%s is written as RFC 5952 asks', (text, written) => {
  expect(parseIp(text)!.text).toBe(written)
  expect(parseIp(written)).toBe(parseIp(text))
})

test.each([
  ['00:00:5e:00:01:33', true],
  ['00:00:5e:00:02:33', true],
  ['00:00:5e:00:00:33', false],
  ['00:00:5e:00:03:33', false],
  ['02:00:5e:00:01:33', false],
])('%s: that of a virtual router? %s', (mac, isVirtual) => {
  expect(isVirtualMac(mac as Mac)).toBe(isVirtual)
})

import { expect, test } from 'vitest'
import { familyVrid, familyVridText } from '../../src/core/family-vrid.ts'

test('IPv4 and IPv6 of one VRID are two numbers below 512, and each tells its own', () => {
  expect([familyVrid(4, 255), familyVrid(6, 255)]).toEqual([255, 511])
  expect([familyVrid(4, 51), familyVrid(6, 51)].map(familyVridText)).toEqual(['ipv4/51', 'ipv6/51'])
})

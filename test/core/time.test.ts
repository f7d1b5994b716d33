import { expect, test } from 'vitest'
import { isoFromNs, ns } from '../../src/core/time.ts'

test.each([
  { name: 'microseconds', at: 1_500_000_000, iso: '2023-11-14T22:13:21.500000Z' },
  { name: 'nanoseconds', at: 1_500_000_123, iso: '2023-11-14T22:13:21.500000123Z' },
  { name: 'before the epoch', at: -1, iso: '2023-11-14T22:13:19.999999999Z' },
  // 1.7e18 ns: doubles lie 256 ns apart there.
  { name: 'far from the epoch: no nanoseconds', at: 1_700_000_000_123_457_000, iso: '2077-09-27T20:26:40.123457Z' },
  { name: 'far from the epoch, rounded up', at: 1_700_000_000_999_999_700, iso: '2077-09-27T20:26:41.000000Z' },
  { name: 'no time at all', at: 1e30, iso: 'invalid-time' },
])('a time in words: $name', ({ at, iso }) => {
  expect(isoFromNs({ epochSec: 1_700_000_000 }, ns(at))).toBe(iso)
})

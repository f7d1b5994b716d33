import { describe, expect, it } from 'vitest'
import { cs } from '../../src/core/time.ts'
import { learnedInterval, paramsOf, wholeSeconds } from '../../src/model/params.ts'
import { router } from './routers.ts'

// Expected values are worked by hand: (256 - priority) * unit / 256, cut to the profile's grain.

describe('Skew_Time and Active_Down_Interval', () => {
  it.each([
    // RFC 3768 6.1: of a second, whatever the interval. 156 * 1e9 / 256 = 609 375 000; plus 3 s; plus 30 s.
    ['rfc3768', 2, 100, 100, 609_375_000, 3_609_375_000],
    ['rfc3768', 2, 100, 1000, 609_375_000, 30_609_375_000],
    // 255 * 1e9 / 256 = 996 093 750; 2 * 1e9 / 256 = 7 812 500; 1 * 1e9 / 256 = 3 906 250.
    ['rfc3768', 2, 1, 100, 996_093_750, 3_996_093_750],
    ['rfc3768', 2, 254, 100, 7_812_500, 3_007_812_500],
    ['rfc3768', 2, 255, 100, 3_906_250, 3_003_906_250],
    // RFC 9568 6.1: of the interval. 156 * 250e6 / 256 = 152 343 750; 2 * 10e6 / 256 = 78 125.
    ['rfc9568', 3, 100, 25, 152_343_750, 902_343_750],
    ['rfc9568', 3, 254, 1, 78_125, 30_078_125],
    // 1 * 10e6 / 256 = 39 062.5, cut to whole nanoseconds.
    ['rfc9568', 3, 255, 1, 39_062, 30_039_062],
    // 255 * 40.95e9 / 256 = 40 790 039 062.5
    ['rfc9568', 3, 1, 4095, 40_790_039_062, 163_640_039_062],
    // keepalived counts microseconds: 78.125 us is 78 us.
    ['keepalived-2.2', 3, 254, 1, 78_000, 30_078_000],
    ['keepalived-2.2', 2, 100, 100, 609_375_000, 3_609_375_000],
    // FRR counts centiseconds: 156 * 100 / 256 = 60.9 -> 60; 136 * 200 / 256 = 106.25 -> 106 (peers: 600 ms, 1060 ms).
    ['frr', 3, 100, 100, 600_000_000, 3_600_000_000],
    ['frr', 3, 120, 200, 1_060_000_000, 7_060_000_000],
    ['frr', 2, 150, 100, 410_000_000, 3_410_000_000],
  ] as const)('%s v%i priority %i interval %i cs', (profile, version, priority, interval, skew, down) => {
    const params = paramsOf(router({ profile, version, priority, advertInterval: cs(interval) }))
    expect(params.timers.skewTime(params, priority, cs(interval))).toBe(skew)
    expect(params.timers.activeDownInterval(params, priority, cs(interval))).toBe(down)
  })

  it("takes keepalived's down_timer_adverts for the 3", () => {
    // 6 * 1 s + 609.375 ms
    const params = paramsOf(router({ profile: 'keepalived-2.2', downTimerAdverts: 6 }))
    expect(params.timers.activeDownInterval(params, 100, cs(100))).toBe(6_609_375_000)
  })
})

describe('learned interval', () => {
  const advert = { maxAdvertInterval: cs(300), reserved: 0xf }

  it('is the own one in version 2', () => {
    expect(learnedInterval(paramsOf(router({ profile: 'rfc3768', version: 2 })), advert)).toBe(100)
  })
  it('is the one received in version 3, without the reserved bits', () => {
    expect(learnedInterval(paramsOf(router()), advert)).toBe(300)
  })
  it('has the reserved bits on top with FRR: 0xf << 12 is 61440', () => {
    expect(learnedInterval(paramsOf(router({ profile: 'frr' })), advert)).toBe(61_740)
  })
})

it('an excluded address is answered for, too', () => {
  const { addresses } = router()
  const params = paramsOf(router({ addresses: [], excludedAddresses: addresses }))
  expect(params.addresses).toEqual(addresses)
})

it.each([
  [1, 1],
  [99, 1],
  [100, 1],
  [199, 1],
  [200, 2],
])('an interval of %i cs is %i on the wire of version 2', (interval, seconds) => {
  expect(wholeSeconds(cs(interval))).toBe(seconds)
})

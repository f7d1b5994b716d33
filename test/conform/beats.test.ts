import { describe, expect, it } from 'vitest'
import { Beats } from '../../src/conform/beats.ts'
import { parseIp } from '../../src/core/address.ts'
import { NS_PER_MS, type Ns } from '../../src/core/time.ts'
import type { Sighting } from '../../src/wire/facts.ts'

const advert = (vrid: number, tMs: number): Sighting =>
  ({
    kind: 'advert',
    tNs: tMs * NS_PER_MS,
    src: parseIp('192.0.2.100'),
    advert: { vrid, maxAdvertInterval: 100 },
  }) as unknown as Sighting
const since = 0 as Ns

describe('how late a device is all over', () => {
  it('is what other virtual routers were late, beyond what is usual', () => {
    const beats = new Beats()
    for (const tMs of [0, 1010, 2020]) beats.heard(advert(1, tMs))
    beats.settle()
    beats.heard(advert(1, 3070)) // 50 ms late, 10 of them as ever
    expect(beats.worstBeside(4, 2, since)).toBe(40 * NS_PER_MS)
    expect(beats.worstBeside(4, 2, (3071 * NS_PER_MS) as Ns)).toBe(0)
  })

  it('is not what the virtual router itself was late: that may be its fault', () => {
    const beats = new Beats()
    beats.settle()
    for (const tMs of [0, 1050]) beats.heard(advert(1, tMs))
    expect(beats.worstBeside(4, 1, since)).toBe(0)
    expect(beats.worstBeside(6, 1, since)).toBe(50 * NS_PER_MS)
  })

  it('is not what the tester caused, and a missing advert is no late one', () => {
    const beats = new Beats()
    beats.settle()
    beats.heard(advert(1, 0))
    beats.spokenTo(1)
    beats.heard(advert(1, 1500))
    beats.heard(advert(1, 3500))
    expect(beats.worstBeside(4, 2, since)).toBe(0)
    beats.heard(advert(1, 4520))
    expect(beats.worstBeside(4, 2, since)).toBe(20 * NS_PER_MS)
  })
})

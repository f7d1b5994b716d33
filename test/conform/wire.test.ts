import { describe, expect, it } from 'vitest'
import { Restorer } from '../../src/cli/conform/restorer.ts'
import { CASES } from '../../src/conform/cases/index.ts'
import { strangersIn } from '../../src/conform/listening.ts'
import { allowanceFor, beatLateness } from '../../src/conform/noise.ts'
import { planOf } from '../../src/conform/plan.ts'
import { BASE_ROUTERS } from '../../src/conform/virtual/routers.ts'
import { type Mac, parseIp } from '../../src/core/address.ts'
import { NS_PER_MS } from '../../src/core/time.ts'
import type { Fact } from '../../src/wire/facts.ts'

const [v2, v3, v6] = BASE_ROUTERS
const ip = (text: string) => parseIp(text)!
const device = {
  name: 'd',
  description: '',
  routers: [v3!],
  control: {},
  host: {},
  tester: { ipv4: { above: [], below: [] }, ipv6: { above: [], below: [] } },
}

const advert = (src: string, tMs: number, vrid = 4): Fact =>
  ({ kind: 'advert', tNs: tMs * NS_PER_MS, src: ip(src), advert: { vrid } }) as unknown as Fact
const request = (senderIp: string, targetIp: string): Fact =>
  ({
    kind: 'arp',
    role: 'request',
    senderIp: ip(senderIp),
    targetIp: ip(targetIp),
    senderMac: '' as Mac,
  }) as unknown as Fact

describe('listening first', () => {
  it('finds nothing wrong with the device alone', () => {
    const heard = [advert('192.0.2.100', 0), advert('192.0.2.100', 1000), request('192.0.2.100', '192.0.2.1')]
    expect(strangersIn(heard, device)).toBeUndefined()
  })

  it('names a second router of the same virtual router, not one of another', () => {
    expect(strangersIn([advert('192.0.2.100', 0), advert('192.0.2.7', 5)], device)).toBe(
      'two routers serve ipv4/4: 192.0.2.100 and 192.0.2.7',
    )
    expect(strangersIn([advert('192.0.2.100', 0), advert('192.0.2.7', 5, 99)], device)).toBeUndefined()
  })

  it('names a host that uses a virtual address', () => {
    expect(strangersIn([request('192.0.2.55', '192.0.2.1')], device)).toBe(
      '192.0.2.55 uses the virtual address 192.0.2.1',
    )
    expect(strangersIn([request('192.0.2.55', '192.0.2.77')], device)).toBeUndefined()
  })
})

describe('the noise', () => {
  it('is what nearly all alarms and adverts stay within', () => {
    const alarms = [...Array<number>(99).fill(1 * NS_PER_MS), 80 * NS_PER_MS]
    expect(allowanceFor(alarms.slice(0, 99), [3 * NS_PER_MS])).toBe(4 * NS_PER_MS)
  })

  it('has a floor and a ceiling', () => {
    expect(allowanceFor([], [])).toBe(2 * NS_PER_MS)
    expect(allowanceFor([500 * NS_PER_MS], [])).toBe(30 * NS_PER_MS)
  })

  it('goes by the interval between adverts of one virtual router', () => {
    const heard = [
      advert('192.0.2.100', 0),
      advert('192.0.2.100', 1004),
      advert('192.0.2.100', 2001),
      advert('192.0.2.9', 2002, 9),
    ]
    expect(beatLateness(heard, [v3!])).toEqual([4 * NS_PER_MS, 3 * NS_PER_MS])
    expect(beatLateness(heard, [v6!])).toEqual([])
  })
})

describe('the plan', () => {
  const named = (id: string) => CASES.find((each) => each.id === id)!

  it('spreads cases over the virtual routers that fit', () => {
    const routers = [v3!, { ...v3!, vrid: 5 }]
    const cases = CASES.filter(({ id }) => id.startsWith('packet/'))
    const { quiet } = planOf(cases, { ...device, routers })
    const loads = routers.map((router) => quiet.get(router)?.length ?? 0)
    expect(Math.abs(loads[0]! - loads[1]!)).toBeLessThanOrEqual(1)
  })

  it('says what the nearest virtual router lacks', () => {
    const { skipped } = planOf([named('timers/skew-does-not-scale')], { ...device, routers: [v3!, v2!] })
    expect(skipped.map(({ why }) => why)).toEqual(['needs an interval above 1 s'])
    expect(planOf([named('packet/type')], device, () => false).skipped[0]?.why).toContain('no virtual router')
  })

  it('puts cases that act alike into one group, one for each virtual router', () => {
    const control = { start: async () => {}, stop: async () => {} }
    const routers = [v3!, { ...v3!, vrid: 5 }]
    const cases = [
      'active/says-goodbye',
      'transmission/goodbye-is-complete',
      'initialize/waits-for-active-down-interval',
    ]
    const { groups } = planOf(cases.map(named), { ...device, routers, control })
    expect(groups.map((group) => [...group.values()].flat().length)).toEqual([2, 1])
  })
})

describe('the restorer', () => {
  it('starts and plugs in again what was left stopped and unplugged, and nothing else', async () => {
    const done: string[] = []
    const act = (name: string) => async (state?: string) => void done.push(state ?? name)
    const restorer = new Restorer({ start: act('start'), stop: act('stop'), link: act('link') })
    await restorer.control.stop?.()
    await restorer.control.start?.()
    await restorer.control.link?.('down')
    await restorer.control.stop?.()
    await restorer.restore()
    expect(done).toEqual(['stop', 'start', 'down', 'stop', 'up', 'start'])
    await restorer.restore()
    expect(done).toHaveLength(6)
  })
})

import { describe, expect, it } from 'vitest'
import type { Authentication, RouterConfig } from '../../src/config/model.ts'
import { seededRandom } from '../../src/core/random.ts'
import { MACHINE } from '../../src/model/machine.ts'
import { mutants } from '../../src/model/mutants.ts'
import { combined, faults, faultsNamed } from '../../src/speaker/faults.ts'
import type { Sighting } from '../../src/wire/facts.ts'
import { ip, router } from '../model/routers.ts'
import { EPOCH_SEC, stateOf, TestSegment } from './segment.ts'

/** 20 s of a router alone, with these faults. */
function alone(names: string[], config: Partial<RouterConfig> = {}) {
  const set = faultsNamed(names)
  if (typeof set === 'string') throw new Error(set)
  const lan = new TestSegment()
  const member = lan.join([router(config)], { faults: set, random: seededRandom(7) })
  lan.until(20_000)
  return { lan, member, adverts: lan.adverts(), first: lan.adverts()[0] as Sighting }
}

const simple: Authentication = { kind: 'simple', password: new Uint8Array(8).fill(0x41) }
const hmac: Authentication = {
  kind: 'hmac',
  keys: [{ id: 1, key: new Uint8Array(32) }],
  activeKeyId: 1,
  mode: 'enforce',
  antiReplay: 'time',
  windowSec: 5,
}

describe('faults on the wire', () => {
  it('wrong-checksum', () => expect(alone(['wrong-checksum']).first.advert.checksums).toEqual([]))
  it('hop-limit-254', () => expect(alone(['hop-limit-254']).first.hopLimit).toBe(254))
  it('wrong-version', () => expect(alone(['wrong-version']).first.advert.version).toBe(4))
  it('wrong-type', () => expect(alone(['wrong-type']).first.advert.type).toBe(2))
  it('wrong-count', () =>
    expect(alone(['wrong-count']).first.advert).toMatchObject({ addressCount: 2, addresses: [ip('192.0.2.100')] }))
  it('count-zero', () => expect(alone(['count-zero']).first.advert.addressCount).toBe(0))
  it('cut-short', () => expect(alone(['cut-short']).first.packet.length).toBe(20 + 10))
  it('trailing-bytes', () => expect(alone(['trailing-bytes']).first.advert.trailingBytes).toBe(4))
  it('no-auth-data', () => {
    const { first } = alone(['no-auth-data'], { version: 2, profile: 'rfc3768' })
    expect(first.advert.authData).toBeUndefined()
  })
  it('wrong-password', () => {
    const { first } = alone(['wrong-password'], { version: 2, profile: 'rfc2338', authentication: simple })
    expect(first.advert.authData).toEqual(new Uint8Array(8).fill(0xbe))
    expect(first.advert.checksums).toEqual(['message-only'])
  })
  it('stale-hmac: sealed at 3.6 s, stamped an hour before', () => {
    const { first } = alone(['stale-hmac'], { authentication: hmac })
    expect(first.advert.trailer?.seconds).toBe(EPOCH_SEC + 3 - 3600)
  })
  it('replayed-hmac', () => {
    const { adverts } = alone(['replayed-hmac'], { authentication: hmac })
    expect(new Set(adverts.map(({ advert }) => advert.trailer?.seconds)).size).toBe(1)
  })
  it('interval-zero', () => expect(alone(['interval-zero']).first.advert.maxAdvertInterval).toBe(0))
  it('interval-doubled', () => expect(alone(['interval-doubled']).first.advert.maxAdvertInterval).toBe(200))
  it('reserved-bits', () => expect(alone(['reserved-bits']).first.advert.reserved).toBe(15))
  it('no-addresses', () =>
    expect(alone(['no-addresses']).first.advert).toMatchObject({ addressCount: 0, addresses: [] }))
  it('wrong-reading', () => expect(alone(['wrong-reading']).first.advert.checksums).toEqual(['message-only']))
})

describe('faults in time', () => {
  it('late-adverts: 3609.375 + 500', () => expect(alone(['late-adverts']).lan.times('192.0.2.11')[0]).toBe(4109.375))
  it('jittered-adverts are up to an interval late, each another time', () => {
    const late = alone(['jittered-adverts'])
      .lan.times('192.0.2.11')
      .map((time) => (time - 3609.375) % 1000)
    expect(new Set(late).size).toBeGreaterThan(10)
  })
  it('lossy: some of 17', () => {
    const { length } = alone(['lossy']).adverts
    expect(length).toBeGreaterThan(5)
    expect(length).toBeLessThan(17)
  })
  it('mute', () => {
    const { adverts, member } = alone(['mute'])
    expect(adverts).toEqual([])
    expect(stateOf(member)).toBe('Active')
  })
  it('no-announcements', () => expect(alone(['no-announcements']).lan.arps()).toEqual([]))
})

describe('the list', () => {
  it('has every mutant, no name twice, a sentence each', () => {
    const names = faults.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const { name } of mutants) expect(names).toContain(name)
    for (const { sentence } of faults) expect(sentence).toMatch(/^[a-z].*[^.]$/)
  })
  it('every fault does something', () => {
    for (const fault of faults)
      expect(
        [fault.machine, fault.advert, fault.damage, fault.announces, fault.delay, fault.loss].some(
          (x) => x !== undefined,
        ),
      ).toBe(true)
  })
  it('names the one it does not know', () => {
    expect(faultsNamed(['mute', 'no-such'])).toBe('no-such')
  })
  it('faults combine', () => {
    const { first } = alone(['hop-limit-254', 'interval-zero', 'wrong-checksum'])
    expect(first).toMatchObject({ hopLimit: 254, advert: { maxAdvertInterval: 0, checksums: [] } })
  })
  it('without faults all is as it was', () => {
    const none = combined([], seededRandom(1))
    expect(none.machine(MACHINE)).toBe(MACHINE)
    expect(none.announces).toBe(true)
    expect(none.loses()).toBe(false)
    expect(none.delay(router())).toBe(0)
  })
  it('a mutant is played by name: never-yields', () => {
    const lan = new TestSegment()
    const set = faultsNamed(['never-yields'])
    if (typeof set === 'string') throw new Error(set)
    const a = lan.join([router({ primaryAddress: ip('192.0.2.11') })], { faults: set })
    lan.until(5000)
    const b = lan.join([router({ primaryAddress: ip('192.0.2.12'), priority: 200 })])
    lan.until(12_000)
    expect([stateOf(a), stateOf(b)]).toEqual(['Active', 'Active'])
  })
})

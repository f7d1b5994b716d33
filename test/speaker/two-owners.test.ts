import { expect, it } from 'vitest'
import { ip, router } from '../model/routers.ts'
import { stateOf, TestSegment } from './segment.ts'

const owner = (address: string, profile: 'keepalived-2.3.3' | 'rfc3768') =>
  router({ version: 2, profile, priority: 255, initialState: 'Active', primaryAddress: ip(address) })

it('of two owners of keepalived 2.3.3 the lower address gives way', () => {
  const lan = new TestSegment()
  const low = lan.join([owner('192.0.2.11', 'keepalived-2.3.3')])
  lan.until(500)
  const high = lan.join([owner('192.0.2.12', 'keepalived-2.3.3')])
  lan.until(5000)
  expect([stateOf(low), stateOf(high)]).toEqual(['Backup', 'Active'])
})

it('before an owner that does not give way it goes down to 254, and is the owner again when that has gone', () => {
  const lan = new TestSegment()
  // By RFC 3768 an owner hears nobody.
  const deaf = lan.join([owner('192.0.2.11', 'rfc3768')])
  lan.until(500)
  const high = lan.join([owner('192.0.2.12', 'keepalived-2.3.3')])
  lan.until(2500)
  expect(stateOf(high)).toBe('Active')
  lan.until(3500)
  expect(high.speaker.status()[0]).toMatchObject({ state: 'Backup', priority: 254 })
  deaf.speaker.shutdown()
  lan.until(5000)
  expect(high.speaker.status()[0]).toMatchObject({ state: 'Active', priority: 255 })
})

it('of two owners of keepalived 2.2.7 the newcomer wins, whatever the addresses', () => {
  const lan = new TestSegment()
  const old = lan.join([{ ...owner('192.0.2.12', 'rfc3768'), profile: 'keepalived-2.2' }])
  lan.until(500)
  const fresh = lan.join([{ ...owner('192.0.2.11', 'rfc3768'), profile: 'keepalived-2.2' }])
  lan.until(5000)
  expect([stateOf(old), stateOf(fresh)]).toEqual(['Backup', 'Active'])
  // It stays at 254, also when it is Active again.
  fresh.speaker.shutdown()
  lan.until(10_000)
  expect(old.speaker.status()[0]).toMatchObject({ state: 'Active', priority: 254 })
})

import { describe, expect, it } from 'vitest'
import { rehearse } from '../../src/cli/rehearsal.ts'
import type { Mac } from '../../src/core/address.ts'
import { ip, router } from '../model/routers.ts'

const place = {
  interfaceName: 'ens192',
  mac: '02:00:00:00:00:01' as Mac,
  tags: [],
  sources: [],
  followsMac: false,
  ownHost: false,
}

describe('rehearsal', () => {
  it.each([
    ['multicast', router()],
    ['unicast to a peer that never answers', router({ unicastPeers: [{ address: ip('192.0.2.12') }] })],
    ['IPv6', router({ family: 6, addresses: [ip('fe80::100')], primaryAddress: ip('fe80::11') })],
    ['AH', router({ version: 2, profile: 'rfc2338', authentication: { kind: 'ah', password: new Uint8Array(8) } })],
  ])('ends by itself and changes nothing: %s', (_, config) => {
    const before = structuredClone(config)
    rehearse({ ...place, routers: [config] }, 1_700_000_000)
    expect(config).toEqual(before)
  })

  it('has nothing to do without a router', () => {
    expect(() => rehearse({ ...place, routers: [] }, 1_700_000_000)).not.toThrow()
  })
})

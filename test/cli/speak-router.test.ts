import { describe, expect, it } from 'vitest'
import { type RouterFlags, routerOf } from '../../src/cli/speak-router.ts'
import { ns } from '../../src/core/time.ts'

const flags = (change: Partial<RouterFlags> = {}): RouterFlags => ({
  vrid: 51,
  address: ['192.0.2.100/24'],
  priority: 100,
  interval: ns(1e9),
  checksum: 'pseudo-header',
  peer: [],
  mac: 'auto',
  preempt: true,
  accept: false,
  ...change,
})
const made = (change: Partial<RouterFlags> = {}) => routerOf(flags(change), 'eth0')
const refused = (change: Partial<RouterFlags>) => {
  try {
    made(change)
  } catch (error) {
    return (error as { code: string }).code
  }
  return 'accepted'
}

describe('a virtual router by flags', () => {
  it('version 3 without authentication, as RFC 9568 has it', () => {
    expect(made()).toMatchObject({
      vrid: 51,
      version: 3,
      family: 4,
      advertInterval: 100,
      profile: 'rfc9568',
      authentication: { kind: 'none' },
      addresses: [{ text: '192.0.2.100' }],
      virtualMac: false,
      group: { text: '224.0.0.18' },
    })
  })
  it('version 2 with a password or AH', () => {
    const password = Uint8Array.of(0x73, 0x33, 0x63, 0x72, 0x65, 0x74, 0, 0)
    expect(made({ auth: 'pass:s3cret' })).toMatchObject({ version: 2, authentication: { kind: 'simple', password } })
    expect(made({ auth: 'ah:s3cret' })).toMatchObject({ version: 2, authentication: { kind: 'ah', password } })
    // The colon belongs to the secret.
    expect(made({ auth: 'pass:a:b' }).authentication).toMatchObject({
      password: Uint8Array.of(97, 58, 98, 0, 0, 0, 0, 0),
    })
  })
  it('version 3 with an HMAC key, as text or in hex', () => {
    expect(made({ auth: 'hmac:7:hex:00ff' })).toMatchObject({
      version: 3,
      authentication: { kind: 'hmac', activeKeyId: 7, keys: [{ id: 7, key: Uint8Array.of(0, 255) }] },
    })
    expect(made({ auth: 'hmac:7:ab' }).authentication).toMatchObject({ keys: [{ key: Uint8Array.of(97, 98) }] })
  })
  it('the family is that of the addresses', () => {
    expect(made({ address: ['fe80::5:100', '2001:db8::1/64'] })).toMatchObject({
      family: 6,
      group: { text: 'ff02::12' },
    })
  })
  it('unicast with peers, virtual MAC, 10 ms', () => {
    expect(made({ peer: ['192.0.2.2'], mac: 'virtual', interval: ns(10e6) })).toMatchObject({
      unicastPeers: [{ address: { text: '192.0.2.2' } }],
      virtualMac: true,
      advertInterval: 1,
    })
  })
  it.each<[string, Partial<RouterFlags>]>([
    ['usage/no-virtual-router', { address: [] }],
    ['usage/address', { address: ['192.0.2'] }],
    ['usage/address', { address: ['192.0.2.1/x'] }],
    ['usage/mixed-families', { address: ['192.0.2.1', 'fe80::1'] }],
    ['usage/auth', { auth: 'md5:x' }],
    ['usage/auth', { auth: 'pass:' }],
    ['usage/auth', { auth: 'pass:ninebytes' }],
    ['usage/auth', { auth: 'hmac:300:x' }],
    ['usage/auth-version', { auth: 'pass:x', vrrpVersion: 3 }],
    ['usage/interval', { vrrpVersion: 2, interval: ns(500e6) }],
    ['usage/interval', { interval: ns(15e6) }],
    ['usage/interval', { interval: ns(41e9) }],
  ])('%s', (code, change) => {
    expect(refused(change)).toBe(code)
  })
})

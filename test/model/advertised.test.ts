import { describe, expect, it } from 'vitest'
import type { Authentication, RouterConfig } from '../../src/config/model.ts'
import { cs } from '../../src/core/time.ts'
import { rejection } from '../../src/model/advertised.ts'
import type { RejectReason } from '../../src/model/types.ts'
import { ip, router } from './routers.ts'

const at = (address: string, change: Partial<RouterConfig>) =>
  router({ profile: 'keepalived-2.4', primaryAddress: ip(change.family === 6 ? 'fe80::1' : address), ...change })
const simple = (letter: number): Authentication => ({ kind: 'simple', password: new Uint8Array(8).fill(letter) })
const ah = (letter: number): Authentication => ({ kind: 'ah', password: new Uint8Array(8).fill(letter) })
const hmac = (activeKeyId: number, keys: number[], mode: 'enforce' | 'permissive' | 'receive-only' = 'enforce') =>
  ({
    kind: 'hmac',
    keys: keys.map((id) => ({ id, key: new Uint8Array(32).fill(id) })),
    activeKeyId,
    mode,
    antiReplay: 'time',
    windowSec: 5,
  }) as const satisfies Authentication

const peer = (address: string) => ({ unicastPeers: [{ address: ip(address) }] })

type Row = [title: string, from: Partial<RouterConfig>, by: Partial<RouterConfig>, RejectReason | undefined]

describe('what one configuration makes of another', () => {
  it.each<Row>([
    ['alike', {}, {}, undefined],
    ['alike in version 2', { version: 2 }, { version: 2 }, undefined],
    ['alike over IPv6', { family: 6 }, { family: 6 }, undefined],
    ['versions', { version: 2 }, { version: 3 }, 'version'],
    ['intervals in version 2', { version: 2, advertInterval: cs(300) }, { version: 2 }, 'interval'],
    ['intervals in version 3', { advertInterval: cs(300) }, {}, undefined],
    ['same password', { version: 2, authentication: simple(1) }, { version: 2, authentication: simple(1) }, undefined],
    ['passwords', { version: 2, authentication: simple(1) }, { version: 2, authentication: simple(2) }, 'auth-data'],
    ['none to PASS', { version: 2 }, { version: 2, authentication: simple(2) }, 'auth-type'],
    ['same AH key', { version: 2, authentication: ah(1) }, { version: 2, authentication: ah(1) }, undefined],
    ['AH keys', { version: 2, authentication: ah(1) }, { version: 2, authentication: ah(2) }, 'auth-data'],
    ['AH to PASS', { version: 2, authentication: ah(1) }, { version: 2, authentication: simple(1) }, 'protocol'],
    ['key rotation', { authentication: hmac(1, [1, 2]) }, { authentication: hmac(2, [1, 2]) }, undefined],
    ['a key that is not there', { authentication: hmac(2, [1, 2]) }, { authentication: hmac(1, [1]) }, 'hmac'],
    [
      'signed over IPv6',
      { family: 6, authentication: hmac(1, [1]) },
      { family: 6, authentication: hmac(1, [1]) },
      undefined,
    ],
    [
      'receive-only does not sign',
      { authentication: hmac(1, [1], 'receive-only') },
      { authentication: hmac(1, [1]) },
      'hmac',
    ],
    ['signed to none', { authentication: hmac(1, [1]) }, {}, 'length'],
    ['lists', { addresses: [ip('192.0.2.101')] }, {}, undefined],
    ['lists, 2.2', { addresses: [ip('192.0.2.101')] }, { profile: 'keepalived-2.2' }, 'addresses'],
    ['group', { group: ip('224.0.0.19') }, {}, 'group'],
    ['unicast to multicast', peer('192.0.2.12'), {}, 'transport'],
    ['multicast to unicast', {}, peer('192.0.2.11'), 'transport'],
    ['unicast both ways', peer('192.0.2.12'), peer('192.0.2.11'), undefined],
    ['unicast to others', peer('192.0.2.13'), peer('192.0.2.11'), 'transport'],
    ['checksums', { checksum: 'message-only' }, {}, 'checksum'],
    ['the other way', {}, { checksum: 'message-only' }, undefined],
    ['to FRR', {}, { profile: 'frr' }, undefined],
    ['to FRR without pseudo-header', {}, { profile: 'frr-no-pseudo' }, 'checksum'],
  ])('%s', (_, from, by, expected) => {
    expect(rejection(at('192.0.2.11', from), at('192.0.2.12', by))).toBe(expected)
  })
})

import { describe, expect, it } from 'vitest'
import type { Authentication, RouterConfig } from '../../src/config/model.ts'
import type { ProfileName } from '../../src/core/profile-name.ts'
import { cs } from '../../src/core/time.ts'
import { accept, type Circumstances, isNewer, reachesInstance } from '../../src/model/accept.ts'
import { receiverFromAdvert } from '../../src/model/infer.ts'
import type { RejectReason } from '../../src/model/types.ts'
import type { Sighting, TrailerFacts } from '../../src/wire/facts.ts'
import { ip, router, sighting, sighting2 } from './routers.ts'

const bytes = (text: string): Uint8Array => Uint8Array.from({ length: 8 }, (_, i) => text.charCodeAt(i) || 0)
const simple = (password: string): Authentication => ({ kind: 'simple', password: bytes(password) })
const ah: Authentication = { kind: 'ah', password: bytes('ahsecret') }

type Row = [
  title: string,
  receiver: Partial<RouterConfig>,
  seen: Sighting,
  expected: RejectReason | undefined,
  when?: Circumstances,
]

const table = (profile: ProfileName, rows: Row[]) =>
  it.each(rows)(`${profile}: %s`, (_, receiver, seen, expected, when) => {
    expect(accept(router({ profile, ...receiver }), seen, when)).toBe(expected)
  })

const V2 = { version: 2 } as const
const PASS = { version: 2, authentication: simple('s3cret') } as const
const AH = { version: 2, authentication: ah } as const
const UNICAST = { unicastPeers: [{ address: ip('192.0.2.12') }] } as const
const unicastDst = { dst: ip('192.0.2.11') }
const pass = (password: string) => ({ auth: 'simple', authType: 1, authData: bytes(password) }) as const
// 192.0.2.12 as a number: the SPI that keepalived wants from there.
const SPI = 0xc000020c
const withAh = (sequence: number, spi = SPI, nextHeader = 112) =>
  ({ auth: 'ah', authType: 2, ah: { nextHeader, spi, sequence, icv: new Uint8Array(12) } }) as const

// peers/keepalived.md, section 2, row by row.
describe('keepalived 2.2', () => {
  table('keepalived-2.2', [
    ['accepts version 3', {}, sighting(), undefined],
    ['accepts version 2', V2, sighting2(), undefined],
    ['accepts PASS', PASS, sighting2({}, pass('s3cret')), undefined],
    ['accepts AH', AH, sighting2({}, withAh(7)), undefined, { ahSequence: 6, verify: () => true }],
    ['1 AH, own is PASS: another socket', PASS, sighting2({}, withAh(1)), 'protocol'],
    ['1 PASS, own is AH: another socket', AH, sighting2({}, pass('ahsecret')), 'protocol'],
    ['  the other family', {}, sighting({ src: ip('fe80::12'), dst: ip('ff02::12') }), 'protocol'],
    ['14 unicast to a multicast instance', {}, sighting(unicastDst), 'transport'],
    ['14 multicast to a unicast instance', UNICAST, sighting(), 'transport'],
    ['  unicast to somebody else', UNICAST, sighting({ dst: ip('192.0.2.13') }), 'transport'],
    ['  another group', {}, sighting({ dst: ip('224.0.0.19') }), 'group'],
    ['  another VRID', {}, sighting({}, { vrid: 52 }), 'vrid'],
    ['2 too short: an address is missing', {}, sighting({}, { addressCount: 2 }), 'length'],
    ['2 too short: no authentication data', V2, sighting2({}, { authData: new Uint8Array(0) }), 'length'],
    ['2 too long: left-over bytes', {}, sighting({}, { trailingBytes: 4 }), 'length'],
    ['2 too long: an HMAC trailer', {}, sighting({}, { trailer: trailerAt(100) }), 'length'],
    [
      '2 not known: the capture is cut',
      {},
      sighting({}, { truncated: true, addressCount: 2, addresses: [] }),
      'address-count',
    ],
    ['3 TTL 254, multicast', {}, sighting({ hopLimit: 254 }), 'hop-limit'],
    ['3 TTL 64, unicast', UNICAST, sighting({ ...unicastDst, hopLimit: 64 }), undefined],
    ['4 version 2 to a 3', {}, sighting2(), 'version'],
    ['4 version 3 to a 2', V2, sighting(), 'version'],
    ['5 type 254 to none', V2, sighting2({}, { auth: 'md5', authType: 254 }), 'auth-type'],
    ['6 none to PASS', PASS, sighting2(), 'auth-type'],
    ['6 PASS to none', V2, sighting2({}, pass('s3cret')), 'auth-type'],
    ['7 another password', PASS, sighting2({}, pass('s3creT')), 'auth-data'],
    ['8 a wrong ICV', AH, sighting2({}, withAh(7)), 'auth-data', { verify: () => false }],
    ['8 a wrong SPI', AH, sighting2({}, withAh(7, 1)), 'auth-data', { verify: () => true }],
    ['8 a wrong next header', AH, sighting2({}, withAh(7, SPI, 6)), 'auth-data', { verify: () => true }],
    ['8 a sequence number heard before', AH, sighting2({}, withAh(7)), 'auth-sequence', { ahSequence: 7 }],
    ['9 another interval in version 2', V2, sighting2({}, { maxAdvertInterval: cs(300) }), 'interval'],
    ['9 another interval in version 3', {}, sighting({}, { maxAdvertInterval: cs(300) }), undefined],
    ['  interval 0 in version 3', {}, sighting({}, { maxAdvertInterval: cs(0) }), undefined],
    ['10 type 2', {}, sighting({}, { type: 2 }), 'type'],
    ['11 two addresses for one', {}, sighting({}, twoAddresses()), 'address-count'],
    ['13 a bad checksum', {}, sighting({}, { checksums: [] }), 'checksum'],
    ['13 no pseudo-header in version 3', {}, sighting({}, { checksums: ['message-only'] }), 'checksum'],
    ['13 not checkable', {}, cutOff(), undefined],
    ['13 v3_checksum_as_v2 checks nothing', { checksum: 'message-only' }, sighting({}, { checksums: [] }), undefined],
    ['13 unicast: the form of 1.3.6', UNICAST, sighting(unicastDst, { checksums: ['pseudo-header-group'] }), undefined],
    [
      '13 old_unicast_checksum never: not that',
      { ...UNICAST, refusesGroupChecksum: true },
      sighting(unicastDst, { checksums: ['pseudo-header-group'] }),
      'checksum',
    ],
    [
      '13 old_unicast_checksum: only that',
      { ...UNICAST, checksum: 'pseudo-header-group' },
      sighting(unicastDst),
      'checksum',
    ],
    ['15 one address, not ours', {}, sighting({}, { addresses: [ip('192.0.2.200')] }), 'addresses'],
    ['15 in any order', { addresses: [ip('192.0.2.101'), ip('192.0.2.100')] }, sighting({}, twoAddresses()), undefined],
    ['16 any source may speak', UNICAST, sighting({ ...unicastDst, src: ip('192.0.2.99') }), undefined],
    [
      '16 unless the list is checked',
      { ...UNICAST, checkUnicastSource: true },
      sighting({ ...unicastDst, src: ip('192.0.2.99') }),
      'source',
    ],
    [
      '16 or one peer has a limit',
      { unicastPeers: [{ address: ip('192.0.2.12') }, { address: ip('192.0.2.13'), minTtl: 255 }] },
      sighting({ ...unicastDst, src: ip('192.0.2.99') }),
      'source',
    ],
    [
      '16 below that limit',
      { unicastPeers: [{ address: ip('192.0.2.12'), minTtl: 255 }] },
      sighting({ ...unicastDst, hopLimit: 64 }),
      'hop-limit',
    ],
    ['an owner listens', { priority: 255 }, sighting(), undefined],
    ['a password before a checksum', PASS, sighting2({}, { ...pass('x'), checksums: [] }), 'auth-data'],
  ])

  describe('skip_check_adv_addr', () => {
    const skip = { skipCheckAddresses: true }
    const other = sighting({}, twoAddresses())
    table('keepalived-2.2', [
      ['does not trust the first advert', skip, other, 'address-count'],
      ['trusts the router it follows', skip, other, undefined, { lastAcceptedFrom: ip('192.0.2.12') }],
      ['not another', skip, other, 'address-count', { lastAcceptedFrom: ip('192.0.2.13') }],
      ['not while Active', skip, other, 'address-count', { lastAcceptedFrom: ip('192.0.2.12'), active: true }],
      [
        'leaves out the source as well',
        { ...skip, ...UNICAST, checkUnicastSource: true },
        sighting({ ...unicastDst, src: ip('192.0.2.99') }),
        undefined,
        { lastAcceptedFrom: ip('192.0.2.99') },
      ],
    ])
    table('keepalived-2.3.3', [
      [
        'no more since 2.3.3',
        { ...skip, ...UNICAST, checkUnicastSource: true },
        sighting({ ...unicastDst, src: ip('192.0.2.99') }),
        'source',
        { lastAcceptedFrom: ip('192.0.2.99') },
      ],
    ])
  })

  describe('over IPv6 the kernel checks the sum before anything else', () => {
    const six = { family: 6 } as const
    const seen = (advert: Partial<Sighting['advert']>) =>
      sighting({ src: ip('fe80::12'), dst: ip('ff02::12') }, { addresses: [ip('fe80::5:100')], ...advert })
    table('keepalived-2.2', [
      ['good', six, seen({}), undefined],
      ['bad, and another version', six, seen({ version: 2, checksums: [] }), 'checksum'],
      ['without pseudo-header', six, seen({ checksums: ['ipv6-message-only'] }), 'checksum'],
      ['over the advert alone where there is a trailer', six, seen({ trailer: trailerAt(1) }), 'checksum'],
    ])
  })
})

describe('keepalived 2.3.3', () => {
  table('keepalived-2.3.3', [
    ['another count is only logged', {}, sighting({}, twoAddresses()), undefined],
    ['another list is only logged', {}, sighting({}, { addresses: [ip('192.0.2.200')] }), undefined],
    ['a bad checksum is not', {}, sighting({}, { checksums: [] }), 'checksum'],
  ])
})

describe('the HMAC trailer of keepalived 2.4', () => {
  const hmac = (change: Partial<Extract<Authentication, { kind: 'hmac' }>> = {}) => ({
    authentication: {
      kind: 'hmac',
      keys: [{ id: 1, key: new Uint8Array(32) }],
      activeKeyId: 1,
      mode: 'enforce',
      antiReplay: 'time',
      windowSec: 5,
      ...change,
    } as const,
  })
  const signed = (trailer: TrailerFacts) => sighting({}, { auth: 'hmac', trailer })
  table('keepalived-2.4', [
    ['signed', hmac(), signed(trailerAt(1000)), undefined, { verify: () => true, nowSec: 1000 }],
    ['wrong', hmac(), signed(trailerAt(1000)), 'hmac', { verify: () => false, nowSec: 1000 }],
    ['key not known to us', hmac(), signed(trailerAt(1000)), undefined, { verify: () => undefined, nowSec: 1000 }],
    ['5 s old', hmac(), signed(trailerAt(1000)), undefined, { nowSec: 1005 }],
    ['6 s old', hmac(), signed(trailerAt(1000)), 'hmac', { nowSec: 1006 }],
    ['6 s early', hmac(), signed(trailerAt(1000)), 'hmac', { nowSec: 994 }],
    ['6 s old, monotonic', hmac({ antiReplay: 'monotonic' }), signed(trailerAt(1000)), undefined, { nowSec: 1006 }],
    ['replayed', hmac(), signed(trailerAt(1000)), 'hmac', { newestTrailer: trailerAt(1000) }],
    ['newer by one', hmac(), signed(trailerAt(1000, 2)), undefined, { newestTrailer: trailerAt(1000, 1) }],
    ['unsigned, enforce', hmac(), sighting(), 'hmac'],
    ['unsigned, permissive', hmac({ mode: 'permissive' }), sighting(), undefined],
    ['unsigned, receive-only', hmac({ mode: 'receive-only' }), sighting(), undefined],
    ['signed to a router without keys', {}, signed(trailerAt(1000)), 'length'],
    ['before the authentication type', { ...hmac(), version: 2 }, sighting2({}, pass('x')), 'hmac'],
  ])

  it('counts in serial numbers over a wrap', () => {
    expect(isNewer(trailerAt(0, 0), { ...trailerAt(0xffffffff, 0xffff), fraction: 0xffff })).toBe(true)
    expect(isNewer(trailerAt(5, 0), trailerAt(5, 0))).toBe(false)
    expect(isNewer({ ...trailerAt(5, 0), fraction: 1 }, trailerAt(5, 65535))).toBe(true)
  })
})

// peers/frr.md, "Receive checks, in order".
describe('FRR', () => {
  table('frr', [
    ['accepts version 3', {}, sighting(), undefined],
    ['accepts version 2', V2, sighting2(), undefined],
    ['TTL 254', {}, sighting({ hopLimit: 254 }, { version: 2 }), 'hop-limit'],
    ['no address is too short', {}, sighting({}, { addressCount: 0, addresses: [] }), 'length'],
    ['version before checksum', {}, sighting({}, { version: 2, checksums: [] }), 'version'],
    ['checksum before type', {}, sighting({}, { type: 2, checksums: [] }), 'checksum'],
    ['checksum without pseudo-header', {}, sighting({}, { checksums: ['message-only'] }), 'checksum'],
    ['type before length', {}, sighting({}, { type: 2, trailingBytes: 1 }), 'type'],
    ['left-over bytes', {}, sighting({}, { trailingBytes: 1 }), 'length'],
    ['PASS', V2, sighting2({}, pass('s3cret')), 'auth-type'],
    ['VRID', {}, sighting({}, { vrid: 52 }), 'vrid'],
    ['an owner drops everything', { priority: 255 }, sighting(), 'owner'],
    ['interval in version 2', V2, sighting2({}, { maxAdvertInterval: cs(200) }), 'interval'],
    ['interval in version 2 below a second more', { ...V2, advertInterval: cs(150) }, sighting2(), undefined],
    ['another list is not looked at', {}, sighting({}, twoAddresses()), undefined],
  ])
  table('frr-no-pseudo', [
    ['takes the message alone', {}, sighting({}, { checksums: ['message-only'] }), undefined],
    ['nothing else', {}, sighting(), 'checksum'],
  ])
})

describe('RFC 9568 7.1 with its errata', () => {
  const linkLocalSecond = [ip('2001:db8:5::100'), ip('fe80::5:100')]
  const six = (addresses: Sighting['advert']['addresses']) =>
    sighting({ src: ip('fe80::12'), dst: ip('ff02::12') }, { addresses, addressCount: addresses.length })
  table('rfc9568', [
    ['accepts', {}, sighting(), undefined],
    [
      'takes its own reading of the checksum',
      { checksum: 'message-only' },
      sighting({}, { checksums: ['message-only'] }),
      undefined,
    ],
    ['no other', { checksum: 'message-only' }, sighting(), 'checksum'],
    ['hop limit', {}, sighting({ hopLimit: 254 }), 'hop-limit'],
    ['version', {}, sighting({}, { version: 4 }), 'version'],
    ['type', {}, sighting({}, { type: 15 }), 'type'],
    ['incomplete', {}, sighting({}, { addressCount: 2 }), 'length'],
    ['left-over bytes are not its concern', {}, sighting({}, { trailingBytes: 4 }), undefined],
    ['VRID', {}, sighting({}, { vrid: 52 }), 'vrid'],
    ['count 0 (8299)', {}, sighting({}, { addressCount: 0, addresses: [] }), 'address-count'],
    ['interval 0 (8301)', {}, sighting({}, { maxAdvertInterval: cs(0) }), 'interval'],
    ['another interval', {}, sighting({}, { maxAdvertInterval: cs(300) }), undefined],
    ['another list', {}, sighting({}, twoAddresses()), undefined],
    ['link-local first (8300)', { family: 6 }, six([ip('fe80::5:100'), ip('2001:db8:5::100')]), undefined],
    ['link-local second (8300)', { family: 6 }, six(linkLocalSecond), 'addresses'],
    ['an owner listens (8298)', { priority: 255 }, sighting(), undefined],
  ])
  table('rfc5798', [
    ['an owner does not', { priority: 255 }, sighting(), 'owner'],
    ['count 0 has no rule', {}, sighting({}, { addressCount: 0, addresses: [] }), undefined],
    ['interval 0 has no rule', {}, sighting({}, { maxAdvertInterval: cs(0) }), undefined],
    ['link-local second has no rule', { family: 6 }, six(linkLocalSecond), undefined],
  ])
  table('rfc3768', [
    ['accepts', V2, sighting2(), undefined],
    ['interval', V2, sighting2({}, { maxAdvertInterval: cs(200) }), 'interval'],
    ['authentication data missing', V2, sighting2({}, { authData: new Uint8Array(0) }), 'length'],
    ['an owner does not listen', { ...V2, priority: 255 }, sighting2(), 'owner'],
  ])
  table('rfc2338', [
    ['wants the fixed part only', V2, sighting2({}, { authData: new Uint8Array(0) }), undefined],
    ['compares passwords', PASS, sighting2({}, pass('other')), 'auth-data'],
    ['an owner listens', { ...V2, priority: 255 }, sighting2(), undefined],
  ])
})

describe('what reaches an instance', () => {
  const four = router()
  const six = router({ family: 6 })
  it.each([
    ['auth-data', four, true],
    ['version', four, true],
    ['checksum', four, true],
    ['checksum', six, false],
    ['protocol', four, false],
    ['transport', four, false],
    ['group', four, false],
    ['vrid', four, false],
  ] as const)('%s', (reason, receiver, expected) => {
    expect(reachesInstance(receiver, reason)).toBe(expected)
  })
})

describe('a receiver known by its own adverts', () => {
  const inferred = (own: Sighting, profile: ProfileName = 'keepalived-2.2') => receiverFromAdvert(own, profile)!

  it('accepts its like', () => {
    expect(accept(inferred(sighting()), sighting())).toBeUndefined()
    const own = sighting2({ src: ip('192.0.2.11') }, pass('s3cret'))
    expect(accept(inferred(own), sighting2({}, pass('s3cret')))).toBeUndefined()
  })
  it('expects its own password, version, interval, transport and style of checksum', () => {
    expect(accept(inferred(sighting2({}, pass('alpha'))), sighting2({}, pass('bravo')))).toBe('auth-data')
    expect(accept(inferred(sighting()), sighting2())).toBe('version')
    expect(accept(inferred(sighting2({}, { maxAdvertInterval: cs(300) })), sighting2())).toBe('interval')
    const unicast = sighting({ src: ip('192.0.2.11'), dst: ip('192.0.2.12') })
    expect(accept(inferred(unicast), sighting())).toBe('transport')
    expect(accept(inferred(unicast), sighting(unicastDst))).toBeUndefined()
    const own = sighting({}, { checksums: ['message-only'] })
    expect(accept(inferred(own, 'rfc9568'), sighting())).toBe('checksum')
  })
  it('has keys that nobody knows', () => {
    expect(accept(inferred(sighting2({}, withAh(1))), sighting2({}, withAh(2)))).toBeUndefined()
    const own = sighting({}, { auth: 'hmac', trailer: trailerAt(1) })
    expect(inferred(own, 'keepalived-2.4').authentication).toMatchObject({ keys: [], windowSec: 5 })
    expect(accept(inferred(own, 'keepalived-2.4'), sighting())).toBe('hmac')
  })
  it('takes signed and unsigned adverts where the capture cuts what would tell', () => {
    const cut = sighting({}, { auth: 'unknown', truncated: true })
    const cutInTrailer = sighting({}, { auth: 'hmac', truncated: true })
    const signed = sighting({}, { auth: 'hmac', trailer: trailerAt(1) })
    for (const heard of [sighting(), signed, cut, cutInTrailer])
      expect(accept(inferred(cut, 'keepalived-2.4'), heard)).toBeUndefined()
    expect(accept(inferred(signed, 'keepalived-2.4'), cut)).toBeUndefined()
    expect(accept(inferred(signed, 'keepalived-2.4'), cutInTrailer)).toBeUndefined()
    expect(accept(inferred(sighting()), cut)).toBeUndefined()
    expect(accept(inferred(sighting()), cutInTrailer)).toBe('length')
  })
  it('is not modelled with Cisco MD5', () => {
    expect(receiverFromAdvert(sighting2({}, { auth: 'md5', authType: 254 }), 'rfc3768')).toBeUndefined()
  })
})

function twoAddresses() {
  return { addressCount: 2, addresses: [ip('192.0.2.100'), ip('192.0.2.101')] }
}

function trailerAt(seconds: number, counter = 0): TrailerFacts {
  return { type: 1, keyId: 1, seconds, fraction: 0, counter, hmac: new Uint8Array(16) }
}

function cutOff(): Sighting {
  const { checksums: _, ...advert } = sighting().advert
  return { ...sighting(), advert: { ...advert, truncated: true } }
}

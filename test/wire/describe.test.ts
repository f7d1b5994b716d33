import { expect, test } from 'vitest'
import { describe } from '../../src/wire/describe.ts'
import type { Fact } from '../../src/wire/facts.ts'
import { fieldsOf } from '../../src/wire/fields.ts'
import { locate } from '../../src/wire/locate.ts'
import { factOf } from '../../src/wire/sighting.ts'
import { readCapture } from './captured.ts'
import { bytes, viewOfFrame } from './views.ts'

function frameOf(name: string, frameNo: number): Fact {
  let found: Fact | undefined
  readCapture(name, (v) => {
    if (v.frameNo === frameNo) found = factOf(v, locate(v))
  })
  return found!
}

function factFrom(frame: Uint8Array): Fact {
  const v = viewOfFrame(frame)
  return factOf(v, locate(v))!
}

const ETHERNET_IPV4 = '01005e000012 020000000001 0800'
// One address, priority 150, 1 s; the password is ESC [ 2 J and "pw", its checksum 0 and wrong.
const HOSTILE = bytes(`${ETHERNET_IPV4} 45c0 0028 0001 0000 ff70 d870 0a000002 e0000012
  2133 9601 0101 0000 0a000064 1b5b324a 70770000`)

test('one line says who, what and all that is unusual', () => {
  expect(describe(frameOf('vlan-tagged/trunk.pcap', 5))).toMatch(
    /^\[vlan 305\] VRRPv2 51 {2}192\.0\.2\.11 > 224\.0\.0\.18 {2}prio 150 {2}1s {2}192\.0\.2\.100 {2}auth simple "\*{8}" {2}checksum ok$/,
  )
  expect(describe(frameOf('v3-hmac-ipv6/switch.pcap', 9))).toBe(
    'VRRPv3 61  fe80::ff:fe00:1 > ff02::12  prio 150  1s  fe80::61:100, 2001:db8:6::100  auth hmac key 1  checksum with-trailer',
  )
})

test('a password is masked everywhere unless it may be shown, and then cannot drive the terminal', () => {
  const fact = factFrom(HOSTILE)
  const masked = describe(fact) + JSON.stringify(fieldsOf(fact))
  expect(masked).toContain('auth simple "********"')
  expect(masked).not.toContain('pw')
  const shown = describe(fact, { showSecrets: true })
  expect(shown).toContain('auth simple "\\x1b[2Jpw"')
  expect(shown).not.toContain('\x1b')
  expect(fieldsOf(fact, { showSecrets: true })).toMatchObject({ password: '\x1b[2Jpw', authData: '1b5b324a70770000' })
  expect(fieldsOf(fact)).not.toHaveProperty('authData')
})

test('a password is read as UTF-8, and its bytes stand beside it', () => {
  const frame = HOSTILE.slice()
  frame.set(bytes('9b 70c3a4 c2ad 7700'), 46)
  const { password, authData } = fieldsOf(factFrom(frame), { showSecrets: true })
  expect(password).toBe('\ufffdp\u00e4\u00adw')
  expect(authData).toBe('9b70c3a4c2ad7700')
})

test('a wrong checksum is called bad and every defect is named in words', () => {
  expect(describe(factFrom(HOSTILE))).toContain('checksum BAD (0x0000)')
  const versionFour = HOSTILE.slice()
  versionFour[34] = 0x42
  expect(describe(factFrom(versionFour))).toContain(
    '! the type is not 1 (advertisement); the version is neither 2 nor 3',
  )
})

test('the fields of an advert', () => {
  expect(fieldsOf(factFrom(HOSTILE))).toEqual({
    kind: 'advert',
    frame: 1,
    source: 0,
    path: '',
    srcMac: '02:00:00:00:00:01',
    dstMac: '01:00:5e:00:00:12',
    src: '10.0.0.2',
    dst: '224.0.0.18',
    hopLimit: 255,
    ipId: 1,
    version: 2,
    type: 1,
    vrid: 51,
    priority: 150,
    intervalMs: 1000,
    addressCount: 1,
    addresses: ['10.0.0.100'],
    auth: 'simple',
    authType: 1,
    password: '********',
    checksum: '0x0000',
    checksumReadings: [],
    checksumGood: false,
    reserved: 0,
    trailingBytes: 0,
    truncated: false,
    defects: [],
  })
})

test('the checksum of a CARP packet that the capture cuts is not called bad', () => {
  // 36 bytes of CARP, of which the capture has 26.
  const frame = bytes(`${ETHERNET_IPV4} 45c0 0038 0001 0000 ff70 d080 0a000002 e0000012
    21330007 0001f534 8c11223344556677 11f6ad8ec52a2984abaa`)
  const v = viewOfFrame(frame, 1, 70)
  const fact = factOf(v, locate(v))!
  expect(fact.kind).toBe('carp')
  expect(describe(fact)).toBe('CARP 51  10.0.0.2 > 224.0.0.18  skew 0  base 1s  checksum not captured')
  expect(fieldsOf(fact)).not.toHaveProperty('checksumGood')
})

test('a neighbour advertisement is where its option says, and why hosts discard it is told', () => {
  // The checksum is 0 and wrong; without its option it does not say where it is, whatever the Ethernet header has.
  const whole = bytes(`333300000012 020000000001 86dd 6c00000000203aff fe800000000000000000000000000002
    ff020000000000000000000000000001 88000000a0000000 fe800000000000000000000000000100 0201020000000009`)
  const without = whole.slice(0, -8)
  without[19] = 0x18
  expect(describe(factFrom(whole))).toBe(
    'ND  unsolicited: fe80::100 is at 02:00:00:00:00:09  from fe80::2  [router override]  ! hosts discard it: the checksum is wrong',
  )
  expect(describe(factFrom(without))).toContain('unsolicited: fe80::100, no link-layer address  from fe80::2')
  expect(fieldsOf(factFrom(whole))).toMatchObject({
    linkLayer: '02:00:00:00:00:09',
    flaw: 'checksum',
    truncated: false,
  })
})

test('an error about a later fragment of an advert names no VRID', () => {
  const ERROR = '020000000001 020000000002 0800 45c0 0034 0001 0000 4001 66040a0000030a000002 0b01ea9a00000000'
  const fact = factFrom(bytes(`${ERROR} 45c0 0018 0001 0001 ff70 d09f 0a000002 e0000012 0a000064`))
  expect(describe(fact)).toBe(
    'ICMP  10.0.0.3 > 10.0.0.2  reassembly time exceeded  about an advert, 10.0.0.2 > 224.0.0.18',
  )
  expect(fieldsOf(fact)).not.toHaveProperty('quotedVrid')
})

import { expect, test } from 'vitest'
import { type Mac, parseIp, vrrpGroup } from '../../src/core/address.ts'
import { joined } from '../../src/wire/bytes.ts'
import { describe } from '../../src/wire/describe.ts'
import type { Fact } from '../../src/wire/facts.ts'
import { fieldsOf } from '../../src/wire/fields.ts'
import { ipFrame } from '../../src/wire/frames.ts'
import { emitIcmpError } from '../../src/wire/icmp.ts'
import { locate } from '../../src/wire/locate.ts'
import { emitIgmpV3Join } from '../../src/wire/membership.ts'
import { emitNd } from '../../src/wire/nd.ts'
import { IpProtocol } from '../../src/wire/protocol.ts'
import { factOf } from '../../src/wire/sighting.ts'
import { readCapture } from './captured.ts'
import { ADVERT_6 } from './tunnelled.ts'
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

const ROUTE = { src: parseIp('10.0.0.3')!, dst: parseIp('10.0.0.2')! }
const ROUTE_6 = { src: parseIp('fe80::3')!, dst: parseIp('fe80::2')! }
const ROUTE_FRAME = { link: { srcMac: '02:00:00:00:00:03' as Mac, dstMac: '02:00:00:00:00:01' as Mac } }
const ADVERT_IN_IPV6 = bytes(ADVERT_6)

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

test.each([
  [3, 2, 'protocol unreachable'],
  [3, 7, 'host unknown'],
  [3, 15, 'precedence cutoff in effect'],
  [3, 99, 'type 3, code 99'],
  [4, 1, 'source quench'],
  [5, 1, 'redirect for the host'],
  [12, 1, 'required option missing'],
])('an ICMP error of type %i and code %i is called what it is', (type, code, words) => {
  const message = emitIcmpError(type, code, HOSTILE.subarray(14), ROUTE)
  expect(factFrom(ipFrame(ROUTE_FRAME, ROUTE, IpProtocol.icmp, message))).toMatchObject({ meaning: words })
})

test.each([
  [1, 1, 'administratively prohibited'],
  [1, 7, 'error in source routing header'],
  [1, 42, 'type 1, code 42'],
  [2, 3, 'packet too big'],
  [4, 3, 'incomplete header chain in the first fragment'],
])('an ICMPv6 error of type %i and code %i is called what it is', (type, code, words) => {
  const message = emitIcmpError(type, code, ADVERT_IN_IPV6, ROUTE_6)
  expect(factFrom(ipFrame(ROUTE_FRAME, ROUTE_6, IpProtocol.icmp6, message))).toMatchObject({ meaning: words })
})

test('why hosts discard a solicitation is told', () => {
  const message = { advertisement: false, target: parseIp('fe80::100')! }
  const asks = (hopLimit: number, src: string): string => {
    const route = { src: parseIp(src)!, dst: parseIp('ff02::1:ff00:100')! }
    return describe(factFrom(ipFrame({ ...ROUTE_FRAME, hopLimit }, route, IpProtocol.icmp6, emitNd(message, route))))
  }
  expect(asks(255, 'fe80::2')).toBe('ND  who has fe80::100?  tell fe80::2')
  expect(asks(64, 'fe80::2')).toBe('ND  who has fe80::100?  tell fe80::2  ! hosts discard it: the hop limit is not 255')
  expect(asks(64, '::')).toBe('ND  probe: is fe80::100 in use?  ! hosts discard it: the hop limit is not 255')
})

test('a report that blocks sources says neither join nor leave', () => {
  const report = emitIgmpV3Join([vrrpGroup(4)])
  const blocks = report.slice()
  blocks.set([6, 0, 0, 1], 8)
  const frameOfReport = (message: Uint8Array) =>
    factFrom(ipFrame(ROUTE_FRAME, ROUTE, IpProtocol.igmp, joined(message, Uint8Array.of(10, 0, 0, 9))))
  expect(frameOfReport(report)).toMatchObject({ role: 'join', vrrpGroup: true })
  expect(frameOfReport(blocks)).toMatchObject({ role: 'other', vrrpGroup: true })
})

test('a GLBP message without a hello tells neither state nor priority', () => {
  // Group 1, the router's MAC, and a request (type 2) of 4 bytes.
  const glbp = factFrom(
    bytes(`01005e000066 020000000001 0800 45c0 002c 0001 0000 ff11 0000 0a000002 e0000066
      0c96 0c96 0018 0000 0100 0001 0000 020000000001 0204 0000`),
  )
  expect(describe(glbp)).toBe('GLBP 1  10.0.0.2  no hello')
  expect(fieldsOf(glbp)).not.toHaveProperty('state')
  expect(fieldsOf(glbp)).not.toHaveProperty('priority')
})

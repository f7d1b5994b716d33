import { describe, expect, it } from 'vitest'
import { type Mac, parseIp } from '../../src/core/address.ts'
import { cs } from '../../src/core/time.ts'
import { csvHead, csvRow } from '../../src/report/csv.ts'
import { type FrameContext, frameEntry } from '../../src/report/frames.ts'
import { MASK } from '../../src/report/mask.ts'
import type { ArpFact, MalformedFact, Sighting, VrrpAdvert } from '../../src/wire/facts.ts'
import { sec } from './sample.ts'

const ip = (text: string) => parseIp(text)!
const seen = {
  tNs: sec(1.5),
  frameNo: 7,
  source: 0,
  path: 3,
  srcMac: '02:00:00:00:00:01' as Mac,
  dstMac: '01:00:5e:00:00:12' as Mac,
  outgoing: false,
}
const advert: VrrpAdvert = {
  version: 2,
  type: 1,
  vrid: 51,
  priority: 100,
  maxAdvertInterval: cs(100),
  addressCount: 1,
  addresses: [ip('192.0.2.100')],
  checksum: 0x0abc,
  checksums: ['message-only'],
  auth: 'simple',
  authType: 1,
  authData: Uint8Array.of(0x61, 0x1b, 0x62, 0, 0, 0, 0, 0),
  reserved: 0,
  trailingBytes: 0,
  truncated: false,
  defects: [{ code: 'vrrp/no-addresses', offset: 37 }],
}
const sighting: Sighting = {
  ...seen,
  kind: 'advert',
  src: ip('192.0.2.11'),
  dst: ip('224.0.0.18'),
  hopLimit: 255,
  ipId: 9,
  advert,
  packet: new Uint8Array(0),
  pduAt: 20,
}
const context: FrameContext = {
  timeline: { epochSec: 1_700_000_000 },
  interfaceName: () => 'eth0',
  pathText: (path) => `vlan ${path}`,
  showSecrets: false,
}

describe('frameEntry', () => {
  it('tells an advert, password masked', () => {
    expect(frameEntry(sighting, context)).toEqual({
      type: 'advert',
      frame: 7,
      time: '2023-11-14T22:13:21.500000Z',
      interface: 'eth0',
      path: 'vlan 3',
      srcMac: '02:00:00:00:00:01',
      dstMac: '01:00:5e:00:00:12',
      src: '192.0.2.11',
      dst: '224.0.0.18',
      hopLimit: 255,
      ipId: 9,
      version: 2,
      vrrpType: 1,
      vrid: 51,
      priority: 100,
      intervalMs: 1000,
      addressCount: 1,
      addresses: ['192.0.2.100'],
      checksum: '0x0abc',
      checksumReadings: ['message-only'],
      auth: 'simple',
      authType: 1,
      authData: MASK,
      reserved: 0,
      trailingBytes: 0,
      truncated: false,
      defects: ['vrrp/no-addresses@37'],
    })
  })

  it('shows the password without its zero fill where asked', () => {
    expect(frameEntry(sighting, { ...context, showSecrets: true }).authData).toBe('a\x1bb')
  })

  it('tells AH and the HMAC trailer in hexadecimal', () => {
    const signed: VrrpAdvert = {
      ...advert,
      ah: { nextHeader: 112, spi: 0xc0000201, sequence: 5, icv: Uint8Array.of(1, 2, 0xff) },
      trailer: { type: 1, keyId: 2, seconds: 1_700_000_001, fraction: 32_768, counter: 4, hmac: Uint8Array.of(0xab) },
    }
    expect(frameEntry({ ...sighting, advert: signed }, context)).toMatchObject({
      'ah.spi': 3_221_225_985,
      'ah.sequence': 5,
      'ah.icv': '0102ff',
      'trailer.keyId': 2,
      'trailer.hmac': 'ab',
    })
  })

  it('tells the other kinds with their own fields', () => {
    const arp: ArpFact = {
      ...seen,
      kind: 'arp',
      operation: 1,
      role: 'gratuitous-request',
      senderMac: '00:00:5e:00:01:33' as Mac,
      senderIp: ip('192.0.2.100'),
      targetMac: 'ff:ff:ff:ff:ff:ff' as Mac,
      targetIp: ip('192.0.2.100'),
    }
    expect(frameEntry(arp, context)).toMatchObject({ type: 'arp', role: 'gratuitous-request', senderIp: '192.0.2.100' })
    const broken: MalformedFact = {
      ...seen,
      kind: 'malformed',
      src: undefined,
      dst: undefined,
      defect: { code: 'ip/short', offset: 14 },
    }
    expect(frameEntry(broken, context)).toMatchObject({ type: 'malformed', src: null, defects: ['ip/short@14'] })
  })
})

describe('csv', () => {
  it('gives the chosen fields in their order, empty where a frame has none', () => {
    const entry = frameEntry(sighting, context)
    expect(csvHead(['frame', 'addresses', 'target'])).toBe('frame,addresses,target\n')
    expect(csvRow(entry, ['frame', 'addresses', 'target', 'ipId'])).toBe('7,192.0.2.100,,9\n')
  })

  it('quotes what needs it and escapes control characters', () => {
    const entry = { a: 'x,y', b: 'say "hi"', c: 'a\x1b[2J\nb', d: ['1', '2'], e: ' pad', f: null, g: true }
    expect(csvRow(entry, ['a', 'b', 'c', 'd', 'e', 'f', 'g'])).toBe(
      '"x,y","say ""hi""",a\\x1b[2J\\nb,1 2," pad",,true\n',
    )
  })
})

import { expect, test } from 'vitest'
import type { Fact, Sighting } from '../../src/wire/facts.ts'
import { locate } from '../../src/wire/locate.ts'
import { paths } from '../../src/wire/path.ts'
import { factOf } from '../../src/wire/sighting.ts'
import { captureFiles, readCapture } from './captured.ts'

function factsOf(name: string): Fact[] {
  const facts: Fact[] = []
  readCapture(name, (view) => {
    const fact = factOf(view, locate(view))
    if (fact) facts.push(fact)
  })
  return facts
}

const advertsOf = (name: string): Sighting[] => factsOf(name).filter((fact) => fact.kind === 'advert')

// What fixtures/captures/README.md says of them, seen by the decoders.
test('the seed: version 2, VRID 147, plain password, and a kernel that answers protocol unreachable', () => {
  const facts = factsOf('seed-unicast-start-sigterm-return/switch.pcap')
  const adverts = facts.filter((fact) => fact.kind === 'advert')
  expect(new Set(adverts.map((s) => s.advert.vrid))).toEqual(new Set([147]))
  expect(new Set(adverts.map((s) => s.advert.auth))).toEqual(new Set(['simple']))
  expect(adverts[0]?.advert.addresses.map((a) => a.text)).toEqual(['172.18.5.148'])
  expect(Buffer.from(adverts[0]!.advert.authData!).toString('latin1')).toBe('123789\0\0')
  const errors = facts.filter((fact) => fact.kind === 'icmp-error')
  expect(new Set(errors.map((e) => `${e.meaning} ${e.quotedVrid}`))).toEqual(new Set(['protocol unreachable 147']))
})

test('AH adverts are found behind protocol 51, with growing sequence numbers', () => {
  const sequences = advertsOf('v2-ah/switch.pcap').map((s) => s.advert.ah!.sequence)
  expect(sequences.length).toBeGreaterThan(10)
  expect(sequences).toEqual([...sequences].sort((a, b) => a - b))
})

test('a tag is the path of the adverts it carries', () => {
  const adverts = advertsOf('vlan-tagged/trunk.pcap')
  expect(new Set(adverts.map((s) => paths.text(s.path)))).toEqual(new Set(['vlan 305']))
})

test('a snap length of 60 leaves an advert whose checksum and addresses are unknown, not wrong', () => {
  const advert = advertsOf('format-variants/v3-ipv6-snaplen-60.pcapng')[0]!.advert
  expect(advert).toMatchObject({ version: 3, vrid: 0x33, addressCount: 2, truncated: true })
  expect(advert).toMatchObject({ maxAdvertInterval: 100, checksum: -1, addresses: [], defects: [] })
  expect(advert.checksums).toBeUndefined()
})

test.each([
  ['v3-hmac/switch.pcap', 'pseudo-header'],
  ['v3-hmac-ipv6/switch.pcap', 'with-trailer'],
  ['v2-hmac-unicast/switch.pcap', 'message-only'],
])('%s: every advert is signed and its checksum is read as %s', (name, reading) => {
  const adverts = advertsOf(name)
  expect(adverts.length).toBeGreaterThan(9)
  for (const { advert } of adverts) expect(advert).toMatchObject({ auth: 'hmac', checksums: [reading], defects: [] })
})

test('every checksum in the captures is right by exactly one reading', () => {
  for (const name of captureFiles())
    for (const { advert, frameNo } of advertsOf(name))
      if (!advert.truncated) expect(advert.checksums, `${name} frame ${frameNo}`).toHaveLength(1)
})

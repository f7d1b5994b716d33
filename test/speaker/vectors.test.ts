import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Authentication } from '../../src/config/model.ts'
import { keyedHash } from '../../src/edge/keyed-hash.ts'
import { advertOf } from '../../src/speaker/frames.ts'
import type { Sighting } from '../../src/wire/facts.ts'
import { advertFrame, type Protection } from '../../src/wire/frames.ts'
import { locate } from '../../src/wire/locate.ts'
import { sight } from '../../src/wire/sighting.ts'
import { passwordBytes } from '../../src/wire/verify.ts'
import { Kind } from '../../src/wire/view.ts'
import { router } from '../model/routers.ts'
import { readCapture } from '../wire/captured.ts'

// Adverts of real keepalived (2.2.7; with trailer 2.4.3), and what we send with the same counters and clock.

/** `key 1 hex:...` of a configuration beside the capture. */
const keysIn = (capture: string): Map<number, Uint8Array> => {
  const text = readFileSync(`fixtures/captures/${capture}/r1.keepalived.conf`, 'utf8')
  return new Map(
    [...text.matchAll(/key (\d+) hex:(\w+)/g)].map(([, id, hex]) => [Number(id), Buffer.from(hex!, 'hex')]),
  )
}

function protectionOf({ advert }: Sighting, keys: Map<number, Uint8Array>): Protection | undefined {
  const hash = keyedHash
  if (advert.ah)
    return { kind: 'ah', key: passwordBytes('ahsecret'), sequence: advert.ah.sequence, spi: advert.ah.spi, hash }
  if (!advert.trailer) return undefined
  const { keyId, seconds, fraction, counter } = advert.trailer
  return { kind: 'hmac', key: keys.get(keyId)!, keyId, seconds, fraction, counter, hash }
}

function ourPacket(theirs: Sighting, keys: Map<number, Uint8Array>): Uint8Array {
  const { advert, src, dst } = theirs
  const authentication: Authentication = advert.ah
    ? { kind: 'ah', password: passwordBytes('ahsecret') }
    : { kind: 'none' }
  const config = router({
    family: src.family,
    version: advert.version as 2 | 3,
    vrid: advert.vrid,
    addresses: advert.addresses,
    advertInterval: advert.maxAdvertInterval,
    authentication,
    virtualMac: false,
    group: dst,
    hopLimit: theirs.hopLimit,
  })
  const seat = { mac: theirs.srcMac!, tags: [] }
  const peer = dst.text === '224.0.0.18' || dst.text === 'ff02::12' ? undefined : { address: dst, mac: theirs.dstMac! }
  const ipId = Math.max(0, theirs.ipId)
  const protection = protectionOf(theirs, keys)
  return advertFrame(advertOf(config, seat, { priority: advert.priority, src, peer, ipId, protection })).subarray(14)
}

/** Without the flow label of IPv6, which the kernel draws by lot. */
const hexOf = (packet: Uint8Array): string =>
  Buffer.from(packet)
    .toString('hex')
    .replace(/^6c0[0-9a-f]{5}/, '6c000000')

test.each(['v2-ah', 'v2-ah-unicast', 'v3-hmac', 'v2-hmac-unicast', 'v3-hmac-ipv6'])(
  '%s: every advert is ours, bit for bit',
  (capture) => {
    const theirs: Sighting[] = []
    readCapture(`${capture}/switch.pcap`, (view) => {
      if (locate(view) === Kind.Vrrp) theirs.push(sight(view))
    })
    expect(theirs.length).toBeGreaterThan(9)
    const keys = keysIn(capture)
    for (const one of theirs) expect(hexOf(ourPacket(one, keys))).toBe(hexOf(one.packet))
  },
)

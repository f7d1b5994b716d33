import { describe, expect, it } from 'vitest'
import type { Authentication, RouterConfig } from '../../src/config/model.ts'
import { cs, ns } from '../../src/core/time.ts'
import { ip, router } from '../model/routers.ts'
import { EPOCH_SEC, MS, stateOf, TestSegment } from './segment.ts'

const A = '192.0.2.11'
const B = '192.0.2.12'
const pair = (a: Partial<RouterConfig>, b: Partial<RouterConfig> = a) => {
  const lan = new TestSegment()
  return {
    lan,
    a: lan.join([router({ primaryAddress: ip(A), priority: 150, ...a })]),
    b: lan.join([router({ primaryAddress: ip(B), ...b })]),
  }
}

describe('unicast', () => {
  const [toA, toB] = [{ unicastPeers: [{ address: ip(A) }] }, { unicastPeers: [{ address: ip(B) }] }]

  it('asks for the MAC of the peer, then sends to it', () => {
    const { lan, a, b } = pair(toB, toA)
    lan.until(8000)
    expect([stateOf(a), stateOf(b)]).toEqual(['Active', 'Backup'])
    expect(lan.arps()[0]).toMatchObject({ role: 'request', senderIp: { text: A }, targetIp: { text: B } })
    const first = lan.adverts(A)[0]!
    expect(first).toMatchObject({ dst: { text: B }, dstMac: b.mac, hopLimit: 255 })
    // One way for the question, one for the answer.
    expect(first.tNs / MS).toBe(3414.0625 + 0.2)
    expect(lan.times(A)[1]).toBe(4414.0625)
  })

  it('a peer that is not there gets no advert, only the question', () => {
    const lan = new TestSegment()
    lan.join([router({ primaryAddress: ip(A), ...toB })])
    lan.until(6000)
    expect(lan.adverts()).toEqual([])
    expect(lan.arps().filter(({ role }) => role === 'request')).toHaveLength(3)
  })

  it('all copies of an advert carry the same IP id', () => {
    const lan = new TestSegment()
    lan.join([router({ primaryAddress: ip(A), unicastPeers: [{ address: ip(B) }, { address: ip('192.0.2.13') }] })])
    lan.join([router({ primaryAddress: ip(B), priority: 50, ...toA })])
    lan.join([router({ primaryAddress: ip('192.0.2.13'), priority: 40, ...toA })])
    lan.until(5000)
    expect(lan.adverts(A).map(({ dst, ipId }) => [dst.text, ipId])).toEqual([
      [B, 1],
      ['192.0.2.13', 1],
      [B, 2],
      ['192.0.2.13', 2],
    ])
  })

  it('over IPv6 neighbours are solicited', () => {
    const lan = new TestSegment()
    const six = (own: string, peer: string, priority: number) =>
      router({ family: 6, primaryAddress: ip(own), unicastPeers: [{ address: ip(peer) }], priority })
    const a = lan.join([six('fe80::11', 'fe80::12', 150)])
    const b = lan.join([six('fe80::12', 'fe80::11', 100)])
    lan.until(8000)
    expect([stateOf(a), stateOf(b)]).toEqual(['Active', 'Backup'])
  })
})

describe('a VLAN', () => {
  const tags = [{ id: 305, priority: 6 }]

  it('puts its tag on everything and hears nothing else', () => {
    const lan = new TestSegment()
    const a = lan.join([router({ primaryAddress: ip(A), priority: 150 })], { tags })
    const b = lan.join([router({ primaryAddress: ip(B) })], { tags })
    const stranger = lan.join([router({ primaryAddress: ip('192.0.2.13') })])
    lan.until(8000)
    expect([stateOf(a), stateOf(b), stateOf(stranger)]).toEqual(['Active', 'Backup', 'Active'])
    const paths = new Map(lan.facts.map((fact) => [fact.srcMac, fact.path]))
    expect(paths.get(a.mac)).not.toBe(0)
    expect(paths.get(stranger.mac)).toBe(0)
  })
})

describe('authentication', () => {
  const password = (letter: number) => new Uint8Array(8).fill(letter)
  const ka = { version: 2, profile: 'keepalived-2.4' } as const
  const hmac = (activeKeyId: number, ids: number[], change = {}): Authentication => ({
    kind: 'hmac',
    keys: ids.map((id) => ({ id, key: new Uint8Array(32).fill(id) })),
    activeKeyId,
    mode: 'enforce',
    antiReplay: 'time',
    windowSec: 5,
    ...change,
  })

  it('AH: the same key, and numbers that the next Active continues', () => {
    const config = { ...ka, authentication: { kind: 'ah', password: password(1) } } as const
    const { lan, a, b } = pair(config)
    lan.until(5500)
    expect([stateOf(a), stateOf(b)]).toEqual(['Active', 'Backup'])
    a.speaker.shutdown()
    lan.until(6500)
    const numbers = lan.adverts().map(({ src, advert }) => [src.text, advert.ah?.sequence])
    expect(numbers).toEqual([
      [A, 1],
      [A, 2],
      [A, 3],
      [A, 4],
      [B, 5],
    ])
  })

  it('AH: another key is refused', () => {
    const ah = (letter: number) => ({ ...ka, authentication: { kind: 'ah', password: password(letter) } }) as const
    const { lan, b } = pair(ah(1), ah(2))
    lan.until(3500)
    expect(b.speaker.status()[0]!.advertsRejected).toEqual({ 'auth-data': 1 })
  })

  it('HMAC: keys rotate where both know both', () => {
    const v3 = { profile: 'keepalived-2.4' } as const
    const { lan, a, b } = pair({ ...v3, authentication: hmac(1, [1, 2]) }, { ...v3, authentication: hmac(2, [1, 2]) })
    lan.until(5500)
    expect([stateOf(a), stateOf(b)]).toEqual(['Active', 'Backup'])
    const [first, second] = lan.adverts(A).map(({ advert }) => advert.trailer!)
    // 3414062 us after the epoch second: 0.414062 * 65536 = 27135.97
    expect(first).toMatchObject({ keyId: 1, seconds: EPOCH_SEC + 3, fraction: 27135, counter: 0 })
    expect(second!.seconds).toBe(EPOCH_SEC + 4)
  })

  it('HMAC: a replayed advert is refused, even inside the window', () => {
    const v3 = { profile: 'keepalived-2.4', authentication: hmac(1, [1]) } as const
    const lan = new TestSegment()
    const recorder: Uint8Array[] = []
    const attacker = lan.lan.plug()
    attacker.onFrame((view) => recorder.push(new Uint8Array(view.dv.buffer.slice(0))))
    lan.join([router({ primaryAddress: ip(A), priority: 150, ...v3 })])
    const b = lan.join([router({ primaryAddress: ip(B), ...v3 })])
    lan.until(5000)
    // The last two frames heard are adverts of a; the older one comes again.
    attacker.send(recorder.at(-1)!)
    lan.until(5001)
    expect(b.speaker.status()[0]).toMatchObject({ advertsAccepted: 2, advertsRejected: { hmac: 1 } })
  })

  it('HMAC: a clock that is 6 s ahead is outside the window of 5 s', () => {
    const v3 = { profile: 'keepalived-2.4', authentication: hmac(1, [1]) } as const
    const lan = new TestSegment()
    lan.join([router({ primaryAddress: ip(A), priority: 150, ...v3 })], { epochSec: EPOCH_SEC + 6 })
    const b = lan.join([router({ primaryAddress: ip(B), ...v3 })])
    lan.until(4000)
    expect(b.speaker.status()[0]!.advertsRejected).toEqual({ hmac: 1 })
  })

  it('HMAC over IPv6: the checksum covers the trailer', () => {
    const six = { family: 6, profile: 'keepalived-2.4', authentication: hmac(1, [1]) } as const
    const lan = new TestSegment()
    lan.join([router({ ...six, primaryAddress: ip('fe80::11'), priority: 150 })])
    const b = lan.join([router({ ...six, primaryAddress: ip('fe80::12') })])
    lan.until(6000)
    expect(stateOf(b)).toBe('Backup')
    expect(lan.adverts()[0]!.advert.checksums).toContain('with-trailer')
  })

  it('two adverts in one tick of the clock still have growing stamps', () => {
    const lan = new TestSegment()
    const a = lan.join([router({ primaryAddress: ip(A), profile: 'keepalived-2.4', authentication: hmac(1, [1]) })])
    lan.until(3700)
    a.speaker.forceAdvert()
    a.speaker.forceAdvert()
    const [first, second] = lan
      .adverts(A)
      .slice(-2)
      .map(({ advert }) => advert.trailer!)
    expect(second).toMatchObject({ seconds: first!.seconds, fraction: first!.fraction, counter: first!.counter + 1 })
  })
})

describe('what is on the wire', () => {
  it.each([
    ['message-only', 'message-only'],
    ['pseudo-header', 'pseudo-header'],
  ] as const)('checksum %s', (checksum, reading) => {
    const lan = new TestSegment()
    lan.join([router({ primaryAddress: ip(A), checksum })])
    lan.until(4000)
    expect(lan.adverts()[0]!.advert.checksums).toContain(reading)
    expect(lan.adverts()[0]!.advert.defects).toEqual([])
  })

  it('version 2: the password, the interval in whole seconds, no defects', () => {
    const lan = new TestSegment()
    const authentication = { kind: 'simple', password: password8('s3cret') } as const
    lan.join([router({ version: 2, profile: 'rfc2338', authentication, advertInterval: cs(200) })])
    lan.until(8000)
    expect(lan.adverts()[0]!.advert).toMatchObject({
      version: 2,
      auth: 'simple',
      authData: password8('s3cret'),
      maxAdvertInterval: 200,
      checksums: ['message-only'],
      defects: [],
    })
  })

  it('adverts and ARP come from the MAC addresses that the configuration says', () => {
    const sender = (change: Partial<RouterConfig>) => {
      const lan = new TestSegment()
      const { mac } = lan.join([router(change)])
      lan.until(4000)
      return [lan.adverts()[0]!.srcMac, lan.arps()[0]!.senderMac].map((one) => (one === mac ? 'interface' : one))
    }
    expect(sender({ virtualMac: true })).toEqual(['00:00:5e:00:01:33', '00:00:5e:00:01:33'])
    expect(sender({ virtualMac: false })).toEqual(['interface', 'interface'])
    expect(sender({ sourceMac: '02:00:00:00:00:01' as never })).toEqual(['interface', '00:00:5e:00:01:33'])
  })
})

describe('announcements', () => {
  const times = (change: Partial<RouterConfig['announce']>, until: number) => {
    const lan = new TestSegment()
    const announce = { ...router().announce, ...change }
    lan.join([router({ announce, excludedAddresses: [ip('192.0.2.101')] })])
    lan.until(until)
    return lan.arps().map(({ tNs, targetIp }) => [tNs / MS, targetIp.text])
  }

  it("keepalived's: five rounds at once and five after 5 s, excluded addresses as well", () => {
    const seen = times({ repeat: 5, delay: ns(5000 * MS) }, 20_000)
    expect(seen).toHaveLength(20)
    expect(seen.slice(0, 3)).toEqual([
      [3609.375, '192.0.2.100'],
      [3609.375, '192.0.2.101'],
      [3609.375, '192.0.2.100'],
    ])
    expect(seen[10]).toEqual([8609.375, '192.0.2.100'])
  })

  it('a refresh every 3 s', () => {
    const seen = times({ repeat: 1, refresh: ns(3000 * MS), refreshRepeat: 1 }, 11_000)
    expect(seen.filter(([, target]) => target === '192.0.2.100').map(([time]) => time)).toEqual([
      3609.375, 6609.375, 9609.375,
    ])
  })

  it('as reply, or as both', () => {
    const kinds = (arp: 'reply' | 'both') => {
      const lan = new TestSegment()
      lan.join([router({ announce: { ...router().announce, arp } })])
      lan.until(4000)
      return lan.arps().map(({ role }) => role)
    }
    expect(kinds('reply')).toEqual(['gratuitous-reply'])
    expect(kinds('both')).toEqual(['gratuitous-request', 'gratuitous-reply'])
  })

  it('none is left once the router is Backup again', () => {
    const lan = new TestSegment()
    const announce = { ...router().announce, delay: ns(5000 * MS), refresh: ns(3000 * MS) }
    lan.join([router({ primaryAddress: ip(B), announce })])
    lan.until(4000)
    lan.join([router({ primaryAddress: ip(A), priority: 255 })])
    lan.until(4001)
    const before = lan.arps().length
    lan.until(20_000)
    expect(lan.arps()).toHaveLength(before)
  })

  it('keepalived repeats them when a lower priority speaks', () => {
    const lan = new TestSegment()
    const announce = { ...router().announce, lowerPriorityRepeat: 2 }
    const a = lan.join([router({ profile: 'keepalived-2.2', primaryAddress: ip(A), priority: 150, announce })])
    lan.lan.isolate(a.port)
    lan.join([router({ profile: 'keepalived-2.2', primaryAddress: ip(B) })])
    // After the advert of a at 8414 ms, before that of b at 8609 ms.
    lan.until(8500)
    const alone = lan.arps().length
    lan.lan.heal()
    lan.until(9000)
    expect(lan.arps().length - alone).toBe(2)
  })
})

function password8(text: string): Uint8Array {
  return Uint8Array.from({ length: 8 }, (_, i) => text.charCodeAt(i) || 0)
}

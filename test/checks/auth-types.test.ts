import { expect, test } from 'vitest'
import { vrrpGroup } from '../../src/core/address.ts'
import { cs } from '../../src/core/time.ts'
import type { Snapshot } from '../../src/observe/options.ts'
import { describe } from '../../src/wire/describe.ts'
import type { Fact } from '../../src/wire/facts.ts'
import { ipFrame } from '../../src/wire/frames.ts'
import { locate } from '../../src/wire/locate.ts'
import { IpProtocol } from '../../src/wire/protocol.ts'
import { factOf } from '../../src/wire/sighting.ts'
import { emitTrailer } from '../../src/wire/trailer.ts'
import { AuthType, emitVrrp } from '../../src/wire/vrrp.ts'
import { viewOfFrame } from '../wire/views.ts'
import { A, advertOf, B, type Node, Scene, VIP, VRID } from './scene.ts'

// What authenticates an advert of version 2 is told by its type byte, not by what follows it.

const ROUTE = { src: A.ip, dst: vrrpGroup(4) }
const PASSWORD = new TextEncoder().encode('s3cret!!')

function withTrailer(authType: number, ipId: number): Uint8Array {
  // The same time in each: as trailers they would be replays.
  const behind = emitTrailer({ type: 1, keyId: 7, seconds: 1_700_000_000, fraction: 0, counter: 1 })
  const advert = { version: 2, vrid: VRID, priority: 150, maxAdvertInterval: cs(100), addresses: [VIP], authType }
  const pdu = emitVrrp({ ...advert, authData: PASSWORD }, ROUTE, 'message-only', behind)
  return ipFrame({ link: { srcMac: A.mac }, ipId }, ROUTE, IpProtocol.vrrp, pdu)
}

test.each([
  [AuthType.none, 'hmac', ['sec/replay']],
  [AuthType.simple, 'simple', ['sec/plaintext-password', 'wire/trailing-bytes']],
] as const)('type %i with 28 bytes behind it is %s', (type, auth, ids) => {
  const scene = new Scene()
  for (let i = 1; i < 5; i++) scene.frame(i, withTrailer(type, i))
  expect(
    scene
      .play()
      .observer.snapshot()
      .virtualRouters[0]!.routers.map((router) => router.auth),
  ).toEqual([auth])
  const found = scene.findings().map(({ id }) => id)
  expect(found.filter((id) => /^sec\/|trailing/.test(id)).sort()).toEqual(ids)
})

test('type AH without an AH header authenticates nothing, and one router of its kind takes the adverts of another', () => {
  const [high, low] = [A, B].map((node): Node => ({ ...node, version: 2, authType: AuthType.ah }))
  const scene = new Scene().active(low!, 4, 10).active(high!, 10.5, 20)
  const { observer } = scene.play()
  const [{ routers, acceptance }] = observer.snapshot().virtualRouters as [Shown]
  expect(routers.map((router) => router.auth)).toEqual(['none', 'none'])
  expect(acceptance.map(({ accepts }) => accepts)).toEqual([true, true])
  const ids = scene.findings().map(({ id }) => id)
  expect(ids).toContain('sec/no-authentication')
  expect(ids).not.toContain('state/split-brain')
  expect(describe(read(advertOf(low!)))).toContain('  auth type ah without AH header  ')
})

type Shown = Snapshot['virtualRouters'][number]

function read(frame: Uint8Array): Fact {
  const v = viewOfFrame(frame)
  return factOf(v, locate(v))!
}

import type { Mac } from '../../../src/core/address.ts'
import { cs } from '../../../src/core/time.ts'
import {
  addressCountOf,
  cutTo,
  damaged,
  dstMacOf,
  fragmentsOf,
  intervalWordOf,
  typeOf,
  versionOf,
  vridOf,
  withoutAuthData,
  withTrailing,
  wrongChecksum,
} from '../../../src/wire/damage.ts'
import { ipLengthOff, paddedTo } from '../../wire/bent.ts'
import { A, advertOf, B, ip, type Node, Scene } from '../scene.ts'
import { capture, type Example, scene } from './example.ts'

const V2: Node = { ...A, version: 2 }
const V6: Node = { ...A, ip: ip('fe80::11'), addresses: [ip('fe80::100'), ip('2001:db8::100')] }
const unicast = { dst: B.ip, dstMac: B.mac }
const OWNER: Node = { ...A, priority: 255, addresses: [A.ip] }

const healthy = scene(new Scene().frame(1, advertOf(A)))
const shows = (frame: Uint8Array, ...more: Uint8Array[]) =>
  scene([frame, ...more].reduce((s, f, i) => s.frame(1 + i, f), new Scene()))

export const wireExamples: Readonly<Record<string, Example>> = {
  'wire/malformed': {
    fires: shows(damaged(advertOf(A), cutTo(6))),
    silent: healthy,
  },
  'wire/unknown-version': { fires: shows(damaged(advertOf(A), versionOf(4))), silent: healthy },
  'wire/unknown-type': { fires: shows(damaged(advertOf(A), typeOf(2))), silent: healthy },
  'wire/vrid-zero': { fires: shows(damaged(advertOf(A), vridOf(0))), silent: healthy },
  'wire/hop-limit-not-255': {
    fires: shows(advertOf({ ...A, hopLimit: 254 })),
    silent: shows(advertOf({ ...A, ...unicast, hopLimit: 254 })),
  },
  'wire/unicast-hop-limit': {
    fires: shows(advertOf({ ...A, ...unicast, hopLimit: 252 })),
    silent: shows(advertOf({ ...A, ...unicast })),
  },
  'wire/checksum-bad': {
    fires: shows(damaged(advertOf(A), wrongChecksum)),
    silent: shows(advertOf({ ...A, checksum: 'message-only' })),
  },
  'wire/checksum-readings-mixed': {
    fires: scene(
      new Scene()
        .active(A, 1, 5)
        .advert(A, 5.5, { priority: 0 })
        .active({ ...B, checksum: 'message-only' }, 6.1, 9),
    ),
    silent: scene(new Scene().active(A, 1, 5).advert(A, 5.5, { priority: 0 }).active(B, 6.1, 9)),
  },
  'wire/address-count': { fires: shows(damaged(advertOf(A), addressCountOf(9))), silent: healthy },
  'wire/no-addresses': { fires: shows(advertOf(A, { addresses: [] })), silent: healthy },
  'wire/trailing-bytes': {
    fires: shows(damaged(advertOf(A), withTrailing(Uint8Array.of(1, 2, 3)))),
    silent: shows(damaged(advertOf(A), paddedTo(60))),
  },
  'wire/auth-data-missing': {
    fires: shows(damaged(advertOf(V2), withoutAuthData)),
    silent: shows(advertOf(V2)),
  },
  'wire/version-2-over-ipv6': { fires: capture('v2-over-ipv6-crash'), silent: capture('v3-ipv6') },
  'wire/interval-zero': { fires: shows(advertOf({ ...A, interval: cs(0) })), silent: healthy },
  'wire/reserved-not-zero': { fires: shows(damaged(advertOf(A), intervalWordOf(0x1064))), silent: healthy },
  'wire/group-mac-mismatch': {
    // opnsense/core#1549: 224.0.0.18 in a frame for 01:00:5e:00:00:d4.
    fires: shows(damaged(advertOf(A), dstMacOf('01:00:5e:00:00:d4' as Mac))),
    silent: healthy,
  },
  'wire/wrong-group': { fires: shows(advertOf({ ...A, dst: ip('224.0.0.19') })), silent: healthy },
  'wire/source-mac-not-virtual': { fires: healthy, silent: shows(advertOf({ ...A, mac: '00:00:5e:00:01:33' as Mac })) },
  'wire/source-not-link-local': {
    fires: shows(advertOf({ ...V6, ip: ip('2001:db8::11') })),
    silent: shows(advertOf(V6)),
  },
  'wire/first-address-not-link-local': {
    fires: shows(advertOf({ ...V6, addresses: [ip('2001:db8::100'), ip('fe80::100')] })),
    silent: shows(advertOf(V6)),
  },
  'wire/source-is-virtual-address': {
    fires: shows(advertOf({ ...A, addresses: [A.ip] })),
    // The owner serves, and leaves.
    silent: shows(advertOf(OWNER), advertOf(OWNER, { priority: 0, ipId: 2 })),
  },
  'wire/fragmented': {
    fires: shows(
      ...(fragmentsOf(advertOf(A, { addresses: [ip('192.0.2.100'), ip('192.0.2.101'), ip('192.0.2.102')] }), 8) as [
        Uint8Array,
      ]),
    ),
    silent: healthy,
  },
  'wire/duplicate-frame': {
    // The same IP id twice within 50 ms; beside it an advert that was sent anew.
    fires: scene(new Scene().adverts(A, 1, 5).advert(A, 5.002, { ipId: 5 })),
    silent: scene(new Scene().adverts(A, 1, 5).advert(A, 5.002, { ipId: 6 })),
  },
}

/** Not the packet, the capture is cut: nobody is to blame. */
export const headerLies = shows(damaged(advertOf(A), ipLengthOff(4)))

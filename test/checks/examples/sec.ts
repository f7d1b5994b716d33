import type { Mac } from '../../../src/core/address.ts'
import { cs } from '../../../src/core/time.ts'
import { keyedHash } from '../../../src/edge/keyed-hash.ts'
import { advertFrame } from '../../../src/wire/frames.ts'
import { router } from '../../model/routers.ts'
import { A, B, ip, type Node, Scene, VIP, VRID } from '../scene.ts'
import { capture, type Example, scene } from './example.ts'

const ROGUE: Node = { ip: ip('192.0.2.66'), mac: '00:0c:29:66:66:66' as Mac, priority: 254 }

/** A signs five adverts and leaves, B takes over unsigned. */
function signedThenPlain(): Scene {
  const made = new Scene()
  for (let i = 0; i < 5; i++)
    made.frame(
      4 + i,
      advertFrame({
        link: { srcMac: A.mac },
        src: A.ip,
        ipId: i + 1,
        advert: {
          version: 3,
          vrid: VRID,
          priority: i < 4 ? A.priority : 0,
          maxAdvertInterval: cs(100),
          addresses: [VIP],
        },
        protection: {
          kind: 'hmac',
          key: new Uint8Array(32),
          keyId: 1,
          seconds: 4 + i,
          fraction: 0,
          counter: i + 1,
          hash: keyedHash,
        },
      }),
    )
  return made.active(B, 8.61, 12)
}

const signer = (mode: 'permissive' | 'enforce') => ({
  configs: [
    router({
      primaryAddress: A.ip,
      profile: 'keepalived-2.4',
      virtualMac: false,
      authentication: {
        kind: 'hmac',
        keys: [{ id: 1, key: new Uint8Array(32) }],
        activeKeyId: 1,
        mode,
        antiReplay: 'time',
        windowSec: 5,
      },
    }),
  ],
})

const newcomer = (): Scene => new Scene().active(A, 4, 15).active(ROGUE, 15.2, 20)

export const secExamples: Readonly<Record<string, Example>> = {
  'sec/plaintext-password': { fires: capture('v2-sigterm-failover'), silent: capture('v2-track-file-weight') },
  'sec/no-authentication': { fires: capture('v3-ipv4'), silent: capture('v3-hmac') },
  'sec/hmac-partial': { fires: capture('v3-hmac-one-without'), silent: capture('v3-hmac') },
  'sec/takeover-possible': {
    fires: scene(signedThenPlain(), signer('permissive')),
    silent: scene(signedThenPlain(), signer('enforce')),
  },
  'sec/rogue-speaker': {
    fires: scene(newcomer()),
    // A new router of another maker that joins the group like any daemon.
    silent: scene(newcomer().join(ROGUE, 11.2)),
  },
}

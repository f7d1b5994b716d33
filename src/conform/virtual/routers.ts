import type { Authentication, RouterConfig } from '../../config/model.ts'
import { parseIp, vrrpGroup } from '../../core/address.ts'
import { cs, ns } from '../../core/time.ts'

// The virtual routers that the speaker runs as device under test: one of each kind that a case may need.

/** Versions and families that every case is tried on. */
export const BASE_ROUTERS: readonly RouterConfig[] = [
  virtualRouter({ version: 2, family: 4, vrid: 2 }),
  virtualRouter({ version: 3, family: 4, vrid: 4 }),
  virtualRouter({ version: 3, family: 6, vrid: 6 }),
]

/** What the base ones lack, for the cases that need it. */
export const SPECIAL_ROUTERS: readonly RouterConfig[] = BASE_ROUTERS.flatMap((base) => [
  { ...base, preempt: false },
  { ...base, priority: 255, initialState: 'Active' as const },
  { ...base, accept: true },
  { ...base, announce: { ...base.announce, repeat: 3 } },
  ...(base.version === 2 ? version2(base) : version3(base)),
])

function version2(base: RouterConfig): RouterConfig[] {
  const password = Uint8Array.of(0x73, 0x33, 0x63, 0x72, 0x65, 0x74, 0, 0)
  return [
    { ...base, advertInterval: cs(300) },
    { ...base, authentication: { kind: 'simple', password } },
    { ...base, authentication: { kind: 'ah', password } },
  ]
}

function version3(base: RouterConfig): RouterConfig[] {
  const authentication: Authentication = {
    kind: 'hmac',
    keys: [{ id: 1, key: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) }],
    activeKeyId: 1,
    mode: 'enforce',
    antiReplay: 'time',
    windowSec: 5,
  }
  return [
    { ...base, advertInterval: cs(10) },
    { ...base, authentication, profile: 'keepalived-2.4' },
  ]
}

function virtualRouter(r: { version: 2 | 3; family: 4 | 6; vrid: number }): RouterConfig {
  const texts = r.family === 4 ? ['192.0.2.1', '192.0.2.2'] : ['fe80::5:1', '2001:db8::1']
  return {
    ...r,
    node: 'self',
    instance: `v${r.version}-ipv${r.family}`,
    interfaceName: 'lan',
    priority: 100,
    priorities: [100],
    advertInterval: cs(100),
    preempt: true,
    preemptDelay: ns(0),
    startupDelay: ns(0),
    initialState: 'Backup',
    addresses: texts.map((text) => parseIp(text)!),
    excludedAddresses: [],
    unicastPeers: [],
    checkUnicastSource: false,
    hopLimit: 255,
    group: vrrpGroup(r.family),
    profile: r.version === 2 ? 'rfc3768' : 'rfc9568',
    authentication: { kind: 'none' },
    checksum: 'message-only',
    downTimerAdverts: 3,
    skipCheckAddresses: false,
    lowerPriorityNoAdvert: false,
    higherPrioritySendAdvert: false,
    virtualMac: true,
    accept: false,
    announce: {
      repeat: 1,
      delay: ns(0),
      refresh: ns(0),
      refreshRepeat: 0,
      lowerPriorityRepeat: 0,
      lowerPriorityDelay: ns(0),
      arp: 'request',
    },
  }
}

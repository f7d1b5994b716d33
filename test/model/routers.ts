import type { RouterConfig } from '../../src/config/model.ts'
import { type Ip, parseIp, vrrpGroup } from '../../src/core/address.ts'
import { cs, ns } from '../../src/core/time.ts'
import type { Sighting, VrrpAdvert } from '../../src/wire/facts.ts'

// Routers and adverts to start a test from: everything plain, what matters is written at the test.

export const ip = (text: string): Ip => {
  const parsed = parseIp(text)
  if (parsed === undefined) throw new Error(`not an address: ${text}`)
  return parsed
}

/** Version 3, IPv4, priority 100, 1 s, at 192.0.2.11 for 192.0.2.100. */
export function router(change: Partial<RouterConfig> = {}): RouterConfig {
  const family = change.family ?? 4
  return {
    node: 'a',
    instance: 'VI_1',
    interfaceName: 'eth0',
    family,
    vrid: 51,
    version: 3,
    priority: 100,
    priorities: [change.priority ?? 100],
    advertInterval: cs(100),
    preempt: true,
    preemptDelay: ns(0),
    startupDelay: ns(0),
    initialState: 'Backup',
    primaryAddress: ip(family === 4 ? '192.0.2.11' : 'fe80::11'),
    addresses: [ip(family === 4 ? '192.0.2.100' : 'fe80::5:100')],
    excludedAddresses: [],
    unicastPeers: [],
    checkUnicastSource: false,
    hopLimit: 255,
    group: vrrpGroup(family),
    profile: 'rfc9568',
    authentication: { kind: 'none' },
    checksum: 'pseudo-header',
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
      refreshRepeat: 1,
      lowerPriorityRepeat: 0,
      lowerPriorityDelay: ns(0),
      arp: 'request',
    },
    ...change,
  }
}

/** The advert that `router()` accepts: version 3, priority 100, from 192.0.2.12 to the group. */
export function sighting(change: Partial<Sighting> = {}, advert: Partial<VrrpAdvert> = {}): Sighting {
  return {
    kind: 'advert',
    tNs: ns(0),
    frameNo: 1,
    source: 0,
    path: 0,
    srcMac: undefined,
    dstMac: undefined,
    outgoing: false,
    src: ip('192.0.2.12'),
    dst: ip('224.0.0.18'),
    hopLimit: 255,
    ipId: 1,
    packet: new Uint8Array(0),
    pduAt: 20,
    ...change,
    advert: {
      version: 3,
      type: 1,
      vrid: 51,
      priority: 100,
      maxAdvertInterval: cs(100),
      addressCount: 1,
      addresses: [ip('192.0.2.100')],
      checksum: 0,
      checksums: ['pseudo-header'],
      auth: 'none',
      authType: -1,
      reserved: 0,
      trailingBytes: 0,
      truncated: false,
      defects: [],
      ...advert,
    },
  }
}

/** The version 2 counterpart of `sighting()`, with 8 zero bytes of authentication data. */
export const sighting2 = (change: Partial<Sighting> = {}, advert: Partial<VrrpAdvert> = {}): Sighting =>
  sighting(change, {
    version: 2,
    authType: 0,
    authData: new Uint8Array(8),
    checksums: ['message-only'],
    ...advert,
  })

import type { Authentication, ChecksumStyle, RouterConfig } from '../config/model.ts'
import { type Ip, type Mac, parseIp, vrrpGroup } from '../core/address.ts'
import { VrrpscopeError } from '../core/errors.ts'
import type { ProfileName } from '../core/profile-name.ts'
import { cs, NS_PER_CS, type Ns, ns } from '../core/time.ts'
import { passwordBytes } from '../wire/verify.ts'
import { AUTH_DATA_LEN } from '../wire/vrrp.ts'

/** The flags of `speak` that describe a virtual router without a file. */
export interface RouterFlags {
  readonly vrid?: number
  readonly address: readonly string[]
  readonly vrrpVersion?: 2 | 3
  readonly priority: number
  readonly interval: Ns
  readonly checksum: ChecksumStyle
  readonly auth?: string
  readonly peer: readonly string[]
  readonly mac: 'auto' | 'virtual' | Mac
  readonly preempt: boolean
  readonly accept: boolean
  readonly profile?: ProfileName
}

/** The virtual router that the flags describe. Throws `usage/...` for what does not fit together. */
export function routerOf(flags: RouterFlags, interfaceName: string): RouterConfig {
  const { vrid } = flags
  const addresses = flags.address.map((text) => addressOf(text))
  const family = addresses[0]?.family
  if (vrid === undefined || family === undefined)
    throw usage('usage/no-virtual-router', 'no virtual router given', 'give --vrid N --address A, or -c FILE')
  if (addresses.some((address) => address.family !== family))
    throw usage('usage/mixed-families', 'IPv4 and IPv6 addresses in one virtual router', 'speak one of them, or use -c')
  const authentication = authenticationOf(flags.auth)
  const old = authentication.kind === 'simple' || authentication.kind === 'ah'
  const version = flags.vrrpVersion ?? (old ? 2 : 3)
  if (old && version === 3)
    throw usage(
      'usage/auth-version',
      `--auth ${authentication.kind} is of version 2`,
      'use --auth hmac:ID:KEY in version 3',
    )
  const peers = flags.peer.map((text) => ({ address: addressOf(text) }))
  return {
    node: 'vrrpscope',
    instance: `vrid-${vrid}`,
    interfaceName,
    family,
    vrid,
    version,
    priority: flags.priority,
    priorities: [flags.priority],
    advertInterval: intervalOf(flags.interval, version),
    preempt: flags.preempt,
    preemptDelay: ns(0),
    startupDelay: ns(0),
    initialState: flags.priority === 255 ? 'Active' : 'Backup',
    addresses,
    excludedAddresses: [],
    unicastPeers: peers,
    checkUnicastSource: false,
    hopLimit: 255,
    group: vrrpGroup(family),
    profile: flags.profile ?? (version === 3 ? 'rfc9568' : old ? 'rfc2338' : 'rfc3768'),
    authentication,
    checksum: flags.checksum,
    downTimerAdverts: 3,
    skipCheckAddresses: false,
    lowerPriorityNoAdvert: false,
    higherPrioritySendAdvert: false,
    virtualMac: flags.mac === 'virtual',
    accept: flags.accept,
    announce: {
      repeat: 1,
      delay: ns(0),
      refresh: ns(0),
      refreshRepeat: 1,
      lowerPriorityRepeat: 0,
      lowerPriorityDelay: ns(0),
      arp: 'request',
    },
  }
}

/** `A` or `A/LEN`: the length means nothing to a router that configures no interface. */
export function addressOf(text: string): Ip {
  const [address = '', length] = text.split('/')
  const ip = parseIp(address)
  if (ip === undefined || (length !== undefined && !/^\d{1,3}$/.test(length)))
    throw usage('usage/address', `not an address: ${text}`, 'write 192.0.2.1, 192.0.2.1/24 or 2001:db8::1')
  return ip
}

function authenticationOf(text: string | undefined): Authentication {
  if (text === undefined) return { kind: 'none' }
  const [kind, ...rest] = text.split(':')
  const secret = rest.join(':')
  if ((kind === 'pass' || kind === 'ah') && secret !== '') {
    if (new TextEncoder().encode(secret).length > AUTH_DATA_LEN)
      throw usage(
        'usage/auth',
        `the password is longer than ${AUTH_DATA_LEN} bytes`,
        'keepalived cuts off what is behind',
      )
    return { kind: kind === 'ah' ? 'ah' : 'simple', password: passwordBytes(secret) }
  }
  const [id = '', ...key] = rest
  if (kind === 'hmac' && /^\d{1,3}$/.test(id) && Number(id) <= 255 && key.length > 0) {
    const keys = [{ id: Number(id), key: keyBytes(key.join(':')) }]
    return { kind: 'hmac', keys, activeKeyId: Number(id), mode: 'enforce', antiReplay: 'time', windowSec: 5 }
  }
  throw usage(
    'usage/auth',
    'not an authentication',
    'write pass:SECRET, ah:SECRET or hmac:ID:KEY (KEY: text or hex:00ff...)',
  )
}

/** keepalived's two ways to write a key. */
function keyBytes(text: string): Uint8Array {
  const hex = /^hex:((?:[0-9a-fA-F]{2})+)$/.exec(text)?.[1]
  if (hex === undefined) return new TextEncoder().encode(text)
  return Uint8Array.from(hex.match(/../g)!, (byte) => Number.parseInt(byte, 16))
}

function intervalOf(interval: Ns, version: 2 | 3) {
  const centiseconds = interval / NS_PER_CS
  const most = version === 2 ? 25_500 : 4095
  const step = version === 2 ? 100 : 1
  if (centiseconds < step || centiseconds > most || centiseconds % step !== 0)
    throw usage(
      'usage/interval',
      `version ${version} cannot say this interval`,
      version === 2 ? 'whole seconds, 1s to 255s' : 'whole centiseconds, 10ms to 40950ms',
    )
  return cs(centiseconds)
}

const usage = (code: string, message: string, hint: string) => new VrrpscopeError(code, message, hint)

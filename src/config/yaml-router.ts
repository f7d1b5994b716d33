import { type Ip, parseIp, parseMac, vrrpGroup } from '../core/address.ts'
import type { ProfileName } from '../core/profile-name.ts'
import { cs, NS_PER_CS, NS_PER_MS, NS_PER_SEC, NS_PER_US, type Ns, ns } from '../core/time.ts'
import type { AnnounceTimes, Authentication, ConfiguredRouter, Network, RouterConfig } from './model.ts'
import type { Note } from './note.ts'
import type { Path, PlaceOf } from './yaml.ts'
import type { YamlConfig, YamlVirtualRouter } from './yaml-schema.ts'

export interface YamlSurroundings {
  readonly node: string
  readonly profile: ProfileName | undefined
  readonly networks: NonNullable<YamlConfig['networks']>
  readonly placeOf: PlaceOf
  readonly notes: Note[]
  readonly secrets: string[]
}

/** One virtual router of the YAML; undefined, with a note, where a text in it is no address. */
export function yamlRouter(
  yaml: YamlVirtualRouter,
  path: Path,
  around: YamlSurroundings,
): ConfiguredRouter | undefined {
  const { placeOf, notes } = around
  const before = notes.length
  const address = (text: string, ...at: Path): Ip => {
    const ip = parseIp(text)
    if (ip === undefined) notes.push(bad(`${text} is not an address`, [...path, ...at], around))
    return ip ?? NOWHERE
  }
  const networks = (texts: readonly string[], ...at: Path): Network[] =>
    texts.map((text) => {
      const slash = text.indexOf('/')
      return { address: address(text.slice(0, slash), ...at), prefixLength: Number(text.slice(slash + 1)) }
    })
  const addresses = yaml.addresses.map((text, i) => address(text, 'addresses', i))
  const excluded = (yaml.excludedAddresses ?? []).map((text, i) => address(text, 'excludedAddresses', i))
  const peers = (yaml.unicastPeers ?? []).map((peer, i) =>
    typeof peer === 'string'
      ? { address: address(peer, 'unicastPeers', i) }
      : {
          address: address(peer.address, 'unicastPeers', i),
          ...(peer.minTtl === undefined ? {} : { minTtl: peer.minTtl }),
          ...(peer.maxTtl === undefined ? {} : { maxTtl: peer.maxTtl }),
        },
  )
  const own = networks(yaml.interfaceAddresses ?? [], 'interfaceAddresses')
  const subnets = yaml.network === undefined ? [] : around.networks[yaml.network]?.subnets
  if (subnets === undefined) notes.push(bad(`${yaml.network} is none of networks`, [...path, 'network'], around))
  const family = yaml.family ?? (addresses[0] ?? peers[0]?.address)?.family ?? 4
  const source =
    yaml.source === undefined
      ? own.find((one) => one.address.family === family)?.address
      : address(yaml.source, 'source')
  const group = yaml.group === undefined ? vrrpGroup(family) : address(yaml.group, 'group')
  const mac = yaml.sourceMac === undefined ? undefined : parseMac(yaml.sourceMac)
  if (yaml.sourceMac !== undefined && mac === undefined)
    notes.push(bad(`${yaml.sourceMac} is not a MAC address`, [...path, 'sourceMac'], around))
  const interfaceNetworks = [...own, ...networks(subnets ?? [], 'network')]
  if (notes.length > before) return undefined

  const priority = yaml.priority ?? 100
  const version = yaml.version ?? 3
  const profile = yaml.profile ?? around.profile ?? (version === 2 ? 'rfc3768' : 'rfc9568')
  const place = placeOf(path)
  return {
    node: around.node,
    instance: yaml.name ?? `${yaml.interface ?? yaml.network ?? 'vrid'} ${yaml.vrid}`,
    interfaceName: yaml.interface ?? yaml.network ?? '',
    family,
    vrid: yaml.vrid,
    version,
    priority,
    priorities: yaml.priorities ?? [priority],
    advertInterval: cs(durationNs(yaml.interval ?? '1s') / NS_PER_CS),
    preempt: yaml.preempt ?? true,
    preemptDelay: durationNs(yaml.preemptDelay ?? '0s'),
    startupDelay: durationNs(yaml.startupDelay ?? '0s'),
    initialState: yaml.initialState ?? (priority === 255 ? 'Active' : 'Backup'),
    ...(source === undefined ? {} : { primaryAddress: source }),
    addresses,
    excludedAddresses: excluded,
    unicastPeers: peers,
    checkUnicastSource: yaml.checkUnicastSource ?? false,
    hopLimit: yaml.hopLimit ?? 255,
    group,
    profile,
    authentication: authenticationOf(yaml.authentication, around.secrets),
    checksum: yaml.checksum ?? 'pseudo-header',
    ...(yaml.refusesGroupChecksum === undefined ? {} : { refusesGroupChecksum: true as const }),
    downTimerAdverts: yaml.downTimerAdverts ?? 3,
    skipCheckAddresses: yaml.skipCheckAddresses ?? false,
    lowerPriorityNoAdvert: yaml.lowerPriorityNoAdvert ?? false,
    higherPrioritySendAdvert: yaml.higherPrioritySendAdvert ?? false,
    virtualMac: yaml.virtualMac ?? !profile.startsWith('keepalived'),
    ...(mac === undefined ? {} : { sourceMac: mac }),
    accept: yaml.accept ?? profile.startsWith('keepalived'),
    announce: announceOf(yaml.announce),
    ...(yaml.syncGroup === undefined ? {} : { syncGroup: yaml.syncGroup }),
    origins: originsOf(yaml, path, placeOf),
    place,
    interfaceNetworks,
    addressEntries: [...addresses, ...excluded].map((ip, i) => ({
      address: ip,
      prefixLength: undefined,
      device: undefined,
      excluded: i >= addresses.length,
      place: i < addresses.length ? placeOf([...path, 'addresses', i]) : place,
    })),
    state: undefined,
  }
}

const NOWHERE = vrrpGroup(4)

const bad = (text: string, path: Path, { placeOf }: YamlSurroundings): Note => ({
  rule: 'lint/syntax',
  severity: 'error',
  message: 'yaml',
  values: { text },
  place: placeOf(path),
})

const UNITS: Readonly<Record<string, number>> = { ns: 1, us: NS_PER_US, ms: NS_PER_MS, cs: NS_PER_CS, s: NS_PER_SEC }

function durationNs(text: string): Ns {
  const [, number, unit] = /^([\d.]+)([a-z]+)$/.exec(text)!
  return ns(Math.round(Number(number) * UNITS[unit!]!))
}

function bytesOf(secret: string): Uint8Array {
  if (!/^hex:([0-9a-f]{2})*$/i.test(secret)) return new TextEncoder().encode(secret)
  return Uint8Array.from(secret.slice(4).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

function authenticationOf(yaml: YamlVirtualRouter['authentication'], secrets: string[]): Authentication {
  if (yaml === undefined || yaml.kind === 'none') return { kind: 'none' }
  if (yaml.kind === 'hmac') {
    secrets.push(...yaml.keys.map(({ key }) => key))
    return {
      kind: 'hmac',
      keys: yaml.keys.map(({ id, key }) => ({ id, key: bytesOf(key) })),
      activeKeyId: yaml.activeKeyId,
      mode: yaml.mode ?? 'enforce',
      antiReplay: yaml.antiReplay ?? 'time',
      windowSec: yaml.windowSec ?? 5,
    }
  }
  secrets.push(yaml.password)
  const password = new Uint8Array(8)
  password.set(bytesOf(yaml.password).subarray(0, 8))
  return { kind: yaml.kind, password }
}

function announceOf(yaml: YamlVirtualRouter['announce'] = {}): AnnounceTimes {
  return {
    repeat: yaml.repeat ?? 1,
    delay: durationNs(yaml.delay ?? '0s'),
    refresh: durationNs(yaml.refresh ?? '0s'),
    refreshRepeat: yaml.refreshRepeat ?? 1,
    lowerPriorityRepeat: yaml.lowerPriorityRepeat ?? 0,
    lowerPriorityDelay: durationNs(yaml.lowerPriorityDelay ?? '0s'),
    arp: yaml.arp ?? 'request',
  }
}

/** Keys that have another name in the model. */
const FIELDS: Readonly<Record<string, keyof RouterConfig>> = {
  name: 'instance',
  interface: 'interfaceName',
  interval: 'advertInterval',
  source: 'primaryAddress',
}

function originsOf(yaml: YamlVirtualRouter, path: Path, placeOf: PlaceOf): ConfiguredRouter['origins'] {
  return Object.fromEntries(Object.keys(yaml).map((key) => [FIELDS[key] ?? key, placeOf([...path, key])]))
}

import type { ConfiguredRouter, NodeConfig } from '../config/model.ts'
import { compareIp, type Ip, isLinkLocal, isMulticast, isUnspecified, parseIp } from '../core/address.ts'
import { BoundedMap } from '../core/bounded.ts'
import type { Report } from './schema.ts'

// Hardware addresses, then anything that could be an IPv6 or IPv4 address; parseIp decides. Only what begins a run of
// digits and colons is tried, and no further than an address goes: a digest has tens of thousands of digits. A full stop
// or a colon behind an address is none of it.
const MAC = '(?:[0-9a-f]{2}:){5}[0-9a-f]{2}'
const IP4 = '(?<!\\d)\\d{1,3}(?:\\.\\d{1,3}){3}(?!\\d)'
const IP6 =
  '(?<=^:?|[^0-9a-f:]:?)(?:[0-9a-f]{1,4}|(?=::))(?::[0-9a-f]{0,4}){2,8}(?<=::|[0-9a-f])(?:(?:\\.\\d{1,3}){3})?(?![0-9a-f])'
const CANDIDATE = new RegExp(`${MAC}|${IP6}|${IP4}`, 'gi')

/** The group that has the last 24 bits of an address (RFC 4291 2.7.1), and its hardware address. */
const SOLICITED_NODE =
  /(ff02::1:ff)([0-9a-f]{2}):([0-9a-f]{1,4})|(33:33:ff):([0-9a-f]{2}):([0-9a-f]{2}):([0-9a-f]{2})/gi

// A time of day has fewer: to have it refused as an address takes ten times as long as the rest of its line.
const COLONS_OF_IP6 = /::|(?:[^:]*:){6}/

/** Virtual router MACs, group MACs and broadcast tell nothing about the network. */
const PUBLIC_MAC = /^(?:00:00:5e:00:0[12]:|01:|33:33:|ff:ff:ff:ff:ff:ff|00:00:00:00:00:00)/i

/** Senders choose how many there are: what was named longest ago gets a second name when it comes again. */
const MOST_NAMED = 1 << 16

/**
 * Renames addresses, MACs and names, each the same way throughout. Addresses that are learned together keep their order,
 * so that a tie-break by address stays true. Virtual MACs, virtual router ids and groups stay, but for the groups that
 * are made of an address: they are renamed with it.
 */
export class Anonymizer {
  readonly #addresses = new BoundedMap<string, string>(MOST_NAMED)
  readonly #macs = new BoundedMap<string, string>(MOST_NAMED)
  readonly #names = new Map<string, string>()
  readonly #kinds = new Map<string, number>()
  /** Of all names; undefined where one has been added. */
  #pattern: RegExp | undefined
  readonly #counts = { ipv4: 0, ipv6: 0, mac: 0 }
  /** The last 24 bits of IPv6 addresses, and the number that they have in the new name of the group. */
  readonly #solicited = new BoundedMap<number, { readonly number: number; isOfAddress: boolean }>(MOST_NAMED)

  /** Gives every address in `text` a new name; all of them in ascending order. */
  learnAddresses(text: string): void {
    const found = new Map<string, Ip>()
    for (const [candidate] of text.matchAll(CANDIDATE)) {
      const ip = ipOf(candidate)
      if (ip !== undefined && this.#addresses.get(ip.text) === undefined) found.set(ip.text, ip)
    }
    for (const ip of [...found.values()].sort(compareIp)) this.#addresses.set(ip.text, this.#rename(ip))
  }

  /** A name that is to be replaced wherever it stands as a word: `node-a` becomes `node-1`. */
  learnName(name: string, kind: string): void {
    if (name === '' || this.#names.has(name) || parseIp(name) !== undefined) return
    this.#names.set(name, `${kind}-${this.#nextOf(kind)}`)
    this.#pattern = undefined
  }

  /** `text` with everything in it renamed. */
  apply(text: string): string {
    const renamed = this.#names.get(text)
    if (renamed !== undefined) return renamed
    const named = this.#names.size === 0 ? text : text.replace(this.#namePattern(), (name) => this.#names.get(name)!)
    const renamedAddresses = named.replace(CANDIDATE, (candidate) => this.#replace(candidate))
    return renamedAddresses.replace(SOLICITED_NODE, (_, group, high, low, mac, ...digits) =>
      group === undefined ? this.#groupMac(mac, digits.slice(0, 3)) : this.#group(group, high, low),
    )
  }

  /** A copy of plain data with every text in it renamed, keys aside. */
  applyToAll<T>(value: T): T {
    if (typeof value === 'string') return this.apply(value) as T
    if (Array.isArray(value)) return value.map((element) => this.applyToAll(element)) as T
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, this.applyToAll(element)])) as T
  }

  #nextOf(kind: string): number {
    const next = (this.#kinds.get(kind) ?? 0) + 1
    this.#kinds.set(kind, next)
    return next
  }

  #replace(candidate: string): string {
    if (/^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(candidate)) return this.#mac(candidate.toLowerCase())
    const ip = ipOf(candidate)
    if (ip === undefined) return candidate
    const known = this.#addresses.get(ip.text)
    if (known !== undefined) return known
    const group = ip.family === 6 ? this.#solicited.get(lowestOf(ip)) : undefined
    const fresh = this.#rename(ip, group?.isOfAddress === false ? group.number : undefined)
    this.#addresses.set(ip.text, fresh)
    return fresh
  }

  /** `number`: that of its group, where that was seen before any address of it. */
  #rename(ip: Ip, number?: number): string {
    if (isMulticast(ip) || isUnspecified(ip)) return ip.text
    if (ip.family === 6) {
      const own = number ?? ++this.#counts.ipv6
      const group = this.#solicited.get(lowestOf(ip))
      if (group === undefined) this.#solicited.set(lowestOf(ip), { number: own, isOfAddress: true })
      else group.isOfAddress = true
      return `${isLinkLocal(ip) ? 'fe80' : '2001:db8'}::${own > 0xffff ? `${hex(own >>> 16)}:` : ''}${hex(own & 0xffff)}`
    }
    const n = ++this.#counts.ipv4
    return `10.${(n >> 16) & 0xff}.${(n >> 8) & 0xff}.${n & 0xff}`
  }

  #group(prefix: string, high: string, low: string): string {
    const word = Number.parseInt(low, 16)
    const number = this.#numberOf(last24(Number.parseInt(high, 16), word >>> 8, word & 0xff))
    return `${prefix}${hex((number >>> 16) & 0xff).padStart(2, '0')}:${hex(number & 0xffff)}`
  }

  #groupMac(prefix: string, digits: readonly string[]): string {
    const [a, b, c] = digits.map((pair) => Number.parseInt(pair, 16)) as [number, number, number]
    const number = hex(this.#numberOf(last24(a, b, c)) & 0xffffff).padStart(6, '0')
    return `${prefix}:${number.replace(/(..)(?=.)/g, '$1:')}`
  }

  /** That of the first address whose group it is, be it yet to come. */
  #numberOf(lowest: number): number {
    const known = this.#solicited.get(lowest)
    if (known !== undefined) return known.number
    const number = ++this.#counts.ipv6
    this.#solicited.set(lowest, { number, isOfAddress: false })
    return number
  }

  #mac(mac: string): string {
    if (PUBLIC_MAC.test(mac)) return mac
    const known = this.#macs.get(mac)
    if (known !== undefined) return known
    const digits = (++this.#counts.mac).toString(16).padStart(8, '0')
    const fresh = `02:00:${digits.replace(/(..)(?=.)/g, '$1:')}`
    this.#macs.set(mac, fresh)
    return fresh
  }

  #namePattern(): RegExp {
    if (this.#pattern !== undefined) return this.#pattern
    const names = [...this.#names.keys()].sort((a, b) => b.length - a.length)
    const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    this.#pattern = new RegExp(`(?<![\\w-])(?:${escaped.join('|')})(?![\\w-])`, 'g')
    return this.#pattern
  }
}

const hex = (number: number): string => number.toString(16)

const last24 = (high: number, middle: number, low: number): number => (high << 16) | (middle << 8) | low

const lowestOf = ({ bytes }: Ip): number => last24(bytes[13]!, bytes[14]!, bytes[15]!)

const ipOf = (candidate: string): Ip | undefined =>
  !candidate.includes(':') || COLONS_OF_IP6.test(candidate) ? parseIp(candidate) : undefined

/** The report with every address, MAC and name renamed, in messages and ids too. */
export function anonymizeReport(report: Report, anonymizer = new Anonymizer()): Report {
  for (const { name, interfaces } of report.captures) {
    anonymizer.learnName(name, 'capture')
    for (const face of interfaces) anonymizer.learnName(face, 'interface')
  }
  for (const { segment, routers } of report.virtualRouters) {
    anonymizer.learnName(segment ?? '', 'segment')
    for (const { name } of routers) anonymizer.learnName(name ?? '', 'node')
  }
  for (const { node, file } of report.findings) {
    anonymizer.learnName(node ?? '', 'node')
    anonymizer.learnName(file ?? '', 'file')
  }
  anonymizer.learnAddresses(JSON.stringify(report))
  return { ...anonymizer.applyToAll(report), schema: report.schema, tool: report.tool }
}

/** What configurations name, before anything is told of it: files, nodes, interfaces, addresses. */
export function learnConfigs(anonymizer: Anonymizer, nodes: readonly NodeConfig[]): void {
  for (const { name, file, sources, routers } of nodes) {
    for (const source of [file, ...sources.map((one) => one.name)]) anonymizer.learnName(source, 'file')
    anonymizer.learnName(name, 'node')
    for (const { interfaceName } of routers) anonymizer.learnName(interfaceName, 'interface')
  }
  const addresses = nodes.flatMap(({ routers }) => routers).flatMap(addressesOf)
  anonymizer.learnAddresses(addresses.map(({ text }) => text).join(' '))
}

const addressesOf = ({
  primaryAddress,
  addresses,
  excludedAddresses,
  unicastPeers,
}: ConfiguredRouter): readonly Ip[] => [
  ...(primaryAddress === undefined ? [] : [primaryAddress]),
  ...addresses,
  ...excludedAddresses,
  ...unicastPeers.map(({ address }) => address),
]

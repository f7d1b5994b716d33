import { type Ip, parseIp, sameIp, vrrpGroup } from '../core/address.ts'
import { nearest } from '../core/nearest.ts'
import type { ProfileName } from '../core/profile-name.ts'
import { cs, ns } from '../core/time.ts'
import type { AddressEntry, ConfiguredRouter, Network, NodeConfig } from './model.ts'
import type { Note } from './note.ts'
import { OriginBuilder } from './origins.ts'
import type { Place, SourceText } from './text.ts'

/** frr.conf, vrrpd.conf or what `vtysh -c 'show running-config'` prints. Lines that are not VRRP's are passed over. */
export function readFrr(source: SourceText, node: string, profile?: ProfileName): NodeConfig {
  const file = new FrrFile(source, node, profile)
  let number = 0
  for (const text of source.text.split('\n')) file.take(text, ++number)
  return {
    name: node,
    file: source.name,
    dialect: 'frr',
    profile: profile ?? 'frr',
    profileSource: profile === undefined ? 'assumed' : 'given',
    routers: file.routers(),
    notes: file.notes,
    sources: [source],
    secrets: [],
  }
}

interface Line {
  readonly words: readonly string[]
  readonly place: (word: number) => Place
  readonly no: boolean
}

interface Value<T> {
  readonly value: T
  readonly place: Place
}

/** What `vrrp N ...` lines of one interface, or `vrrp default ...`, set. */
interface Settings {
  version?: Value<number>
  priority?: Value<number>
  intervalMs?: Value<number>
  preempt?: Value<boolean>
  shutdown?: Value<boolean>
  pseudoHeader?: Value<boolean>
}

interface VirtualRouter extends Settings {
  readonly vrid: number
  readonly place: Place
  readonly vridAt: Place
  readonly addresses: AddressEntry[]
}

interface Interface {
  readonly name: string
  readonly place: Place
  readonly networks: Network[]
  readonly routers: Map<number, VirtualRouter>
}

/** The words of vrrpd after `vrrp N`; how many values each takes. */
const WORDS: ReadonlyMap<string, number> = new Map([
  ['version', 1],
  ['priority', 1],
  ['advertisement-interval', 1],
  ['ip', 1],
  ['ipv6', 1],
  ['preempt', 0],
  ['shutdown', 0],
  ['checksum-with-ipv4-pseudoheader', 0],
])

/** Any beginning that only one word has stands for the word, as everywhere in vtysh. */
function fullWord(given: string): string {
  const words = WORDS.has(given) ? [given] : [...WORDS.keys()].filter((word) => word.startsWith(given))
  return words.length === 1 ? words[0]! : given
}

class FrrFile {
  readonly notes: Note[] = []
  readonly #source: SourceText
  readonly #node: string
  readonly #profile: ProfileName | undefined
  readonly #interfaces: Interface[] = []
  readonly #defaults: Settings = {}
  #current: Interface | undefined

  constructor(source: SourceText, node: string, profile: ProfileName | undefined) {
    this.#source = source
    this.#node = node
    this.#profile = profile
  }

  take(text: string, number: number): void {
    const line = splitLine(text, number, this.#source.name)
    const [first, second] = line.words
    if (first === 'interface' && second !== undefined) this.#enter(second, line.place(1))
    else if (first === 'exit' || (first !== undefined && !/^\s/.test(text) && !line.no && first !== 'vrrp'))
      this.#current = undefined
    else if ((first === 'ip' || first === 'ipv6') && second === 'address') this.#network(line)
    else if (first === 'vrrp' && second === 'default') this.#setting(this.#defaults, line)
    else if (first === 'vrrp' && second !== undefined && second !== 'autoconfigure') this.#vrrp(line)
  }

  routers(): ConfiguredRouter[] {
    return this.#interfaces.flatMap((face) => [...face.routers.values()].flatMap((vr) => this.#families(face, vr)))
  }

  #enter(name: string, place: Place): void {
    let face = this.#interfaces.find((one) => one.name === name)
    if (face === undefined) {
      face = { name, place, networks: [], routers: new Map() }
      this.#interfaces.push(face)
    }
    this.#current = face
  }

  #network(line: Line): void {
    const [text, length] = line.words[2]?.split('/') ?? []
    const address = parseIp(text ?? '')
    if (address !== undefined && length !== undefined)
      this.#current?.networks.push({ address, prefixLength: Number(length) })
  }

  #vrrp(line: Line): void {
    const vrid = integer(line.words[1]!, 1, 255)
    if (this.#current === undefined || vrid === undefined) {
      const message = vrid === undefined ? 'frr-bad-number' : 'outside-interface'
      this.#note(message, { keyword: 'vrrp', value: line.words[1]!, min: 1, max: 255 }, line.place(1))
      return
    }
    let router = this.#current.routers.get(vrid)
    if (router === undefined) {
      router = { vrid, place: line.place(0), vridAt: line.place(1), addresses: [] }
      this.#current.routers.set(vrid, router)
    }
    const word = line.words[2] === undefined ? undefined : fullWord(line.words[2])
    if (word === 'ip' || word === 'ipv6') this.#address(router, line, word)
    else if (word !== undefined) this.#setting(router, line)
  }

  #address(router: VirtualRouter, line: Line, word: 'ip' | 'ipv6'): void {
    const address = parseIp(line.words[3] ?? '')
    const place = line.place(3)
    // `ip` may be short for `ipv6`.
    if (address === undefined || (word === 'ipv6' && address.family === 4))
      this.#note('bad-address', { keyword: `vrrp ${word}`, value: line.words[3] ?? '' }, place)
    else if (this.#isWhole(line, 4) && !line.no)
      router.addresses.push({ address, prefixLength: undefined, device: undefined, excluded: false, place })
  }

  #setting(into: Settings, line: Line): void {
    const word = fullWord(line.words[2]!)
    const place = line.place(line.words.length > 3 ? 3 : 2)
    const takes = WORDS.get(word)
    if (takes === undefined) {
      const meant = nearest(word, WORDS.keys())
      const values = { word, block: 'vrrp', ...(meant === undefined ? {} : { nearest: meant }) }
      this.#note(meant === undefined ? 'frr-unknown-keyword' : 'frr-misspelt-keyword', values, line.place(2))
      return
    }
    if (!this.#isWhole(line, 3 + takes)) return
    const number = (min: number, max: number): Value<number> | undefined => {
      const value = integer(line.words[3] ?? '', min, max)
      if (value !== undefined) return { value, place }
      this.#note('frr-bad-number', { keyword: `vrrp ${word}`, value: line.words[3] ?? '', min, max }, place)
      return undefined
    }
    const flag = { value: !line.no, place: line.place(2) }
    if (word === 'version') set(into, 'version', number(2, 3))
    else if (word === 'priority') set(into, 'priority', number(1, 254))
    else if (word === 'advertisement-interval') set(into, 'intervalMs', number(10, 40_950))
    else if (word === 'preempt') into.preempt = flag
    else if (word === 'shutdown') into.shutdown = flag
    else if (word === 'checksum-with-ipv4-pseudoheader') into.pseudoHeader = flag
  }

  /** Whether nothing follows the first `count` words: FRR refuses a line with more. */
  #isWhole(line: Line, count: number): boolean {
    if (line.words.length <= count) return true
    this.#note(
      'frr-extra-word',
      { word: line.words[count]!, line: line.words.slice(0, count).join(' ') },
      line.place(count),
    )
    return false
  }

  /** FRR runs one VRRP per family of a VRID; version 2 only over IPv4. */
  #families(face: Interface, router: VirtualRouter): ConfiguredRouter[] {
    const settings = { ...this.#defaults, ...router }
    if (settings.shutdown?.value) return []
    const version = settings.version?.value ?? 3
    const families = ([4, 6] as const).filter((family) => router.addresses.some((one) => one.address.family === family))
    return families
      .filter((family) => family === 4 || version === 3)
      .map((family) => this.#router(face, router, settings, family))
  }

  #router(face: Interface, router: VirtualRouter, settings: Settings, family: 4 | 6): ConfiguredRouter {
    const from = new OriginBuilder()
    const entries = router.addresses.filter((one) => one.address.family === family)
    const own = face.networks.filter((network) => network.address.family === family)
    const primary = own.find((network) => family === 4 || network.address.text.startsWith('fe80'))
    const first = entries[0]!
    const isOwner = own.some((network) => sameIp(network.address, first.address))
    const intervalMs = from.value('advertInterval', settings.intervalMs, 1000)
    const version = from.value('version', settings.version, 3) as 2 | 3
    const exact = version === 2 ? intervalMs % 1000 === 0 : intervalMs % 10 === 0
    const instance = `${face.name} ${router.vrid}`
    if (!exact)
      this.notes.push({
        rule: 'lint/interval-not-expressible',
        severity: 'error',
        message: version === 2 ? 'not-seconds' : 'not-centiseconds',
        values: {
          written: intervalMs / 1000,
          used: version === 2 ? Math.max(1, Math.floor(intervalMs / 1000)) : Math.floor(intervalMs / 10) / 100,
          version,
          instance,
        },
        place: settings.intervalMs!.place,
        instance,
      })
    const priority = isOwner ? 255 : from.value('priority', settings.priority, 100)
    const pseudo = from.value('checksum', settings.pseudoHeader, true)
    const addresses: Ip[] = entries.map((entry) => entry.address)
    return {
      node: this.#node,
      instance,
      interfaceName: from.at('interfaceName', face.name, face),
      family,
      vrid: from.at('vrid', router.vrid, { place: router.vridAt }),
      version,
      priority,
      priorities: [priority],
      advertInterval: cs(Math.floor(intervalMs / 10)),
      preempt: from.value('preempt', settings.preempt, true),
      preemptDelay: ns(0),
      startupDelay: ns(0),
      initialState: isOwner ? 'Active' : 'Backup',
      ...(primary === undefined ? {} : { primaryAddress: primary.address }),
      addresses: from.at('addresses', addresses, first),
      excludedAddresses: [],
      unicastPeers: [],
      checkUnicastSource: false,
      hopLimit: 255,
      group: vrrpGroup(family),
      profile: this.#profile ?? (pseudo ? 'frr' : 'frr-no-pseudo'),
      authentication: { kind: 'none' },
      checksum: pseudo ? 'pseudo-header' : 'message-only',
      downTimerAdverts: 3,
      skipCheckAddresses: true,
      lowerPriorityNoAdvert: true,
      higherPrioritySendAdvert: false,
      virtualMac: true,
      accept: true,
      announce: {
        repeat: 1,
        delay: ns(0),
        refresh: ns(0),
        refreshRepeat: 1,
        lowerPriorityRepeat: 0,
        lowerPriorityDelay: ns(0),
        arp: 'request',
      },
      origins: from.origins,
      place: router.place,
      interfaceNetworks: face.networks,
      addressEntries: entries,
      state: undefined,
    }
  }

  #note(message: string, values: Note['values'], place: Place): void {
    this.notes.push({ rule: 'lint/syntax', severity: 'error', message, values, place })
  }
}

function set<K extends keyof Settings>(into: Settings, key: K, value: Settings[K] | undefined): void {
  if (value !== undefined) into[key] = value
}

const integer = (text: string, min: number, max: number): number | undefined =>
  /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max ? Number(text) : undefined

function splitLine(text: string, number: number, file: string): Line {
  const words: string[] = []
  const columns: number[] = []
  for (const match of text.matchAll(/[^\s]+/g)) {
    if (match[0].startsWith('!') || match[0].startsWith('#')) break
    words.push(match[0])
    columns.push(match.index + 1)
  }
  const no = words[0] === 'no'
  if (no) {
    words.shift()
    columns.shift()
  }
  const last = columns.at(-1) ?? 1
  return { words, no, place: (word) => ({ file, line: number, column: columns[word] ?? last }) }
}

import { type Ip, isMulticast, type Mac } from '../../core/address.ts'
import type { AddressEntry, HmacKey, UnicastPeer } from '../model.ts'
import type { Place } from '../text.ts'
import { readAddressEntry } from './addresses.ts'
import { type GarpTimes, isLinkLocalGroup, readGarp } from './globals.ts'
import type { Word } from './lexer.ts'
import { type OwnInterface, readIpvlan, readVmac } from './own-interface.ts'
import type { Statement } from './parser.ts'
import { type Definitions, readTracked, type Tracked } from './tracking.ts'
import { checkRules, socketAddress, type ValueReader, type Written } from './values.ts'

/** One vrrp_instance as written, values read and nothing decided yet. */
export interface Draft {
  readonly name: Word
  readonly head: Word
  /** The instance's `}`. */
  readonly end: Place
  readonly read: ValueReader
  family: 4 | 6 | undefined
  interfaceName?: Written<string>
  state?: Written<'MASTER' | 'BACKUP'>
  vrid?: Written<number>
  priority?: Written<number>
  version?: Written<number>
  intervalSec?: Written<number>
  preempt?: Written<boolean>
  preemptDelaySec?: Written<number>
  source?: Written<Ip>
  destination?: Written<Ip>
  hopLimit?: Written<number>
  checkUnicastSource?: Written<boolean>
  oldChecksum?: Written<'send' | 'never'>
  checksumAsV2?: Written<boolean>
  faultWithoutPeer: boolean
  /** Any unicast_* line: without peers it means multicast. */
  unicastWord?: Word
  peersAt?: Word
  readonly peers: UnicastPeer[]
  authType?: Written<'PASS' | 'AH'>
  authPass?: Written<string>
  authAt?: Word
  hmac?: HmacDraft
  addressesAt?: Word
  excludedAt?: Word
  readonly addresses: AddressEntry[]
  strict?: Written<boolean>
  skipCheckAddresses?: Written<boolean>
  downTimerAdverts?: Written<number>
  lowerPriorityNoAdvert?: Written<boolean>
  higherPrioritySendAdvert?: Written<boolean>
  accept?: Written<boolean>
  vmac?: Written<Mac | 'virtual'>
  /** The interface that use_vmac or use_ipvlan makes, as far as given. */
  readonly own: OwnInterface
  transmitBase?: Word
  vrf?: Written<string>
  /** use_ipvlan, with its address. */
  ipvlan?: Written<Ip | undefined>
  noAddressAllowed: boolean
  readonly garp: GarpTimes
  readonly tracked: Tracked[]
  trackedAt?: Word
  dontTrackPrimary: boolean
  promoteSecondaries?: Word
}

export interface HmacDraft {
  readonly at: Word
  readonly keys: HmacKey[]
  activeKey: Written<number> | undefined
  mode: Written<string> | undefined
  antiReplay: Written<string> | undefined
  windowSec: Written<number> | undefined
}

/**
 * What the statements of an instance say, read one by one, the later line winning as in keepalived.
 * `taken` are the interfaces that instances above it make, each with its instance.
 */
export function readDraft(
  statement: Statement,
  definitions: Definitions,
  taken: Map<string, string>,
  read: ValueReader,
  secrets: string[],
): Draft {
  const draft: Draft = {
    name: statement.args[0]!,
    head: statement.keyword,
    end: statement.end,
    read,
    family: undefined,
    faultWithoutPeer: false,
    peers: [],
    own: { instance: statement.args[0]!.text, taken },
    addresses: [],
    noAddressAllowed: false,
    garp: {},
    tracked: [],
    dontTrackPrimary: false,
  }
  const notified = new Set<string>()
  for (const line of statement.statements) {
    if (line.keyword.text.startsWith('notify') && line.keyword.text !== 'notify_priority_changes') {
      if (notified.has(line.keyword.text)) read.complain('first-one-wins', { keyword: line.keyword.text }, line.keyword)
      notified.add(line.keyword.text)
    }
    const takes = KEYWORDS[line.keyword.text]
    if (line.keyword.text.startsWith('track_') && line.spec.entries) {
      readTracked(line, definitions, read, draft.tracked)
      draft.trackedAt = line.keyword
    } else if (takes !== undefined) takes(draft, line, secrets)
    else if (!readGarp(line, draft.garp, read)) read.check(line)
  }
  return draft
}

type Take = (draft: Draft, line: Statement, secrets: string[]) => void

const KEYWORDS: Readonly<Record<string, Take>> = {
  state: (d, line) => {
    const word = d.read.word(line)
    if (word === undefined) return
    const known = word.value === 'MASTER' || word.value === 'BACKUP' ? word.value : undefined
    if (known === undefined) d.read.complain('unknown-state', { value: word.value }, word)
    if (known === 'BACKUP' && d.state?.value === 'MASTER') d.read.complain('state-twice', {}, word)
    else d.state = { value: known ?? 'BACKUP', place: word.place }
  },
  interface: (d, line) => {
    put(d, 'interfaceName', d.read.word(line))
  },
  virtual_router_id: (d, line) => put(d, 'vrid', d.read.number(line)),
  priority: (d, line) => {
    const fallback = line.args[0] === undefined ? undefined : { value: 100, place: line.args[0].place }
    put(d, 'priority', d.read.number(line) ?? fallback)
  },
  version: (d, line) => {
    const version = d.read.number(line)
    const other = d.version?.value
    if (version !== undefined && other !== undefined && other !== version.value)
      d.read.complain('version-conflict', { value: version.value, other }, version)
    else if (version?.value === 2 && d.family === 6) d.read.complain('version-conflict-ipv6', {}, version)
    else put(d, 'version', version)
  },
  advert_int: (d, line) => put(d, 'intervalSec', d.read.number(line)),
  nopreempt: (d, line) => put(d, 'preempt', { value: false, place: line.keyword.place }),
  preempt: (d, line) => put(d, 'preempt', { value: true, place: line.keyword.place }),
  preempt_delay: (d, line) => put(d, 'preemptDelaySec', d.read.number(line)),
  unicast_src_ip: (d, line) => {
    d.unicastWord = line.keyword
    source(d, line)
  },
  mcast_src_ip: (d, line) => source(d, line),
  mcast_dst_ip: (d, line) => {
    const to = d.read.address(line)
    if (to === undefined) return
    delete d.destination
    const { family, text } = to.value
    const complain = (message: string): void =>
      d.read.complain(message, { keyword: 'mcast_dst_ip', value: text, family }, to)
    // Also an address that is refused decides the family.
    if (!fits(d, to.value)) complain('other-family')
    else if (!isMulticast(to.value)) complain('not-a-group')
    else if (!isLinkLocalGroup(to.value)) complain('group-not-link-local')
    else d.destination = to
  },
  unicast_ttl: (d, line) => put(d, 'hopLimit', d.read.number(line)),
  check_unicast_src: (d, line) => {
    d.unicastWord ??= line.keyword
    put(d, 'checkUnicastSource', { value: true, place: line.keyword.place })
  },
  unicast_fault_no_peer: (d, line) => {
    d.unicastWord ??= line.keyword
    d.faultWithoutPeer = true
  },
  old_unicast_checksum: (d, line) => {
    d.unicastWord ??= line.keyword
    const mode = line.args[0]
    if (mode !== undefined && mode.text !== 'never')
      d.read.complain('unknown-option', { option: mode.text, of: 'old_unicast_checksum' }, mode)
    else put(d, 'oldChecksum', { value: mode === undefined ? 'send' : 'never', place: line.keyword.place })
  },
  unicast_peer: (d, line) => {
    d.unicastWord ??= line.keyword
    d.peersAt ??= line.keyword
    for (const entry of line.entries) readPeer(d, entry.words)
  },
  authentication: (d, line, secrets) => {
    d.authAt = line.keyword
    for (const inner of line.statements) readAuthentication(d, inner, secrets)
  },
  auth_hmac: (d, line, secrets) => readHmac(d, line, secrets),
  virtual_ipaddress: (d, line) => {
    d.addressesAt ??= line.keyword
    addresses(d, line, false)
  },
  virtual_ipaddress_excluded: (d, line) => {
    d.excludedAt ??= line.keyword
    addresses(d, line, true)
  },
  strict_mode: (d, line) => put(d, 'strict', d.read.bool(line)),
  // Whatever follows, also `no`, switches it on (2.2).
  skip_check_adv_addr: (d, line) => {
    d.read.bool(line)
    put(d, 'skipCheckAddresses', { value: true, place: line.keyword.place })
  },
  down_timer_adverts: (d, line) => put(d, 'downTimerAdverts', d.read.number(line)),
  lower_prio_no_advert: (d, line) => put(d, 'lowerPriorityNoAdvert', d.read.bool(line)),
  higher_prio_send_advert: (d, line) => put(d, 'higherPrioritySendAdvert', d.read.bool(line)),
  accept: (d, line) => put(d, 'accept', { value: true, place: line.keyword.place }),
  no_accept: (d, line) => put(d, 'accept', { value: false, place: line.keyword.place }),
  use_vmac: (d, line) => {
    const vmac = readVmac(line, d.own, d.read)
    put(d, 'vmac', { value: vmac, place: line.keyword.place })
  },
  vmac_xmit_base: (d, line) => {
    d.transmitBase = line.keyword
  },
  native_ipv6: (d, line) => {
    if (d.family === 4) d.read.complain('native-ipv6-with-ipv4', {}, line.keyword)
    else {
      d.family = 6
      d.version = { value: 3, place: line.keyword.place }
    }
  },
  vrf: (d, line) => {
    const word = d.read.word(line)
    if (word !== undefined && d.vrf !== undefined) d.read.complain('given-twice', { keyword: 'vrf' }, word)
    else if (word !== undefined && d.interfaceName !== undefined)
      d.read.complain('vrf-with-interface', {}, word, 'warning')
    else put(d, 'vrf', word)
  },
  use_ipvlan: (d, line) => {
    if (d.ipvlan !== undefined) {
      d.read.complain('given-twice', { keyword: 'use_ipvlan' }, line.keyword)
      return
    }
    const address = readIpvlan(line, d.own, d.read, (ip) => fits(d, ip))
    d.ipvlan = { value: address?.value, place: line.keyword.place }
    if (address !== undefined) d.source ??= address
  },
  virtual_rules: (d, line) => checkRules(line, d.read),
  v3_checksum_as_v2: (d, line) => put(d, 'checksumAsV2', d.read.bool(line)),
  promote_secondaries: (d, line) => {
    d.promoteSecondaries = line.keyword
  },
  dont_track_primary: (d) => {
    d.dontTrackPrimary = true
  },
  no_virtual_ipaddress: (d) => {
    d.noAddressAllowed = true
  },
}

function put<K extends keyof Draft>(draft: Draft, key: K, value: Draft[K] | undefined): void {
  if (value !== undefined) draft[key] = value
}

/** The first address decides the family of an instance; later ones of the other family are refused. */
function fits(draft: Draft, ip: Ip): boolean {
  draft.family ??= ip.family
  return draft.family === ip.family
}

function source(draft: Draft, line: Statement): void {
  const from = draft.read.address(line)
  if (from === undefined) return
  delete draft.source
  if (fits(draft, from.value)) draft.source = from
  else draft.read.complain('other-family', { keyword: line.keyword.text, value: from.value.text }, from)
}

function addresses(draft: Draft, line: Statement, excluded: boolean): void {
  for (const entry of line.entries) {
    const { read } = draft
    const address = readAddressEntry(entry, excluded, read)
    if (address === undefined) continue
    if (excluded || fits(draft, address.address)) draft.addresses.push(address)
    else
      read.note(
        'lint/family-mixed',
        'error',
        'refused',
        { address: address.address.text, family: draft.family! },
        address,
      )
  }
}

function readPeer(draft: Draft, words: readonly Word[]): void {
  const { read } = draft
  const [head, ...options] = words
  const address = head === undefined ? undefined : socketAddress(head.text)
  if (head === undefined) return
  if (address === undefined) {
    read.complain('bad-address', { keyword: 'unicast_peer', value: head.text }, head)
    return
  }
  if (!fits(draft, address)) {
    read.complain('other-family', { keyword: 'unicast_peer', value: head.text }, head)
    return
  }
  const limits: { minTtl?: number; maxTtl?: number } = {}
  for (let i = 0; i < options.length; i += 2) {
    const option = options[i]!
    const value = options[i + 1]
    if (option.text !== 'min_ttl' && option.text !== 'max_ttl') {
      read.complain('unknown-option', { option: option.text, of: 'unicast_peer' }, option)
      break
    }
    if (value === undefined || !/^\d+$/.test(value.text) || Number(value.text) > 255)
      read.complain('bad-number', { keyword: option.text, value: value?.text ?? '', min: 0, max: 255 }, value ?? option)
    else limits[option.text === 'min_ttl' ? 'minTtl' : 'maxTtl'] = Number(value.text)
  }
  const { minTtl = 0, maxTtl = 255 } = limits
  if (minTtl > maxTtl) read.complain('ttl-range-empty', { min: minTtl, max: maxTtl }, head)
  draft.peers.push({ address, ...limits })
}

/** Passwords are eight octets on the wire. */
const PASSWORD_LENGTH = 8

function readAuthentication(draft: Draft, line: Statement, secrets: string[]): void {
  const word = draft.read.word(line)
  if (word === undefined) return
  if (line.keyword.text === 'auth_pass') {
    if (word.value !== '') secrets.push(word.value)
    draft.authPass = word
    const length = new TextEncoder().encode(word.value).length
    if (length > PASSWORD_LENGTH)
      draft.read.note('lint/auth-truncated', 'warning', 'cut', { length, kept: PASSWORD_LENGTH }, word)
    return
  }
  if (word.value === 'PASS' || word.value === 'AH') draft.authType = { value: word.value, place: word.place }
  else draft.read.complain('unknown-auth-type', { value: word.value }, word)
}

function readHmac(draft: Draft, block: Statement, secrets: string[]): void {
  const hmac: HmacDraft = {
    at: block.keyword,
    keys: [],
    activeKey: undefined,
    mode: undefined,
    antiReplay: undefined,
    windowSec: undefined,
  }
  draft.hmac = hmac
  for (const line of block.statements) {
    switch (line.keyword.text) {
      case 'key': {
        const [id, secret] = line.args
        if (!draft.read.check(line) || id === undefined || secret === undefined) break
        secrets.push(secret.text)
        const key = hmacKey(secret.text)
        if (!/^\d+$/.test(id.text) || Number(id.text) < 1 || Number(id.text) > 255 || key === undefined)
          draft.read.complain('bad-hmac-key', { id: id.text }, id)
        else hmac.keys.push({ id: Number(id.text), key })
        break
      }
      case 'active_key':
        hmac.activeKey = draft.read.number(line) ?? hmac.activeKey
        break
      case 'time_window':
        hmac.windowSec = draft.read.number(line) ?? hmac.windowSec
        break
      case 'mode':
        hmac.mode = choice(draft, line, ['enforce', 'permissive', 'receive-only']) ?? hmac.mode
        break
      case 'anti_replay':
        hmac.antiReplay = choice(draft, line, ['time', 'monotonic']) ?? hmac.antiReplay
        break
    }
  }
}

function choice(draft: Draft, line: Statement, options: readonly string[]): Written<string> | undefined {
  const word = draft.read.word(line)
  if (word === undefined || options.includes(word.value)) return word
  draft.read.complain(
    'unknown-choice',
    { keyword: line.keyword.text, value: word.value, known: options.join(', ') },
    word,
  )
  return undefined
}

/** `hex:0011..` or the text itself. */
function hmacKey(text: string): Uint8Array | undefined {
  if (!text.startsWith('hex:')) return new TextEncoder().encode(text)
  const digits = text.slice(4)
  if (!/^([0-9a-fA-F]{2})+$/.test(digits)) return undefined
  return Uint8Array.from(digits.match(/../g)!, (pair) => Number.parseInt(pair, 16))
}

import { type Ip, parseIp } from '../../core/address.ts'
import type { AddressEntry } from '../model.ts'
import type { Word } from './lexer.ts'
import type { Entry } from './parser.ts'
import type { ValueReader } from './values.ts'

/** How many words an option of an address line takes after itself. */
const OPTIONS: ReadonlyMap<string, 0 | 1> = new Map([
  ['dev', 1],
  ['label', 1],
  ['scope', 1],
  ['brd', 1],
  ['broadcast', 1],
  ['peer', 1],
  ['preferred_lft', 1],
  ['home', 0],
  ['-nodad', 0],
  ['mngtmpaddr', 0],
  ['noprefixroute', 0],
  ['autojoin', 0],
  ['no_track', 0],
  ['use_vmac', 0],
])

/** Where `static_ipaddress` differs. */
const STATIC_OPTIONS: ReadonlyMap<string, 0 | 1 | undefined> = new Map([
  ['track_group', 1],
  ['use_vmac', undefined],
])

/** Longest label of an address, IFNAMSIZ without its zero. */
const MAX_LABEL = 15

/**
 * One line of `virtual_ipaddress`, `virtual_ipaddress_excluded` or, with the names of the track groups above it,
 * `static_ipaddress`; undefined where keepalived drops it.
 */
export function readAddressEntry(
  entry: Entry,
  excluded: boolean,
  read: ValueReader,
  trackGroups?: ReadonlySet<string>,
): AddressEntry | undefined {
  const [head, ...rest] = entry.words
  if (head === undefined) return undefined
  const address = splitPrefix(head, read)
  if (address === undefined) return undefined
  const options = readOptions(rest, read, trackGroups !== undefined)
  if (options === undefined) return undefined
  const { family } = address.address
  const scope = options.get('scope')
  // The global scope is what IPv6 addresses have.
  if (family === 6 && scope !== undefined && isScope(scope.text) && !/^(global|0+)$/.test(scope.text))
    read.complain('ipv4-only', { option: 'scope', address: head.text }, scope)
  const label = options.get('label')
  if (family === 6 && label !== undefined) read.complain('ipv4-only', { option: 'label', address: head.text }, label)
  if (family === 4 && label !== undefined && label.text.length > MAX_LABEL) {
    read.complain('label-too-long', { label: label.text, most: MAX_LABEL }, label)
    return undefined
  }
  const broadcast = options.get('brd') ?? options.get('broadcast')
  if (broadcast !== undefined && !isBroadcast(broadcast.text, family)) {
    read.complain('bad-broadcast', { value: broadcast.text }, broadcast)
    return undefined
  }
  const length = address.prefixLength ?? 32
  if (broadcast !== undefined && /^[+-]$/.test(broadcast.text) && length > 30)
    read.complain('prefix-too-long-for-broadcast', { length }, broadcast)
  const group = trackGroups === undefined ? undefined : options.get('track_group')
  if (group !== undefined && !trackGroups?.has(group.text))
    read.complain('not-defined', { what: `track_group ${group.text}` }, group)
  checkPeer(options.get('peer'), address, read)
  checkNumbers(options, read)
  return { ...address, device: options.get('dev')?.text, excluded, place: head.place }
}

function splitPrefix(head: Word, read: ValueReader): { address: Ip; prefixLength: number | undefined } | undefined {
  const slash = head.text.indexOf('/')
  const address = parseIp(slash < 0 ? head.text : head.text.slice(0, slash))
  if (address === undefined) {
    read.complain('bad-virtual-address', { value: head.text }, head)
    return undefined
  }
  if (slash < 0) return { address, prefixLength: undefined }
  const text = head.text.slice(slash + 1)
  const longest = address.family === 4 ? 32 : 128
  // As strtoul reads it: nothing at all is 0.
  if (/^\+?\d*$/.test(text) && Number(text) <= longest) return { address, prefixLength: Number(text) }
  read.complain('bad-prefix', { value: text, address: address.text, most: longest }, head)
  return { address, prefixLength: longest }
}

/** The options of an address line; undefined where one lacks its value, which costs the address. */
function readOptions(words: readonly Word[], read: ValueReader, isStatic: boolean): Map<string, Word> | undefined {
  const found = new Map<string, Word>()
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    const takes = isStatic && STATIC_OPTIONS.has(word.text) ? STATIC_OPTIONS.get(word.text) : OPTIONS.get(word.text)
    if (takes === undefined) {
      read.complain('unknown-address-option', { option: word.text }, word)
      continue
    }
    const argument = takes === 1 ? words[i + 1] : word
    if (argument === undefined) {
      read.complain('address-option-without-value', { option: word.text }, word)
      return undefined
    }
    if (found.has(word.text) && word.text === 'dev') {
      read.complain('second-device', {}, word)
      return undefined
    }
    if (found.has(word.text) && word.text === 'peer') read.complain('option-twice', { option: word.text }, word)
    found.set(word.text, argument)
    i += takes
  }
  return found
}

function checkPeer(
  peer: Word | undefined,
  own: { address: Ip; prefixLength: number | undefined },
  read: ValueReader,
): void {
  if (peer === undefined) return
  const address = parseIp(peer.text)
  if (address === undefined) read.complain('bad-address', { keyword: 'peer', value: peer.text }, peer)
  else if (address.family !== own.address.family) read.complain('peer-family', { value: peer.text }, peer)
  else if (own.prefixLength !== undefined) read.complain('peer-and-prefix', {}, peer, 'warning')
}

const SCOPES = new Set(['global', 'site', 'link', 'host', 'nowhere'])

const isScope = (text: string): boolean => SCOPES.has(text) || (/^\d+$/.test(text) && Number(text) <= 255)

function checkNumbers(options: ReadonlyMap<string, Word>, read: ValueReader): void {
  const scope = options.get('scope')
  if (scope !== undefined && !isScope(scope.text)) read.complain('bad-scope', { value: scope.text }, scope)
  const lifetime = options.get('preferred_lft')
  const longest = 4_294_967_295
  if (lifetime === undefined || lifetime.text === 'forever') return
  if (!/^\+?\d+$/.test(lifetime.text) || Number(lifetime.text) > longest)
    read.complain('bad-number', { keyword: 'preferred_lft', value: lifetime.text, min: 0, max: longest }, lifetime)
}

function isBroadcast(text: string, family: 4 | 6): boolean {
  if (family === 6) return false
  return text === '+' || text === '-' || parseIp(text)?.family === 4
}

import { type Ip, type Mac, parseIp, parseMac } from '../../core/address.ts'
import type { Word } from './lexer.ts'
import type { Statement } from './parser.ts'
import type { ValueReader } from './values.ts'

/** Longest name of an interface, IFNAMSIZ without its zero. */
const MAX_NAME = 15

/** What use_vmac was given in this or an earlier line of the instance. */
export interface VmacWords {
  name?: Word
  mac?: Word
}

/** The MAC that `use_vmac [NAME] [MAC]` gives; `virtual` where it gives none. */
export function readVmac(line: Statement, found: VmacWords, read: ValueReader): Mac | 'virtual' {
  // What follows a name and a MAC is not looked at.
  for (const word of line.args.slice(0, 2)) {
    const kind = word.text.includes(':') ? 'mac' : 'name'
    if (found[kind] !== undefined) read.complain('option-twice', { option: word.text }, word)
    else if (kind === 'mac' && !MAC.test(word.text))
      read.complain('bad-mac', { keyword: 'use_vmac', value: word.text }, word)
    else if (kind === 'name' && !isInterfaceName(word.text))
      read.complain('bad-interface-name', { keyword: 'use_vmac', value: word.text, most: MAX_NAME }, word)
    else found[kind] = word
  }
  return (found.mac === undefined ? undefined : parseMac(found.mac.text)) ?? 'virtual'
}

/** Six octets, or five that the VRID completes. */
const MAC = /^[0-9a-f]{1,2}(:[0-9a-f]{1,2}){4,5}$/i

const TYPES = new Set(['bridge', 'private', 'vepa'])

/** The address of `use_ipvlan [NAME] [ADDRESS[/LEN]] [bridge|private|vepa]`. */
export function readIpvlan(line: Statement, read: ValueReader): { word: Word; address: Ip } | undefined {
  const given = new Set<string>()
  let found: { word: Word; address: Ip } | undefined
  for (const word of line.args) {
    const address = parseIp(word.text.split('/')[0]!)
    const kind = address !== undefined ? 'address' : TYPES.has(word.text) ? 'type' : 'name'
    if (given.has(kind)) read.complain('option-twice', { option: word.text }, word)
    else if (kind === 'name' && !isInterfaceName(word.text))
      read.complain('bad-interface-name', { keyword: 'use_ipvlan', value: word.text, most: MAX_NAME }, word)
    else if (address !== undefined) found = { word, address }
    given.add(kind)
  }
  return found
}

const isInterfaceName = (text: string): boolean => /^[^\s/:]+$/.test(text) && text.length <= MAX_NAME

import { type Ip, type Mac, parseIp, parseMac } from '../../core/address.ts'
import type { Word } from './lexer.ts'
import type { Statement } from './parser.ts'
import type { ValueReader, Written } from './values.ts'

/** Longest name of an interface, IFNAMSIZ without its zero. */
const MAX_NAME = 15

/** The interface that an instance makes for itself: what use_vmac and use_ipvlan said of it up to here. */
export interface OwnInterface {
  readonly instance: string
  /** Names that instances have taken, each with its instance. */
  readonly taken: Map<string, string>
  name?: Word
  mac?: Word
}

/** The MAC that `use_vmac [NAME] [MAC]` gives; `virtual` where it gives none. */
export function readVmac(line: Statement, own: OwnInterface, read: ValueReader): Mac | 'virtual' {
  // What follows a name and a MAC is not looked at.
  for (const word of line.args.slice(0, 2)) {
    if (!word.text.includes(':')) takeName(word, line, own, isInterfaceName(word.text), read)
    else if (own.mac !== undefined) read.complain('option-twice', { option: word.text }, word)
    else if (MAC.test(word.text)) own.mac = word
    else read.complain('bad-mac', { keyword: line.keyword.text, value: word.text }, word)
  }
  return (own.mac === undefined ? undefined : parseMac(own.mac.text)) ?? 'virtual'
}

/** Six octets, or five that the VRID completes. */
const MAC = /^[0-9a-f]{1,2}(:[0-9a-f]{1,2}){4,5}$/i

const TYPES = new Set(['bridge', 'private', 'vepa'])

/** The address of `use_ipvlan [NAME] [ADDRESS[/LEN]] [bridge|private|vepa]`. */
export function readIpvlan(
  line: Statement,
  own: OwnInterface,
  read: ValueReader,
  fits: (address: Ip) => boolean,
): Written<Ip> | undefined {
  let type: Word | undefined
  let found: Written<Ip> | undefined
  for (const word of line.args) {
    const address = parseIp(word.text.split('/')[0]!)
    const isType = TYPES.has(word.text)
    if (isType && type === undefined) type = word
    else if (isType || (address !== undefined && found !== undefined))
      read.complain('option-twice', { option: word.text }, word)
    else if (address === undefined) takeName(word, line, own, word.text.length <= MAX_NAME, read)
    else if (fits(address)) found = { value: address, place: word.place }
    else read.complain('other-family', { keyword: line.keyword.text, value: word.text }, word)
  }
  return found
}

function takeName(word: Word, line: Statement, own: OwnInterface, isName: boolean, read: ValueReader): void {
  const keyword = line.keyword.text
  const other = own.taken.get(word.text)
  if (own.name !== undefined) read.complain('option-twice', { option: word.text }, word)
  else if (!isName) read.complain('bad-interface-name', { keyword, value: word.text, most: MAX_NAME }, word)
  else if (other !== undefined) read.complain('interface-taken', { keyword, value: word.text, other }, word)
  else {
    own.name = word
    own.taken.set(word.text, own.instance)
  }
}

const isInterfaceName = (text: string): boolean => /^[^\s/:]+$/.test(text) && text.length <= MAX_NAME

import { isMulticast } from '../../core/address.ts'
import type { Statement } from './parser.ts'
import { socketAddress, type ValueReader } from './values.ts'

/** The numbers that `lvs_sync_daemon` takes behind a word. */
const NUMBERS: Readonly<Record<string, readonly [min: number, max: number]>> = {
  id: [0, 255],
  maxlen: [1, 65_507],
  port: [1, 65_535],
  ttl: [1, 255],
}

/** `lvs_sync_daemon INTERFACE [inst] INSTANCE [id N] [maxlen N] [port N] [ttl N] [group ADDRESS]`. */
export function checkLvsSync({ keyword, args }: Statement, read: ValueReader): void {
  for (let i = 1; i < args.length; i++) {
    const word = args[i]!
    const value = args[i + 1]
    const range = NUMBERS[word.text]
    if (range === undefined && word.text !== 'group' && word.text !== 'inst') {
      // Without a word before them the second is the instance, and the third was the id.
      if (i === 2) read.complain('lvs-sync-id', { value: word.text }, word)
      else if (i > 2) read.complain('unknown-option', { option: word.text, of: keyword.text }, word)
      continue
    }
    i++
    if (value === undefined) read.complain('option-without-value', { option: word.text }, word)
    else if (range !== undefined) {
      const [min, max] = range
      if (!/^\+?\d*$/.test(value.text) || Number(value.text) < min || Number(value.text) > max)
        read.complain('bad-number', { keyword: `${keyword.text} ${word.text}`, value: value.text, min, max }, value)
    } else if (word.text === 'group') {
      const group = socketAddress(value.text)
      if (group === undefined || !isMulticast(group))
        read.complain('bad-address', { keyword: `${keyword.text} group`, value: value.text }, value)
    }
  }
}

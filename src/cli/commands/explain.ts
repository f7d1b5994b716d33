import { Command } from 'commander'
import { rules } from '../../checks/rules/index.ts'
import { explain } from '../../checks/words.ts'
import { VrrpscopeError } from '../../core/errors.ts'
import { nearest } from '../../core/nearest.ts'
import { explanationText } from '../../report/explain.ts'
import { jsonDocument } from '../../report/json.ts'
import { withOutputFlags } from '../flags.ts'
import type { Io } from '../io.ts'
import { styleOf } from '../render.ts'

interface Flags {
  readonly format: 'text' | 'json'
  readonly list?: true
}

/** `vrrpscope explain <id>`: a finding's rule in words. */
export const explainCommand = (io: Io): Command =>
  withOutputFlags(new Command('explain'), ['text', 'json'])
    .description('a rule or a conformance case in words: condition, why, remedy, RFC clause')
    .argument('[id]', 'as a report names it: state/split-brain')
    .option('--list', 'print every id')
    .action((id: string | undefined, flags: Flags) => {
      if (flags.list) return io.print(`${rules.map((rule) => rule.id).join('\n')}\n`)
      if (id === undefined) throw new VrrpscopeError('usage/missing-argument', 'no id given', LIST_HINT)
      const rule = rules.find((known) => known.id === id)
      if (rule === undefined) throw unknownId(id)
      const words = explain(rule)
      io.print(flags.format === 'json' ? jsonDocument(words) : explanationText(words, styleOf(io)))
    })

const LIST_HINT = 'vrrpscope explain --list prints every id'

function unknownId(id: string): VrrpscopeError {
  const like = nearest(
    id,
    rules.map((rule) => rule.id),
  )
  return new VrrpscopeError(
    'usage/unknown-id',
    `no rule ${id}`,
    like === undefined ? LIST_HINT : `did you mean ${like}? ${LIST_HINT}`,
  )
}

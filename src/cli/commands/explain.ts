import { Command } from 'commander'
import { rules } from '../../checks/rules/index.ts'
import { explain } from '../../checks/words.ts'
import type { ConformCase } from '../../conform/case.ts'
import { VrrpscopeError } from '../../core/errors.ts'
import { nearest } from '../../core/nearest.ts'
import { caseWords } from '../../report/conform/case-words.ts'
import { caseText, explanationText } from '../../report/explain.ts'
import { jsonDocument } from '../../report/json.ts'
import { withOutputFlags } from '../flags.ts'
import type { Io } from '../io.ts'
import { styleOf } from '../render.ts'

interface Flags {
  readonly format: 'text' | 'json'
  readonly list?: true
}

/** `vrrpscope explain <id>`: the rule behind a finding, or a conformance case, in words. */
export const explainCommand = (io: Io): Command =>
  withOutputFlags(new Command('explain'), ['text', 'json'])
    .description('a rule or a conformance case in words: condition, why, remedy, RFC clause')
    .argument('[id]', 'as a report names it: state/split-brain')
    .option('--list', 'print every id')
    .action(async (id: string | undefined, flags: Flags) => {
      if (flags.list && id !== undefined) throw LIST_AND_ID
      if (flags.list) io.print(listed(await allIds(), flags.format))
      else if (id === undefined) throw new VrrpscopeError('usage/missing-argument', 'no id given', LIST_HINT)
      else io.print(await explained(id, flags.format, io))
    })

const LIST_HINT = 'vrrpscope explain --list prints every id'
const LIST_AND_ID = new VrrpscopeError(
  'usage/list-with-id',
  '--list is of every id, and one is given',
  'leave one away',
)

const listed = (ids: readonly string[], format: Flags['format']): string =>
  format === 'json' ? jsonDocument(ids) : `${ids.join('\n')}\n`

async function explained(id: string, format: Flags['format'], io: Io): Promise<string> {
  const rule = rules.find((known) => known.id === id)
  if (rule !== undefined) {
    const words = explain(rule)
    return format === 'json' ? jsonDocument(words) : explanationText(words, styleOf(io))
  }
  const found = (await conformCases()).find((known) => known.id === id)
  if (found === undefined) throw unknownId(id, await allIds())
  if (format === 'text') return caseText(found, styleOf(io))
  return jsonDocument(caseWords(found))
}

/** Loaded only when no rule answers: the cases are many files. */
async function conformCases(): Promise<readonly ConformCase[]> {
  return (await import('../../conform/cases/index.ts')).CASES
}

async function allIds(): Promise<string[]> {
  return [...rules, ...(await conformCases())].map(({ id }) => id)
}

function unknownId(id: string, ids: readonly string[]): VrrpscopeError {
  // Half of an id may be what is remembered.
  const like = ids.find((known) => known.endsWith(`/${id}`)) ?? nearest(id, ids)
  const hint = like === undefined ? LIST_HINT : `did you mean ${like}? ${LIST_HINT}`
  return new VrrpscopeError('usage/unknown-id', `no rule or case ${id}`, hint)
}

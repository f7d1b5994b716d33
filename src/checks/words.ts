import type { Cause, Finding, Severity } from './finding.ts'
import { type Message, type Rule, referencesOf, type Values } from './rule.ts'

/** What a person reads of a finding. */
export interface Words {
  readonly message: string
  readonly why: string
  readonly remedy: string
  readonly references: readonly string[]
}

const BRACE = /\{\w+\}/

/** Joins a finding with the words of its rule, and of the rule that explains it. `rules` has one for every id. */
export function wordsOf(finding: Finding, rules: readonly Rule[]): Words {
  const words = sentenceOf(rules, finding, finding.state === 'closed')
  if (finding.cause === undefined) return words
  const cause = sentenceOf(rules, finding.cause, false)
  const causes = [cause, ...(finding.furtherCauses ?? []).map((further) => sentenceOf(rules, further, false))]
  return {
    message: [words, ...causes].map(({ message }) => message).join(' '),
    why: `${words.why} ${cause.why}`,
    remedy: [...new Set(causes.map(({ remedy }) => remedy))].join(' '),
    references: [...new Set([words, ...causes].flatMap(({ references }) => references))],
  }
}

function sentenceOf(rules: readonly Rule[], { id, message, values }: Cause, isOver: boolean): Words {
  const rule = rules.find((known) => known.id === id)
  const words = rule?.messages[message]
  if (rule === undefined || words === undefined) throw new Error(`no words for ${id} ${message}`)
  const own = asObject(words)
  const over = own.over === undefined ? undefined : fill(own.over, values)
  return {
    // Of what turned out never to have been it is not known how long it lasted.
    message: isOver && over !== undefined && !BRACE.test(over) ? over : fill(own.text, values),
    why: fill(own.why ?? rule.why, values),
    remedy: fill(own.remedy ?? rule.remedy, values),
    references: referencesOf(rule),
  }
}

/** Puts values into the braces of a sentence. A brace without a value stays as it is: it shows that something is missing. */
export function fill(sentence: string, values: Values): string {
  return sentence.replace(/\{(\w+)\}/g, (brace, name: string) => (name in values ? String(values[name]) : brace))
}

/** A rule in words, as `explain` prints it and docs/rules.md holds it. */
export interface Explanation {
  readonly id: string
  readonly severity: Severity
  readonly condition: string
  readonly why: string
  readonly remedy: string
  readonly references: readonly string[]
  /** Said in place of references where there are none. */
  readonly unreferenced: string | undefined
  /** Messages that differ from the rule in severity, reason or remedy. */
  readonly variants: readonly Variant[]
}

export interface Variant {
  readonly message: string
  readonly text: string
  readonly severity: Severity
  readonly why: string
  readonly remedy: string
}

export function explain(rule: Rule): Explanation {
  const { id, severity, condition, why, remedy, rfc } = rule
  const variants = Object.entries(rule.messages).map(([message, words]): Variant => {
    const own = asObject(words)
    return {
      message,
      text: own.text,
      severity: own.severity ?? severity,
      why: own.why ?? why,
      remedy: own.remedy ?? remedy,
    }
  })
  return {
    id,
    severity,
    condition,
    why,
    remedy,
    references: referencesOf(rule),
    unreferenced: 'none' in rfc ? rfc.none : undefined,
    variants,
  }
}

const asObject = (message: Message): Exclude<Message, string> =>
  typeof message === 'string' ? { text: message } : message

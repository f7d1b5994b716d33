import type { Finding, Severity } from './finding.ts'
import { type Message, type Rule, referencesOf } from './rule.ts'

/** What a person reads of a finding. */
export interface Words {
  readonly message: string
  readonly why: string
  readonly remedy: string
  readonly references: readonly string[]
}

/** Joins a finding with the words of its rule. `rules` has one rule for every id that can occur. */
export function wordsOf(finding: Finding, rules: readonly Rule[]): Words {
  const rule = rules.find(({ id }) => id === finding.id)
  if (rule === undefined) throw new Error(`no rule for ${finding.id}`)
  const message = rule.messages[finding.message]
  if (message === undefined) throw new Error(`${finding.id} has no message ${finding.message}`)
  const own = asObject(message)
  return {
    message: fill(own.text, finding.values),
    why: fill(own.why ?? rule.why, finding.values),
    remedy: fill(own.remedy ?? rule.remedy, finding.values),
    references: referencesOf(rule),
  }
}

/** Puts values into the braces of a sentence. A brace without a value stays as it is: it shows that something is missing. */
export function fill(sentence: string, values: Readonly<Record<string, string | number>>): string {
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

import type { Explanation } from '../checks/words.ts'
import type { ConformCase } from '../conform/case.ts'
import { asciiOnly, paint, type Style, wrap } from './style.ts'

/** A rule in words: when it fires, what that means, what to do, and the clauses it rests on. */
export function explanationText(rule: Explanation, style: Style): string {
  const head = `${paint(style, 'bold', rule.id)}  ${paint(style, rule.severity, rule.severity)}`
  const clauses = rule.references.length > 0 ? rule.references.join(', ') : (rule.unreferenced ?? '')
  const own = rule.variants.filter((variant) => variant.why !== rule.why || variant.remedy !== rule.remedy)
  const lines = [
    head,
    '',
    ...block('fires   ', rule.condition, style),
    ...block('says    ', rule.variants.map(({ text }) => text).join(' | '), style),
    ...block('why     ', rule.why, style),
    ...block('remedy  ', rule.remedy, style),
    ...block('rests on', clauses, style),
    ...own.flatMap((variant) => [
      '',
      `${variant.message}  ${paint(style, variant.severity, variant.severity)}`,
      ...block('says    ', variant.text, style),
      ...(variant.why === rule.why ? [] : block('why     ', variant.why, style)),
      ...(variant.remedy === rule.remedy ? [] : block('remedy  ', variant.remedy, style)),
    ]),
  ]
  const text = `${lines.join('\n')}\n`
  return style.unicode ? text : asciiOnly(text)
}

/** A conformance case in words: what it needs, does and expects, what it claims, and how to run it. */
export function caseText(one: ConformCase, style: Style): string {
  const needs = one.needs.map(({ words }) => words).join('; ')
  const start = one.startIn === 'any' ? '' : `the device ${one.startIn}`
  const lines = [
    `${paint(style, 'bold', one.id)}  ${one.level}`,
    '',
    ...block('title   ', one.title, style),
    ...block('needs   ', [start, needs].filter(Boolean).join('; ') || 'nothing in particular', style),
    ...block('does    ', one.stimulus, style),
    ...block('expects ', one.expectation, style),
    ...block('rests on', [...one.references, ...one.requirements].join(', '), style),
    ...(one.hazardous
      ? block('beware  ', 'known to crash a daemon: runs only when it is asked for by name', style)
      : []),
  ]
  const text = `${lines.join('\n')}\n`
  return style.unicode ? text : asciiOnly(text)
}

function block(label: string, text: string, style: Style): string[] {
  const pad = ' '.repeat(label.length)
  return wrap(text, style.columns - label.length - 2).map(
    (line, i) => `${i === 0 ? paint(style, 'dim', label) : pad}  ${line}`,
  )
}

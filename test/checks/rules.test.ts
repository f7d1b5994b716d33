import { describe, expect, test } from 'vitest'
import { type Rule, referencesOf } from '../../src/checks/rule.ts'
import { rules } from '../../src/checks/rules/index.ts'
import { wordsOf } from '../../src/checks/words.ts'
import type { Example } from './examples/example.ts'
import { netExamples } from './examples/net.ts'
import { secExamples } from './examples/sec.ts'
import { stateExamples } from './examples/state.ts'
import { wireExamples } from './examples/wire.ts'

const EXAMPLES: Readonly<Record<string, Example>> = {
  ...netExamples,
  ...secExamples,
  ...stateExamples,
  ...wireExamples,
}

test('every rule about traffic has an example', () => {
  const aboutTraffic = rules.map(({ id }) => id).filter((id) => !/^(lint|config)\//.test(id))
  const elsewhere = ['sec/auth-invalid', 'sec/hmac-clock-skew', 'sec/replay'] // they need keys
  expect(Object.keys(EXAMPLES).sort()).toEqual(aboutTraffic.filter((id) => !elsewhere.includes(id)))
})

test('rules are sorted by id and no id comes twice', () => {
  const ids = rules.map(({ id }) => id)
  expect(ids).toEqual([...new Set(ids)].sort())
})

describe.each(rules.map((rule): [string, Rule] => [rule.id, rule]))('%s', (id, rule) => {
  test('has an id of the vocabulary, whole sentences, and a clause or the reason for none', () => {
    expect(id).toMatch(/^(wire|state|net|sec|config|lint)\/[a-z0-9]+(-[a-z0-9]+)*$/)
    for (const words of [rule.condition, rule.why, rule.remedy]) expect(words).toMatch(/[.)]$/)
    for (const reference of referencesOf(rule)) expect(reference).toMatch(/^RFC \d+( (erratum )?[\d.]+)?$/)
    if ('none' in rule.rfc) expect(rule.rfc.none).toMatch(/\.$/)
    else expect(rule.rfc.length).toBeGreaterThan(0)
  })
})

describe.each(Object.entries(EXAMPLES))('%s', (id, { fires, silent }) => {
  test('fires', async () => {
    const findings = await fires()
    expect(findings.flatMap((finding) => [finding.id, ...finding.related])).toContain(id)
    for (const finding of findings) {
      const { message, why, remedy } = wordsOf(finding, rules)
      expect(`${message} ${why} ${remedy}`).not.toMatch(/\{\w+\}|undefined|NaN/)
    }
  })

  test('stays silent', async () => {
    const findings = await silent()
    expect(findings.flatMap((finding) => [finding.id, ...finding.related])).not.toContain(id)
  })
})

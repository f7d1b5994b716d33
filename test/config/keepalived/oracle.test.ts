import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Finding } from '../../../src/checks/finding.ts'
import { answers, findingsOf } from '../../oracle/compare.ts'

// keepalived itself is the oracle: what `keepalived -t` 2.2.7 said of each configuration was recorded in a namespace
// that has the interfaces ens192, eth0 and eth1 (test/netns/oracle.test.ts records it again and compares).

const DIRECTORY = 'fixtures/configs/oracle'

interface Verdict {
  readonly exit: number
  readonly said: readonly string[]
}

const recorded: Readonly<Record<string, Verdict>> = JSON.parse(
  readFileSync(`${DIRECTORY}/keepalived-2.2.7.json`, 'utf8'),
)

const findings = (file: string): readonly Finding[] => findingsOf(file, readFileSync(`${DIRECTORY}/${file}`, 'utf8'))

test('at least 120 configurations, valid and broken', () => {
  const exits = Object.values(recorded).map(({ exit }) => exit)
  expect(exits.filter((exit) => exit === 0).length).toBeGreaterThan(60)
  expect(exits.filter((exit) => exit !== 0).length).toBeGreaterThan(120)
})

const accepted = Object.keys(recorded).filter((file) => recorded[file]!.exit === 0)
test.each(accepted)('%s: no lint/syntax where keepalived is content', (file) => {
  expect(findings(file).filter(({ id }) => id === 'lint/syntax')).toEqual([])
})

const complained = Object.keys(recorded).filter((file) => recorded[file]!.said.length > 0)
test.each(complained)('%s: every complaint has a finding at its place', (file) => {
  const found = findings(file)
  const unanswered = recorded[file]!.said.filter((complaint) => !found.some((finding) => answers(finding, complaint)))
  expect(unanswered).toEqual([])
})

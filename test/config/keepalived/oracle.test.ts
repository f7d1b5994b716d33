import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Engine } from '../../../src/checks/engine.ts'
import type { Finding } from '../../../src/checks/finding.ts'
import { lintRules } from '../../../src/checks/rules/lint/index.ts'
import { readKeepalived } from '../../../src/config/keepalived/lower.ts'

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

function findingsOf(file: string): readonly Finding[] {
  const text = readFileSync(`${DIRECTORY}/${file}`, 'utf8')
  const node = readKeepalived({ name: file, text }, { node: 'a', include: () => [], profile: 'keepalived-2.2' })
  const engine = new Engine(lintRules, { nodes: [node] })
  engine.start()
  return engine.findings()
}

/** Whether a finding stands where keepalived's complaint does: on its line, else on the instance it names. */
function answers(finding: Finding, complaint: string): boolean {
  const line = /^\(Line (\d+)\)/.exec(complaint)
  if (line !== null) return finding.line === Number(line[1])
  const instance = /^\((\S+?)\)/.exec(complaint)
  if (instance !== null) return finding.values.instance === instance[1]
  return finding.severity !== 'info'
}

test('at least 120 configurations, valid and broken', () => {
  const exits = Object.values(recorded).map(({ exit }) => exit)
  expect(exits.filter((exit) => exit === 0).length).toBeGreaterThan(60)
  expect(exits.filter((exit) => exit !== 0).length).toBeGreaterThan(120)
})

const accepted = Object.keys(recorded).filter((file) => recorded[file]!.exit === 0)
test.each(accepted)('%s: no lint/syntax where keepalived is content', (file) => {
  expect(findingsOf(file).filter(({ id }) => id === 'lint/syntax')).toEqual([])
})

const complained = Object.keys(recorded).filter((file) => recorded[file]!.said.length > 0)
test.each(complained)('%s: every complaint has a finding at its place', (file) => {
  const findings = findingsOf(file)
  const unanswered = recorded[file]!.said.filter(
    (complaint) => !findings.some((finding) => answers(finding, complaint)),
  )
  expect(unanswered).toEqual([])
})

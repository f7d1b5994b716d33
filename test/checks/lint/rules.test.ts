import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Engine } from '../../../src/checks/engine.ts'
import type { Finding } from '../../../src/checks/finding.ts'
import { lintRules } from '../../../src/checks/rules/lint/index.ts'
import { wordsOf } from '../../../src/checks/words.ts'
import { readKeepalived } from '../../../src/config/keepalived/lower.ts'
import type { NodeConfig } from '../../../src/config/model.ts'
import { EXAMPLES, healthy } from './examples.ts'

const node = (text: string, i: number): NodeConfig =>
  readKeepalived({ name: `n${i}.conf`, text }, { node: `n${i}`, include: () => [] })

function lint(texts: readonly string[]): readonly Finding[] {
  const engine = new Engine(lintRules, { nodes: texts.map(node) })
  engine.start()
  return engine.findings()
}

const ids = (texts: readonly string[]): string[] => lint(texts).map(({ id }) => id)

test('every rule has an example, and the list is sorted', () => {
  const known = lintRules.map((rule) => rule.id)
  expect(Object.keys(EXAMPLES)).toEqual(known)
  expect([...known].sort()).toEqual(known)
})

describe.each(Object.entries(EXAMPLES))('%s', (id, { fires, silent }) => {
  test('fires', () => {
    const found = lint(fires).filter((finding) => finding.id === id)
    expect(found.length).toBeGreaterThan(0)
    for (const finding of found) {
      const { message, why, remedy } = wordsOf(finding, lintRules)
      expect(`${message} ${why} ${remedy}`).not.toMatch(/\{\w+\}/)
      expect(finding.line).toBeGreaterThan(0)
    }
  })
  test('stays silent', () => expect(ids(silent)).not.toContain(id))
})

test('two findings of a node that sends from the virtual address do not contradict each other on who owns it', () => {
  const lines = 'priority 150\nunicast_src_ip 192.0.2.100\nunicast_peer {\n192.0.2.12\n}'
  const found = lint([healthy(lines)]).filter(({ id }) => /^lint\/(source-address|owner-not-255)$/.test(id))
  expect(found.map((finding) => wordsOf(finding, lintRules).message)).toEqual([
    'n0 sends from 192.0.2.100, which is a virtual address, with priority 150: only its owner, with 255, may.',
    'n0 owns 192.0.2.100 and has priority 150.',
  ])
})

describe('the two configurations of the how-to', () => {
  const read = (name: string): string =>
    readFileSync(`fixtures/captures/seed-unicast-start-sigterm-return/${name}.keepalived.conf`, 'utf8')
  const [a, b] = [read('n144'), read('n145')]

  test('equal priority, plain password, simultaneous start; nothing else above information', () => {
    const found = lint([a, b]).filter(({ severity }) => severity !== 'info')
    expect(found.map(({ id, severity }) => `${severity} ${id}`).sort()).toEqual([
      'warning lint/equal-priority',
      'warning lint/plaintext-password',
      'warning lint/plaintext-password',
      'warning lint/simultaneous-start',
    ])
    expect(found.find(({ id }) => id === 'lint/equal-priority')!.values.winner).toBe('172.18.5.145')
    // 3 x 1 s + (256 - 100) / 256 s, and a frame's travel during which both are Active.
    const start = found.find(({ id }) => id === 'lint/simultaneous-start')!
    expect(start.values).toMatchObject({ winner: 'n1', afterMs: 3609.4 })
    expect(Number(start.values.overlapMs)).toBeGreaterThan(0)
  })

  // One field of the second node changed: which rule, both values, both lines, and what comes of it.
  test.each([
    ['virtual_router_id 147', 'virtual_router_id 148', 'lint/vrid-mismatch', 'both-deaf', 8, 8, '148', '147'],
    ['auth_pass 123789', 'auth_pass 123788', 'lint/auth-mismatch', 'both-active', 18, 18, /password/, /password/],
    ['advert_int 1', 'advert_int 2', 'lint/interval-mismatch', 'both-active', 10, 10, '2 s', '1 s'],
    ['172.18.5.148', '172.18.5.149', 'lint/addresses-mismatch', 'both-active', 20, 20, '172.18.5.149', '172.18.5.148'],
    ['advert_int 1', 'advert_int 1\n    version 3', 'lint/version-mismatch', 'both-active', 11, 5, '3', '2'],
  ])('%s -> %s', (from, to, id, message, line, otherLine, here, there) => {
    const changed = b.replace(from, to)
    const found = lint([a, changed]).find((finding) => finding.id === id)!
    expect(found).toMatchObject({ severity: 'error', message, file: 'n1.conf', line })
    expect(found.values).toMatchObject({
      otherFile: 'n0.conf',
      otherLine,
      here: matching(here),
      there: matching(there),
    })
  })

  test('another peer', () => {
    const found = lint([a, b.replace('        172.18.5.144', '        172.18.5.146')])
    expect(found.find(({ id }) => id === 'lint/peers-asymmetric')).toMatchObject({
      severity: 'error',
      message: 'not-listed',
      file: 'n1.conf',
      line: 13,
      values: { address: '172.18.5.144', listed: '172.18.5.146', otherFile: 'n0.conf', otherLine: 13 },
    })
  })
})

const matching = (text: string | RegExp) => (typeof text === 'string' ? text : expect.stringMatching(text))

test('a difference that version 3 learns is only information', () => {
  const found = lint(
    EXAMPLES['lint/version-mismatch']!.fires.map((text) => text.replace('priority', 'version 3\npriority')),
  )
  expect(found.map(({ id }) => id)).not.toContain('lint/version-mismatch')
  const intervals = EXAMPLES['lint/interval-mismatch']!.fires.map((text) =>
    text.replace('priority', 'version 3\npriority'),
  )
  expect(lint(intervals).find(({ id }) => id === 'lint/interval-mismatch')).toMatchObject({
    severity: 'info',
    message: 'tolerated',
  })
})

test('who refuses whom is said: the one whose checksum has no fallback, the one that demands the other form', () => {
  const unicast = (own: number, other: number, form: string): string =>
    `version 3\n${form}\nunicast_src_ip 192.0.2.${own}\nunicast_peer {\n192.0.2.${other}\n}`
  const found = (form: string): Finding | undefined =>
    lint([healthy(unicast(11, 12, 'old_unicast_checksum')), healthy(unicast(12, 11, form))]).find(
      ({ id }) => id === 'lint/checksum-mismatch',
    )
  // fixtures/captures/v3-unicast-old-checksum and v3-unicast-checksum-mismatch: with `never` both are Active.
  expect(found('')).toMatchObject({ message: 'one-way', values: { refuser: 'n0', refused: 'n1' } })
  expect(found('old_unicast_checksum never')).toMatchObject({ message: 'both-active' })
})

test('adverts that never get to the instance are not said to silence it', () => {
  const messages = (first: string, second: string): string[] =>
    lint([healthy(`priority 150\n${first}`), healthy(second)])
      .filter(({ severity }) => severity === 'error')
      .map(({ id, message }) => `${id} ${message}`)
  const password = (type: string): string => `authentication {\nauth_type ${type}\nauth_pass alpha\n}`
  expect(messages('mcast_dst_ip 224.0.0.19', '')).toEqual(['lint/group-mismatch both-deaf'])
  expect(messages(password('AH'), password('PASS'))).toEqual(['lint/auth-mismatch both-deaf'])
  expect(messages('mcast_dst_ip 224.0.0.19\nadvert_int 2', '')).toContain('lint/interval-mismatch both-deaf')
})

test('a password that version 3 has no use for is no second difference', () => {
  const password = 'authentication {\nauth_type PASS\nauth_pass alpha\n}'
  const found = lint([healthy(`priority 150\n${password}`), healthy(`version 3\n${password}`)])
  expect(found.filter(({ severity }) => severity === 'error').map(({ id }) => id)).toEqual(['lint/version-mismatch'])
})

test('equal priorities: an address that nobody hears wins nothing yet', () => {
  const unicast = (own: number, other: number): string =>
    `unicast_src_ip 192.0.2.${own}\nunicast_peer {\n192.0.2.${other}\n}`
  const found = (second: string): Finding | undefined =>
    lint([healthy(unicast(11, 12)), healthy(second)]).find(({ id }) => id === 'lint/equal-priority')
  expect(found(unicast(12, 11))).toMatchObject({ message: 'address', values: { winner: '192.0.2.12' } })
  expect(found(unicast(12, 13))).toMatchObject({ message: 'unheard', values: { winner: '192.0.2.12' } })
})

test('addresses outside the subnet are one finding for each virtual router', () => {
  const outside = Array.from({ length: 9 }, (_, i) => `10.0.0.${i + 1}/24`)
  const found = lint([healthy('mcast_src_ip 192.0.2.11', '', outside)]).filter(
    ({ id }) => id === 'lint/address-not-in-subnet',
  )
  expect(found.map(({ values }) => [values.address, values.more])).toEqual([['10.0.0.1', ' and 8 more']])
})

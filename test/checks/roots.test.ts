import { expect, test } from 'vitest'
import type { Finding } from '../../src/checks/finding.ts'
import { rules } from '../../src/checks/rules/index.ts'
import { wordsOf } from '../../src/checks/words.ts'
import { A, B, ip, type Node, Scene } from './scene.ts'

// Two routers that are Active at once for one reason: one finding, and its two sentences name the same router first.

const errors = (findings: readonly Finding[]): string[] =>
  findings.filter(({ severity }) => severity === 'error').map(({ id }) => id)

const towards = (node: Node, peer: Node, more: Partial<Node> = {}): Node => ({
  ...node,
  version: 2,
  dst: peer.ip,
  dstMac: peer.mac,
  ...more,
})

test('unicast peers with other addresses are no strangers on one VRID', () => {
  const a = towards(A, B)
  const b = towards(B, A, { addresses: [ip('192.0.2.101')] })
  const found = new Scene().active(a, 4, 16).active(b, 4.5, 16).findings()
  expect(errors(found)).toEqual(['state/split-brain'])
  expect(found[0]!.values.cause).toBe('state/addresses-mismatch')
})

test('what only one of them advertises is said of that one', () => {
  const two = towards(B, A, { addresses: [ip('192.0.2.100'), ip('192.0.2.101')] })
  for (const scene of [
    new Scene().active(towards(A, B), 4, 16).active(two, 4.5, 16),
    new Scene().active(towards(A, B), 4.5, 16).active(two, 4, 16),
  ]) {
    const [split] = scene.findings()
    expect(wordsOf(split!, rules).message).toContain('only 192.0.2.12: 192.0.2.101')
    const { a, onlyA, onlyB } = split!.values
    expect(a === '192.0.2.11' ? [onlyA, onlyB] : [onlyB, onlyA]).toEqual(['none', '192.0.2.101'])
  }
})

test('one address under two VRIDs: who claims it in the other one is a symptom', () => {
  const scene = new Scene().active(A, 4, 20).active({ ...B, vrid: 52 }, 4.5, 20)
  const found = scene
    .announce(A, 9)
    .announce({ ...B, vrid: 52 }, 9.5)
    .findings()
  expect(errors(found)).toEqual(['state/split-brain'])
  expect(found[0]!.related).toEqual(expect.arrayContaining(['net/duplicate-address', 'state/vrid-mismatch']))
})

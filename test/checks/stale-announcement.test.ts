import { expect, test } from 'vitest'
import type { Finding } from '../../src/checks/finding.ts'
import { rules } from '../../src/checks/rules/index.ts'
import { wordsOf } from '../../src/checks/words.ts'
import { A, B, HOST, ip, type Node, nsOf, Scene } from './scene.ts'

// Whom neighbours were told last, when a split is over. .12 comes at 8.4 s and yields to the advert of .11 at 15 s;
// a frame of somebody else lets time pass.

const TWO = [ip('192.0.2.100'), ip('192.0.2.101')]
const split = (untilSec: number, node: Node = A): Scene =>
  new Scene()
    .active(node, 4, untilSec)
    .active({ ...B, addresses: node.addresses ?? [TWO[0]!] }, 8.4, 14.4)
    .asks(HOST.ip, 20)
    .until(untilSec + 1)
const told = (scene: Scene): readonly Finding[] =>
  scene.findings().filter(({ severity, id }) => severity === 'error' || id === 'state/stale-announcement')
const stale = (scene: Scene) => told(scene).find(({ id }) => id === 'state/stale-announcement')

test('who is announced wrongly when the split is over is told besides it, from there to the end', () => {
  const [first, second, ...others] = told(split(30))
  expect(others).toEqual([])
  expect(first).toMatchObject({ id: 'state/split-brain', lastSeen: nsOf(15) })
  expect(first!.related).toContain('state/stale-announcement')
  expect(second).toMatchObject({ id: 'state/stale-announcement', message: 'stale', firstSeen: nsOf(15) })
  expect(second).toMatchObject({ lastSeen: nsOf(31), state: 'open' })
  expect(wordsOf(second!, rules).remedy).toContain('Now: `arping -U -I IF 192.0.2.100` on 192.0.2.11. For good')
})

test('over IPv6 with the program for it', () => {
  const six = (node: Node, last: number): Node => ({ ...node, ip: ip(`fe80::${last}`), addresses: [ip('fe80::100')] })
  const made = new Scene().active(six(A, 11), 4, 30).active(six(B, 12), 8.4, 14.4).asks(HOST.ip, 20).until(31)
  expect(wordsOf(stale(made)!, rules).remedy).toContain('Now: `ndsend fe80::100 IF` on fe80::11.')
})

test('put right at once it belongs to the split', () => {
  expect(told(split(30).announce(A, 17.5)).map(({ id }) => id)).toEqual(['state/split-brain'])
})

test('put right later it has an end', () => {
  expect(stale(split(40).announce(A, 25))).toMatchObject({
    message: 'mended',
    severity: 'warning',
    firstSeen: nsOf(15),
    lastSeen: nsOf(25),
  })
})

test('it ends with the Active router, and with the return of the one that was announced', () => {
  const left = split(25).advert(A, 25.2, { priority: 0 }).until(40)
  expect(stale(left)).toMatchObject({ message: 'passed', state: 'closed', lastSeen: nsOf(25.2) })
  const back = split(60).active(B, 30.4, 36.4).announce(A, 38)
  expect(stale(back)).toMatchObject({ message: 'passed', state: 'closed', firstSeen: nsOf(15), lastSeen: nsOf(30.4) })
})

test('several addresses are one finding, which names those that are left', () => {
  const both: Node = { ...A, addresses: TWO }
  expect(stale(split(40, both))!.values.addresses).toBe('192.0.2.100, 192.0.2.101')
  const one = stale(split(40, both).announce({ ...both, addresses: [TWO[0]!] }, 25))!
  expect(one).toMatchObject({ message: 'stale', values: { addresses: '192.0.2.101' } })
  expect(stale(split(40, both).announce(both, 25))).toMatchObject({
    message: 'mended',
    values: { addresses: '192.0.2.100, 192.0.2.101' },
  })
})

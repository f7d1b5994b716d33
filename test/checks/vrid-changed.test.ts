import { expect, test } from 'vitest'
import { virtualMac } from '../../src/core/address.ts'
import { A, B, type Node, Scene } from './scene.ts'

// One host under two VRIDs holds the address once: it is no rival of itself.

const errors = (scene: Scene) =>
  scene.findings().flatMap(({ id, message, severity }) => (severity === 'error' ? [`${id} ${message}`] : []))

const anew = (node: Node): Node => ({ ...node, vrid: 52 })

test('a router whose VRID was changed is in no split with itself, and is not silent while it serves the address', () => {
  const changed = () => new Scene().active(A, 4, 10).active(anew(A), 11, 30).announce(A, 16)
  expect(errors(changed())).toEqual([])
  const words = changed()
    .findings()
    .filter(({ id }) => id === 'state/no-active')
  expect(words).toMatchObject([{ severity: 'info', message: 'elsewhere', values: { otherVrid: 52 } }])
})

test('from virtual MACs neither', () => {
  const first = { ...A, mac: virtualMac(4, 51) }
  const second = { ...anew(A), mac: virtualMac(4, 52) }
  expect(errors(new Scene().active(first, 4, 10).active(second, 11, 30))).not.toContain('state/split-brain oneAddress')
})

test('what is served under another number later was an outage until then', () => {
  const late = new Scene().active(A, 4, 10).active(anew(A), 15, 30)
  const found = late.findings().filter(({ id }) => id === 'state/no-active')
  expect(found.map(({ severity, message }) => [severity, message])).toEqual([
    ['error', 'nobody'],
    ['info', 'elsewhere'],
  ])
  expect(found[0]!.values).toMatchObject({ outageMs: 5000 })
})

test('another host is a rival also behind one that is none', () => {
  const both = new Scene().active(A, 4, 20).active(anew(A), 4.1, 20).active(anew(B), 4.3, 20)
  const split = both.findings().find(({ id }) => id === 'state/split-brain')
  expect(split?.routers).toEqual([A.ip.text, B.ip.text])
  const twin = { ...anew(A), mac: B.mac }
  expect(errors(new Scene().active(A, 4, 20).active(twin, 4.3, 20))).toEqual(['state/split-brain oneAddress'])
})

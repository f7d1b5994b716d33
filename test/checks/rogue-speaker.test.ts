import { describe, expect, test } from 'vitest'
import type { Mac } from '../../src/core/address.ts'
import { A, B, type Node, Scene } from './scene.ts'

const VENDOR: Node = { ...A, mac: '00:0c:29:10:00:01' as Mac }
const SECONDS = [0, 1, 2, 3, 4]

const told = (scene: Scene) =>
  scene
    .findings()
    .filter(({ id }) => id === 'sec/rogue-speaker')
    .map(({ severity, confidence, values }) => `${severity} ${confidence} ${values.difference}`)

/** B serves from the start; then `node` comes, with an IP id for each advert. */
function beside(node: Node, idOf: (advert: number) => number): Scene {
  const scene = new Scene().active(B, 4, 20)
  for (const i of SECONDS) scene.advert(node, 20.2 + i, { ipId: idOf(i) })
  return scene
}

describe('a better router that comes late', () => {
  test('whose ids go on was Active before, where or when the capture did not look: a failback', () => {
    expect(told(beside(A, (i) => 10 + i))).toEqual([])
    expect(told(beside(VENDOR, (i) => 10 + i))).toEqual([])
    // Also where some of its first adverts get lost.
    expect(told(beside(A, (i) => 1 + 2 * i))).toEqual([])
  })

  test('whose ids count no adverts where those of the others do is none of their kind', () => {
    const strange = ['error likely IP ids that do not count adverts, as those of the others do']
    expect(told(beside(A, () => 1))).toEqual(strange)
    expect(told(beside(A, (i) => 4711 * (i + 1)))).toEqual(strange)
  })

  test('of another maker that counts from its first advert may be a daemon whose join was not shown', () => {
    expect(told(beside(VENDOR, (i) => i + 1))).toEqual(['warning possible hardware of another maker (00:0c:29)'])
    expect(told(beside(VENDOR, () => 0))).toEqual(['error likely hardware of another maker (00:0c:29)'])
  })

  test('one advert shows no pattern of ids', () => {
    expect(told(new Scene().active(B, 4, 20).advert(A, 20.2, { ipId: 4711 }).until(30))).toEqual([])
  })
})

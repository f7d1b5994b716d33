import { describe, expect, it } from 'vitest'
import type { RouterConfig } from '../../src/config/model.ts'
import { cs, ns } from '../../src/core/time.ts'
import { type Prediction, predict } from '../../src/simulate/predict.ts'
import { ip, router } from '../model/routers.ts'

const MS = 1_000_000
const node = (name: string, address: string, change: Partial<RouterConfig> = {}) =>
  router({ node: name, profile: 'keepalived-2.2', version: 2, primaryAddress: ip(address), ...change })
const a = (change: Partial<RouterConfig> = {}) => node('a', '192.0.2.11', change)
const b = (change: Partial<RouterConfig> = {}) => node('b', '192.0.2.12', change)

const of = (predictions: readonly Prediction[], event: string, lost?: string): Prediction => {
  const found = predictions.find((prediction) => prediction.event === event && prediction.lost === lost)
  if (found === undefined) throw new Error(`no prediction of ${event} ${lost}`)
  return found
}
const ms = ({ after }: Prediction) => ({ min: after.min / MS, max: after.max / MS })

it('sixty nodes: only the loss of the Active Router is played, that of a Backup changes nothing', () => {
  const many = Array.from({ length: 60 }, (_, i) => node(`n${i}`, `192.0.2.${i + 1}`, { priority: i + 1 }))
  const [start, ...losses] = predict(many)
  expect(start).toMatchObject({ active: 'n59', alsoActive: [] })
  expect(losses.filter(({ active }) => active !== 'n59').map(({ lost, active }) => ({ lost, active }))).toEqual([
    { lost: 'n59', active: 'n58' },
  ])
})

describe('two nodes, 150 and 100', () => {
  const predictions = predict([a({ priority: 150 }), b()])

  it('at the start the higher one takes over after its Active_Down_Interval: 3 s + 106/256 s', () => {
    const start = of(predictions, 'start')
    expect(start).toMatchObject({ active: 'a', alsoActive: [], overlap: 0 })
    expect(ms(start)).toEqual({ min: 3414.062, max: 3414.062 })
  })

  it('after its loss the other one, 3609.375 ms after the last advert, which was up to 1 s before the loss', () => {
    const loss = of(predictions, 'loss', 'a')
    expect(loss).toMatchObject({ active: 'b', alsoActive: [], overlap: 0 })
    // 0.1 ms is the way of the last advert. The earliest loss is 1 us before the next advert.
    expect(ms(loss)).toEqual({ min: 2609.476, max: 3609.475 })
  })

  it('the loss of the Backup changes nothing', () => {
    expect(of(predictions, 'loss', 'b')).toMatchObject({ active: 'a', after: { min: 0, max: 0 }, overlap: 0 })
  })
})

describe('the seed: equal priority, unicast, nopreempt, the same password', () => {
  const password = Uint8Array.from('123789\0\0', (letter) => letter.charCodeAt(0))
  const seed: Partial<RouterConfig> = { preempt: false, authentication: { kind: 'simple', password } }
  const predictions = predict([
    a({ ...seed, unicastPeers: [{ address: ip('192.0.2.12') }] }),
    b({ ...seed, unicastPeers: [{ address: ip('192.0.2.11') }] }),
  ])

  it('a common start ends in a tie, which the higher address wins', () => {
    const start = of(predictions, 'start')
    expect(start).toMatchObject({ active: 'b', alsoActive: [] })
    expect(ms(start)).toEqual({ min: 3609.375, max: 3609.375 })
    // Both are Active while the advert of b is on its way.
    expect(start.overlap / MS).toBe(0.1)
  })

  it('either takes over from the other', () => {
    expect(of(predictions, 'loss', 'b')).toMatchObject({ active: 'a', alsoActive: [] })
    expect(of(predictions, 'loss', 'a')).toMatchObject({ active: 'b', after: { max: 0 } })
  })
})

it('different passwords: both stay Active', () => {
  const password = (letter: number) => ({ kind: 'simple', password: new Uint8Array(8).fill(letter) }) as const
  const start = of(predict([a({ authentication: password(1) }), b({ authentication: password(2) })]), 'start')
  expect([start.active, ...start.alsoActive].sort()).toEqual(['a', 'b'])
  // From 3.6 s to the end of the simulation.
  expect(start.overlap / MS).toBeGreaterThan(10_000)
})

it('a unicast peer that is not listed back is never heard', () => {
  const [start] = predict([
    a({ unicastPeers: [{ address: ip('192.0.2.12') }] }),
    b({ unicastPeers: [{ address: ip('192.0.2.13') }] }),
  ])
  expect([start?.active, ...(start?.alsoActive ?? [])].sort()).toEqual(['a', 'b'])
})

it('version 3 learns the interval: the Backup with 25 cs waits for the 1 s of the Active', () => {
  const v3 = { version: 3, profile: 'rfc9568' } as const
  const predictions = predict([a({ ...v3, priority: 150 }), b({ ...v3, advertInterval: cs(25) })])
  // b is faster at the start: 750 + 156 * 250 / 256 = 902.34375 ms, and preempted at 3 s + 106/256 s.
  const start = of(predictions, 'start')
  expect(start.active).toBe('a')
  expect(ms(start)).toEqual({ min: 3414.0625, max: 3414.0625 })
  expect(ms(of(predictions, 'loss', 'a')).max).toBe(3609.475)
})

it('one node alone has a start and no loss to speak of', () => {
  const predictions = predict([a()])
  expect(predictions.map(({ event }) => event)).toEqual(['start'])
  expect(predictions[0]).toMatchObject({ active: 'a', overlap: 0 })
})

it('a start-up delay comes on top', () => {
  const start = of(predict([a({ profile: 'keepalived-2.4', startupDelay: ns(5500 * MS) })]), 'start')
  expect(ms(start)).toEqual({ min: 9109.375, max: 9109.375 })
})

it('of nothing there is nothing to say', () => {
  expect(predict([])).toEqual([])
})

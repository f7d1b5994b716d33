import { describe, expect, test } from 'vitest'
import type { Ns } from '../../src/core/time.ts'
import type { Listener } from '../../src/observe/listener.ts'
import { A, B, Scene } from '../checks/scene.ts'
import { router } from '../model/routers.ts'
import { Segment, type SpokenAdvert } from './segment.ts'

// How long those may wait who could follow a router that fell silent.

class Witness implements Listener {
  readonly noActive: number[] = []
  readonly silences: number[] = []
  onNoActive = (_: unknown, since: Ns) => void this.noActive.push(since / 1e9)
  onSilence = (_: unknown, from: Ns) => void this.silences.push(from / 1e9)
}

/** FRR: virtual MAC, don't-fragment, version 2. */
const FRR: SpokenAdvert = { version: 2, mac: '00:00:5e:00:01:33', dontFragment: true }
const HIGH: SpokenAdvert = { ...FRR, src: '192.0.2.21', priority: 150 }
const LOW: SpokenAdvert = { ...FRR, src: '192.0.2.22', priority: 100 }

describe.each([
  { pace: 0.5, byte: 1 },
  { pace: 1.5, byte: 1 },
  { pace: 2.5, byte: 2 },
])('FRR in version 2 every $pace s, which it calls $byte s', ({ pace, byte }) => {
  const play = () => {
    const witness = new Witness()
    const s = new Segment({ listeners: [witness] })
    const say = (from: number, count: number, who: SpokenAdvert) => {
      for (let i = 0; i < count; i++) s.advert(from + i * pace, { ...who, intervalCs: 100 * byte })
    }
    s.begins()
    say(2, 8, HIGH)
    const silentSince = 2 + 7 * pace
    const takenAt = silentSince + 3 * pace + 0.6
    say(takenAt, 8, LOW)
    say(takenAt + 8 * pace - 0.1, 8, HIGH)
    s.end()
    return { witness, takeovers: s.observer.virtualRouters[0]!.takeovers.slice(-2) }
  }

  test('its takeover after three of the real intervals is on time, and nobody misses anyone', () => {
    const { witness, takeovers } = play()
    const [timeout, preemption] = takeovers
    expect(timeout).toMatchObject({ cause: 'timeout' })
    const expected = 3 * pace * 1e9 + 600e6
    expect(timeout!.expectedGap).toEqual({ min: expected, max: expected })
    expect(preemption).toMatchObject({ cause: 'preemption', expectedGap: { min: 0, max: pace * 1e9 } })
    expect(witness.noActive).toEqual([])
    expect(witness.silences).toEqual([])
  })
})

test('a lost advert of an FRR whose interval is known is missed', () => {
  const witness = new Witness()
  const s = new Segment({ listeners: [witness] })
  for (const at of [2, 3.5, 5, 6.5, 8, 11, 12.5]) s.advert(at, HIGH)
  s.end()
  expect(witness.silences).toEqual([8])
})

describe('nobody is Active', () => {
  const noActive = (scene: Scene, options: Parameters<Scene['findings']>[0] = {}) =>
    scene
      .findings(options)
      .flatMap(({ id, related }) => [id, ...related])
      .filter((id) => id === 'state/no-active')

  test('only after the wait of a Backup that waits for more adverts, also of one not heard yet', () => {
    const patient = router({ primaryAddress: B.ip, downTimerAdverts: 8 })
    const scene = () => new Scene().active(A, 4, 10).active(B, 18.61, 24)
    expect(noActive(scene())).toEqual(['state/no-active'])
    expect(noActive(scene(), { configs: [patient] })).toEqual([])
    // It has been Active before.
    const known = new Scene().active(B, 1, 3).active(A, 3.5, 9.5).active(B, 18.11, 24)
    expect(noActive(known, { configs: [patient] })).toEqual([])
  })

  test('not while FRR waits for an interval with reserved bits', () => {
    const learned = { reserved: 1 }
    const gap = 3 * 41.96 + 0.609 * 41.96
    const scene = new Scene().adverts(A, 4, 10, learned).adverts(B, 10 + gap, 170)
    const { observer, engine } = scene.play({ profile: 'frr' })
    observer.end()
    const [takeover] = observer.virtualRouters[0]!.takeovers
    expect(takeover).toMatchObject({ cause: 'timeout' })
    expect(takeover!.expectedGap!.max / 1e9).toBeCloseTo(gap, 1)
    expect(engine.findings().map(({ id }) => id)).not.toContain('state/no-active')
  })
})

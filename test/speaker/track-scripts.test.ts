import { describe, expect, it } from 'vitest'
import type { RouterConfig, ScriptConfig } from '../../src/config/model.ts'
import { ns } from '../../src/core/time.ts'
import { FaultCauses } from '../../src/speaker/fault-causes.ts'
import { Speakers } from '../../src/speaker/speakers.ts'
import { SyncGroups } from '../../src/speaker/sync-groups.ts'
import { TrackScripts } from '../../src/speaker/track-scripts.ts'
import { router } from '../model/routers.ts'
import { SEC, TestSegment } from './segment.ts'

const script = (weight: number, change: Partial<ScriptConfig> = {}, reverse = false): ScriptConfig => ({
  name: 'probe',
  command: 'true',
  interval: ns(SEC),
  timeout: ns(SEC),
  rise: 1,
  fall: 1,
  initFail: false,
  tracks: [{ instance: 'one', weight, reverse }],
  ...change,
})

function tracking(probe: ScriptConfig, change: Partial<RouterConfig> = {}) {
  const lan = new TestSegment()
  const routers = [
    router({ instance: 'one', priorities: [80, 100, 120], ...change }),
    router({ instance: 'two', vrid: 52, ...change, priorities: [100] }),
  ]
  const { speaker } = lan.add(routers, { syncGroups: new SyncGroups() })
  const scripts = new TrackScripts([probe], routers, new Speakers([speaker]), new FaultCauses([speaker]))
  scripts.begin()
  speaker.start()
  const states = () => speaker.status().map(({ state, fault }) => (fault ? 'FAULT' : state))
  return {
    lan,
    states,
    priority: () => speaker.status()[0]!.priority,
    ends: (success: boolean) => scripts.result(probe, success),
  }
}

describe('weight 0', () => {
  it('is a FAULT until the first success, then Backup with a full timer', () => {
    const { lan, states, ends } = tracking(script(0))
    lan.until(10_000)
    expect(states()).toEqual(['FAULT', 'Active'])
    ends(true)
    expect(states()).toEqual(['Backup', 'Active'])
    lan.until(14_000)
    const times = lan
      .adverts()
      .filter(({ advert }) => advert.vrid === 51)
      .map(({ tNs }) => tNs / 1e6)
    expect(times).toEqual([13_609.375])
  })

  it('takes an Active Router down with priority 0, once, and the whole sync group with it', () => {
    const { lan, states, ends } = tracking(script(0), { syncGroup: 'G' })
    ends(true)
    lan.until(5000)
    expect(states()).toEqual(['Active', 'Active'])
    ends(false)
    lan.until(20_000)
    expect(states()).toEqual(['FAULT', 'FAULT'])
    const zeros = lan.adverts().filter(({ advert }) => advert.priority === 0)
    expect(zeros.map(({ advert, tNs }) => [advert.vrid, tNs / 1e6])).toEqual([
      [51, 5000],
      [52, 5000],
    ])
    expect(lan.adverts().at(-1)!.advert.priority).toBe(0)
    ends(true)
    lan.until(24_000)
    expect(states()).toEqual(['Active', 'Active'])
  })

  it('fall failures in a row take it down, rise successes up again', () => {
    const { states, ends } = tracking(script(0, { fall: 2, rise: 2 }))
    const after = (success: boolean) => {
      ends(success)
      return states()[0]
    }
    expect([true, false, true, false, false].map(after)).toEqual(['Backup', 'Backup', 'Backup', 'Backup', 'FAULT'])
    expect([true, false, true, true].map(after)).toEqual(['FAULT', 'FAULT', 'FAULT', 'Backup'])
  })

  it('with init_fail the first success is not enough where rise is 2', () => {
    const { states, ends } = tracking(script(0, { rise: 2, initFail: true }))
    ends(true)
    expect(states()[0]).toBe('FAULT')
    ends(true)
    expect(states()[0]).toBe('Backup')
  })
})

describe('a weight', () => {
  it.each([
    ['positive: added while it is up', 20, false, 120, 100],
    ['negative: taken while it is down', -20, false, 100, 80],
    ['positive, reversed', 20, true, 100, 120],
    ['negative, reversed', -20, true, 80, 100],
  ])('%s', (_, weight, reverse, up, down) => {
    const { states, priority, ends } = tracking(script(weight, {}, reverse))
    expect([priority(), states()[0]]).toEqual([100, 'Backup'])
    ends(true)
    expect(priority()).toBe(up)
    ends(false)
    expect(priority()).toBe(down)
  })

  it('does nothing where the configuration leaves one priority only, as in most sync groups', () => {
    const { priority, ends } = tracking(script(-20), { priorities: [100] })
    ends(false)
    expect(priority()).toBe(100)
  })
})

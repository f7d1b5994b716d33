import { describe, expect, it } from 'vitest'
import { ns } from '../../src/core/time.ts'
import { SyncGroups } from '../../src/speaker/sync-groups.ts'
import { ip, router } from '../model/routers.ts'
import { TestSegment } from './segment.ts'

// Two virtual routers in one group, on one LAN; as keepalived 2.2.7 was seen to do.

const member = (instance: string, vrid: number, node: number, priority: number) =>
  router({ instance, vrid, priority, syncGroup: 'G', primaryAddress: ip(`192.0.2.${node}`), virtualMac: false })
const states = ({ speaker }: ReturnType<TestSegment['join']>) => speaker.status().map(({ state }) => state)

describe('a sync group', () => {
  it('becomes Active at once, when the last of its members wants to', () => {
    const lan = new TestSegment()
    // 3 s + 156/256 s and 3 s + 56/256 s, each alone.
    const both = lan.join([member('slow', 51, 11, 100), member('fast', 52, 11, 200)], { syncGroups: new SyncGroups() })
    lan.until(3600)
    expect(states(both)).toEqual(['Backup', 'Backup'])
    lan.until(3610)
    expect(states(both)).toEqual(['Active', 'Active'])
    expect(lan.adverts().map(({ advert, tNs }) => [advert.vrid, tNs / 1e6])).toEqual([
      [51, 3609.375],
      [52, 3609.375],
    ])
  })

  it('yields as one, and only the winner is heard', () => {
    const lan = new TestSegment()
    const both = lan.join([member('one', 51, 11, 100), member('two', 52, 11, 100)], { syncGroups: new SyncGroups() })
    lan.until(5000)
    lan.join([{ ...member('one', 51, 12, 150), startupDelay: ns(0) }])
    lan.until(8500)
    expect(states(both)).toEqual(['Backup', 'Backup'])
    expect(lan.adverts('192.0.2.11').some(({ advert }) => advert.priority === 0)).toBe(false)
    // The second member's time comes again and again, and the first does not want to.
    lan.until(20_000)
    expect(states(both)).toEqual(['Backup', 'Backup'])
  })

  it('without a group each goes its way', () => {
    const lan = new TestSegment()
    const both = lan.join([member('slow', 51, 11, 100), member('fast', 52, 11, 200)])
    lan.until(3300)
    expect(states(both)).toEqual(['Backup', 'Active'])
  })
})

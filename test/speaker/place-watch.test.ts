import { describe, expect, it } from 'vitest'
import type { Mac } from '../../src/core/address.ts'
import { ns } from '../../src/core/time.ts'
import { FaultCauses } from '../../src/speaker/fault-causes.ts'
import { type PlaceNow, PlaceWatch } from '../../src/speaker/place-watch.ts'
import { ip, router } from '../model/routers.ts'
import { MS, TestSegment } from './segment.ts'

const SOURCE = ip('192.0.2.11')
const WELL: PlaceNow = { trouble: undefined, mac: '02:00:00:00:00:01' as Mac, addresses: [SOURCE] }

/** Two virtual routers on an interface that the test describes; another router of priority 200 serves VRID 52. */
function watched() {
  const lan = new TestSegment()
  const routers = [51, 52].map((vrid) =>
    router({ instance: `VI_${vrid}`, vrid, primaryAddress: SOURCE, virtualMac: false }),
  )
  const member = lan.add(routers, { ownHost: false })
  lan.join([router({ vrid: 52, priority: 200, primaryAddress: ip('192.0.2.60') })])
  let now = WELL
  const notes: string[] = []
  const place = { interfaceName: 'eth0', speaker: member.speaker, ownHost: false, followsMac: true, look: () => now }
  const watch = new PlaceWatch([place], new FaultCauses([member.speaker]), (text) => notes.push(text))
  watch.look()
  member.speaker.start()
  const states = () => member.speaker.status().map(({ state, fault }) => (fault ? 'FAULT' : state))
  const is = (change: Partial<PlaceNow>) => {
    now = { ...WELL, ...change }
    watch.look()
    return states()
  }
  return { lan, member, notes, states, is }
}

describe('a place', () => {
  it('that is down is a FAULT; with its return all are Backup, with the MAC address that it has now', () => {
    const { lan, states, is } = watched()
    lan.until(4500)
    expect(states()).toEqual(['Active', 'Backup'])
    expect(is({ trouble: 'interface-down' })).toEqual(['FAULT', 'FAULT'])
    lan.until(9000)
    expect(is({ mac: '02:00:00:00:99:99' as Mac })).toEqual(['Backup', 'Backup'])
    lan.until(13_000)
    expect(states()).toEqual(['Active', 'Backup'])
    // 9000 ms and 3 s + 156/256 s.
    const back = lan.adverts('192.0.2.11').find(({ tNs }) => tNs > 9000 * MS)
    expect(back).toMatchObject({ srcMac: '02:00:00:00:99:99', tNs: ns(12_609.375 * MS) })
  })

  it('whose tap is started again is missed by no Active Router; a Backup begins anew', () => {
    const { lan, is, states } = watched()
    lan.until(4500)
    expect(is({ trouble: 'tap-lost' })).toEqual(['Active', 'FAULT'])
    expect(is({})).toEqual(['Active', 'Backup'])
    expect(states()).toEqual(['Active', 'Backup'])
  })

  it('that has lost its address is a FAULT until it has got it back', () => {
    const { lan, notes, is } = watched()
    lan.until(4500)
    expect(is({ addresses: [ip('192.0.2.99')] })).toEqual(['FAULT', 'FAULT'])
    expect(is({ trouble: 'interface-down', addresses: [] })).toEqual(['FAULT', 'FAULT'])
    expect(is({ addresses: [] })).toEqual(['FAULT', 'FAULT'])
    expect(is({})).toEqual(['Backup', 'Backup'])
    expect(notes).toEqual(['eth0 has lost its address 192.0.2.11', 'eth0 has got back its address 192.0.2.11'])
    // Priority 0 of the Active one alone.
    expect(lan.adverts('192.0.2.11').filter(({ advert }) => advert.priority === 0)).toHaveLength(1)
  })
})

import { expect, test } from 'vitest'
import type { Sighting } from '../../src/wire/facts.ts'
import { locate } from '../../src/wire/locate.ts'
import { paths } from '../../src/wire/path.ts'
import { factOf } from '../../src/wire/sighting.ts'
import { Kind } from '../../src/wire/view.ts'
import { TUNNELLED } from './tunnelled.ts'
import { viewOfFrame } from './views.ts'

test.each(Object.entries(TUNNELLED))('an advert is found: %s', (_, crafted) => {
  const v = viewOfFrame(crafted.frame, crafted.linkType)
  expect(locate(v)).toBe(Kind.Vrrp)
  const sighting = factOf(v, Kind.Vrrp) as Sighting
  expect(paths.text(sighting.path)).toBe(crafted.path)
  expect(sighting).toMatchObject({
    src: { text: sighting.src.family === 4 ? '10.0.0.2' : 'fe80::2' },
    dst: { text: sighting.src.family === 4 ? '224.0.0.18' : 'ff02::12' },
    srcMac: crafted.srcMac ? '02:00:00:00:00:01' : undefined,
    hopLimit: 255,
    advert: { vrid: 51, priority: 150, maxAdvertInterval: 100, addressCount: 1, defects: [] },
  })
  expect(v.vlan).toBe(crafted.vlan)
  expect(sighting.pduAt).toBe(sighting.src.family === 4 ? 20 : 40)
})

test('below a label: IPv4 from an address that reads like an EtherType', () => {
  const frame = TUNNELLED['mpls, explicit null']!.frame.slice()
  const src = frame.length - 40 + 12
  frame.set([8, 0, 0, 1], src)
  const v = viewOfFrame(frame)
  expect(locate(v)).toBe(Kind.Vrrp)
  expect((factOf(v, Kind.Vrrp) as Sighting).src.text).toBe('8.0.0.1')
})

test('GRE of protocol type 0 is a keepalive: nothing follows that is to be read', () => {
  const frame = TUNNELLED['gre, IP']!.frame.slice()
  frame.set([0, 0], 14 + 20 + 2)
  expect(locate(viewOfFrame(frame))).toBe(Kind.None)
})

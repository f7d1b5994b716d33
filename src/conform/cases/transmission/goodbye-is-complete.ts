import { ns, nsFromSec } from '../../../core/time.ts'
import type { Sighting } from '../../../wire/facts.ts'
import { defineCase } from '../../case.ts'
import { isAdvert } from '../../harness.ts'
import type { Heard } from '../../heard.ts'
import { control } from '../../needs.ts'
import { watch } from '../../procedures.ts'
import { Unmet } from '../../verdict.ts'

const GOODBYE_WITHIN = nsFromSec(2)

const isGoodbye = (fact: Heard): fact is Sighting => isAdvert(fact) && fact.advert.priority === 0

/** What of the goodbye differs from a usual advert, but for the priority. */
function unlike(usual: Sighting, goodbye: Sighting): string[] {
  const of = ({ advert, hopLimit, dst }: Sighting) => ({
    version: advert.version,
    interval: advert.maxAdvertInterval,
    addresses: advert.addresses.map((ip) => ip.text).join(' '),
    checksum: advert.checksums?.join(' '),
    'hop limit': hopLimit,
    destination: dst.text,
  })
  const expected = of(usual)
  return Object.entries(of(goodbye))
    .filter(([name, value]) => value !== expected[name as keyof typeof expected])
    .map(([name, value]) => `${name} ${value}`)
}

export const goodbyeIsComplete = defineCase({
  id: 'transmission/goodbye-is-complete',
  title: 'The priority 0 advert is a full advert',
  requirements: ['VRRP-TX-008', 'VRRP-FSM-ACTIVE-009'],
  needs: [control('stop'), control('start')],
  startIn: 'Active',
  stimulus: 'The device is stopped in good order.',
  expectation:
    'Its priority 0 advert has version, VRID, interval, list, checksum and hop limit of the adverts before it.',
  caughtMutants: ['goodbye-without-addresses'],
  choreography: 'stop, start',
  run: async (h) => {
    const [before] = await watch(h, 1)
    await h.act('stop')
    const goodbye = await h.inbox.next(isGoodbye, ns(h.now() + GOODBYE_WITHIN))
    await h.act('start')
    if (goodbye === undefined) throw new Unmet('an advert of priority 0', 'none')
    const differences = unlike(before!, goodbye)
    h.check(differences.length === 0, 'a full advert', () => differences.join(', '))
  },
})

import { defineCase } from '../../case.ts'
import { Unmet } from '../../verdict.ts'

export const unfragmented = defineCase({
  id: 'packet/unfragmented',
  title: 'The list of addresses fits one packet: adverts come whole',
  requirements: ['VRRP-CFG-010'],
  needs: [],
  startIn: 'any',
  stimulus: 'None: the device is watched for four intervals.',
  expectation: 'No fragment of an advert.',
  caughtMutants: ['fragments-its-adverts'],
  run: async (h) => {
    await h.pause(h.times.intervals(4))
    const fragment = h.inbox.facts.find((heard) => heard.kind === 'fragment' && heard.src.family === h.router.family)
    if (fragment !== undefined) throw new Unmet('whole adverts', 'fragments')
    await h.advert(h.times.intervals(2), 'whole adverts')
  },
})

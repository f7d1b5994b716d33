import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { Inconclusive, Unmet } from '../../verdict.ts'

export const vrid = defineCase({
  id: 'packet/vrid',
  title: 'Adverts carry the configured VRID',
  requirements: ['VRRP-PKT-004', 'VRRP-CFG-001'],
  needs: [],
  startIn: 'any',
  stimulus: 'None: the device is watched until it advertises.',
  expectation: 'No advert lists the addresses of this virtual router under another VRID.',
  caughtMutants: ['sends-wrong-vrid'],
  run: async (h) => {
    const patience = ns(h.times.activeDown() + h.times.intervals(3))
    const advert = await h.advertIfAny(patience)
    const [other] = h.misnumbered
    if (other !== undefined) throw new Unmet(`VRID ${h.router.vrid}`, `its addresses under VRID ${other.advert.vrid}`)
    if (advert === undefined) throw new Inconclusive('the device did not advertise')
  },
})

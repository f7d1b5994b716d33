import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { owner, version2 } from '../../needs.ts'
import { watch } from '../../procedures.ts'

export const ownerDiscardsAdverts = defineCase({
  id: 'reception/owner-discards-adverts',
  title: 'An address owner discards every advert for its virtual router',
  requirements: ['VRRP-RX-010'],
  needs: [version2, owner],
  startIn: 'Active',
  stimulus: 'A peer sends priority 255 from a greater address, then priority 0, between two adverts of the device.',
  expectation: 'The beat of the device is undisturbed.',
  caughtMutants: ['owner-listens'],
  run: async (h) => {
    const [beat] = await watch(h, 1)
    await h.until(ns(beat!.tNs + 0.3 * h.times.interval))
    h.peer().send({ priority: 255 })
    await h.pause(h.times.intervals(0.2))
    h.peer().send({ priority: 0 })
    const next = await h.advert(h.times.intervals(2), 'the device stays Active')
    h.onTime(next, beat!.tNs, h.times.interval, 'the next advert')
  },
})

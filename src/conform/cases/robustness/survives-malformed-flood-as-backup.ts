import { defineCase } from '../../case.ts'
import { underMalformedFlood } from '../../flood.ts'
import { notOwner } from '../../needs.ts'
import { takeoverBySilence } from '../../procedures.ts'
import { Unmet } from '../../verdict.ts'

export const survivesMalformedFloodAsBackup = defineCase({
  id: 'robustness/survives-malformed-flood-as-backup',
  title: 'Malformed packets neither harm a Backup nor change its state',
  requirements: ['VRRP-SEC-009'],
  needs: [notOwner],
  startIn: 'Backup',
  stimulus: 'A thousand spoilt adverts while a better peer serves.',
  expectation: 'It stays Backup, and takes over on time when the peer falls silent.',
  caughtMutants: ['takes-any-length'],
  choreography: 'flood',
  run: async (h) => {
    await underMalformedFlood(h, 'Backup', async (adverts) => {
      if (adverts > 0) throw new Unmet('silence', `${adverts} adverts`, true)
      const { lastGood, at } = await takeoverBySilence(h)
      await h.takeoverOnTime(at, lastGood, h.times.activeDown(), 'takeover')
    })
  },
})

import { defineCase } from '../../case.ts'
import { ah } from '../../needs.ts'
import { watch } from '../../procedures.ts'

export const ahSequenceGrows = defineCase({
  id: 'authentication/ah-sequence-grows',
  title: 'The AH sequence number grows with every advert',
  requirements: ['VRRP-AUTH-006'],
  needs: [ah],
  startIn: 'Active',
  stimulus: 'None: the device is watched while it is Active.',
  expectation: 'Each number is greater than the one before.',
  caughtMutants: ['replayed-hmac'],
  run: async (h) => {
    const adverts = await watch(h, 4)
    const numbers = adverts.map(({ advert }) => advert.ah?.sequence ?? -1)
    h.check(
      numbers.every((number, i) => i === 0 || number > numbers[i - 1]!),
      'growing numbers',
      numbers.join(', '),
    )
  },
})

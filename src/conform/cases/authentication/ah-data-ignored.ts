import { defineCase } from '../../case.ts'
import { ah, notOwner } from '../../needs.ts'
import { follows } from '../../procedures.ts'

export const ahDataIgnored = defineCase({
  id: 'authentication/ah-data-ignored',
  title: 'With AH the authentication data is ignored',
  requirements: ['VRRP-AUTH-007'],
  needs: [ah, notOwner],
  startIn: 'Backup',
  stimulus: 'The better peer fills the authentication data with garbage.',
  expectation: 'The device stays Backup.',
  caughtMutants: ['refuses-auth-data'],
  run: async (h) => {
    await follows(h, { authData: new Uint8Array(8).fill(0xa5) }, 'garbage in the authentication data')
  },
})

import { defineCase } from '../../case.ts'
import { ipv4, noAuthentication, notOwner, version2 } from '../../needs.ts'
import { follows } from '../../procedures.ts'

export const dataIgnored = defineCase({
  id: 'authentication/data-ignored',
  title: 'Without authentication the data is ignored',
  requirements: ['VRRP-AUTH-003'],
  needs: [version2, ipv4, noAuthentication, notOwner],
  startIn: 'Backup',
  stimulus: 'The better peer fills the authentication data with garbage.',
  expectation: 'The device stays Backup.',
  caughtMutants: ['refuses-auth-data'],
  run: async (h) => {
    await follows(h, { authData: new Uint8Array(8).fill(0xa5) }, 'garbage in the authentication data')
  },
})

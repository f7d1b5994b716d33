import { defineCase } from '../../case.ts'
import { wrongPasswords } from '../../defects.ts'
import { notOwner, password } from '../../needs.ts'
import { challenge } from '../../procedures.ts'

export const activeDiscardsWrongPassword = defineCase({
  id: 'reception/active-discards-wrong-password',
  title: 'An Active Router discards adverts with a wrong password',
  requirements: ['VRRP-AUTH-005', 'VRRP-RX-022'],
  needs: [password, notOwner],
  startIn: 'Active',
  stimulus: 'Ten adverts of higher priority with a wrong password; then one without that defect.',
  expectation: 'The device stays Active, and steps down for the good advert.',
  caughtMutants: ['takes-any-password'],
  run: async (h) => {
    await challenge(h, wrongPasswords(h.router))
  },
})

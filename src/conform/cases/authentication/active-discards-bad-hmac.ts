import { badHmac } from '../../bad-signatures.ts'
import { defineCase } from '../../case.ts'
import { hmac, notOwner } from '../../needs.ts'
import { challenge } from '../../procedures.ts'

export const activeDiscardsBadHmac = defineCase({
  id: 'authentication/active-discards-bad-hmac',
  title: 'An Active Router discards adverts whose HMAC trailer is missing or wrong',
  requirements: ['VRRP-RX-022'],
  needs: [hmac, notOwner],
  startIn: 'Active',
  stimulus: 'Adverts without trailer, with a changed HMAC and with another key.',
  expectation: 'They count for nothing.',
  caughtMutants: ['jittered-adverts', 'takes-any-hmac'],
  references: ['keepalived 2.4 auth_hmac'],
  run: async (h) => {
    await challenge(h, badHmac(h.router))
  },
})

import { ns } from '../../../core/time.ts'
import { defineCase } from '../../case.ts'
import { multicast } from '../../needs.ts'
import { QUERY_RESPONSE } from '../../tester-host.ts'

export const answersMembershipQuery = defineCase({
  id: 'reception/answers-membership-query',
  title: 'A group query is answered with a report for the VRRP group',
  requirements: ['VRRP-RX-025'],
  needs: [multicast],
  startIn: 'Active',
  stimulus: 'A general query (IGMPv3, MLDv2).',
  expectation: 'A report for 224.0.0.18 or ff02::12 within the response time.',
  caughtMutants: ['deaf-to-queries'],
  run: async (h) => {
    const report = await h.host.query(ns(QUERY_RESPONSE + h.times.late))
    h.check(report !== undefined, 'a report for the VRRP group', 'none')
  },
})

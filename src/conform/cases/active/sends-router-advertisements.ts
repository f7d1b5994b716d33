import { defineCase } from '../../case.ts'
import { ipv6, routerAdvertisements } from '../../needs.ts'
import { advertisedBy, solicitRouters } from '../../router-adverts.ts'

export const sendsRouterAdvertisements = defineCase({
  id: 'active/sends-router-advertisements',
  title: 'The Active Router sends Router Advertisements for the virtual router',
  requirements: ['VRRP-FSM-ACTIVE-004'],
  needs: [ipv6, routerAdvertisements],
  startIn: 'Active',
  stimulus: 'A Router Solicitation.',
  expectation: 'A Router Advertisement in the name of the virtual router within 3.5 s.',
  caughtMutants: ['advertises-no-routers'],
  run: async (h) => {
    const found = await solicitRouters(h)
    h.check(
      found.some((each) => advertisedBy(h, each)),
      'a Router Advertisement for the virtual router',
      () => `${found.length} others`,
    )
  },
})

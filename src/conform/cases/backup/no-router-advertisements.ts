import { defineCase } from '../../case.ts'
import { ipv6, notOwner } from '../../needs.ts'
import { advertisedBy, solicitRouters } from '../../router-adverts.ts'

export const noRouterAdvertisements = defineCase({
  id: 'backup/no-router-advertisements',
  title: 'A Backup sends no Router Advertisements for the virtual router',
  requirements: ['VRRP-FSM-BACKUP-003'],
  needs: [ipv6, notOwner],
  startIn: 'Backup',
  stimulus: 'A Router Solicitation.',
  expectation: 'No Router Advertisement from a virtual address or with the virtual router MAC.',
  caughtMutants: ['advertises-routers-always'],
  run: async (h) => {
    const [found] = (await solicitRouters(h)).filter((each) => advertisedBy(h, each))
    h.check(found === undefined, 'no Router Advertisement for the virtual router', () => `one from ${found!.src.text}`)
  },
})

import { isLinkLocal, sameIp, virtualMac } from '../../../core/address.ts'
import { defineCase } from '../../case.ts'
import { ipv6, routerAdvertisements } from '../../needs.ts'
import { advertisedBy, solicitRouters } from '../../router-adverts.ts'
import { Inconclusive } from '../../verdict.ts'

export const routerAdvertisementsNameTheVirtualRouter = defineCase({
  id: 'nd/router-advertisements-name-the-virtual-router',
  title: 'Router Advertisements are valid and name the virtual router, not the physical one',
  requirements: ['VRRP-ND-012'],
  needs: [ipv6, routerAdvertisements],
  startIn: 'Active',
  stimulus: 'A Router Solicitation.',
  expectation:
    'Hop limit 255, a link-local source, the virtual router MAC in the option if any; another than a virtual source is recorded.',
  caughtMutants: ['advertises-routers-with-low-hop-limit', 'advertises-routers-with-physical-mac'],
  run: async (h) => {
    const found = await solicitRouters(h)
    const advert = found.find((each) => advertisedBy(h, each))
    if (advert === undefined) throw new Inconclusive('no Router Advertisement for the virtual router')
    const mac = virtualMac(6, h.router.vrid)
    h.check(advert.hopLimit === 255, 'hop limit 255', `${advert.hopLimit}`)
    h.check(isLinkLocal(advert.src), 'a link-local source', advert.src.text)
    h.check(advert.linkLayer === undefined || advert.linkLayer === mac, mac, () => advert.linkLayer!)
    // That the source is a virtual address follows from 4.1 and 7.4, but no sentence says it.
    if (!h.router.addresses.some((own) => sameIp(own, advert.src)))
      h.notes.push(`its source is ${advert.src.text}, no virtual address`)
  },
})

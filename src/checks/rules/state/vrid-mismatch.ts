import { watchRivals } from '../../rivals.ts'
import { defineRule } from '../../rule.ts'

export const vridMismatch = defineRule({
  id: 'state/vrid-mismatch',
  severity: 'error',
  rfc: ['RFC 9568 7.1', 'RFC 9568 5.2.3'],
  condition: 'Routers advertise the same address under different VRIDs, and are Active at the same time.',
  why: 'Each ignores the adverts of the other for their VRID, so both hold the address.',
  remedy: 'Set the same `virtual_router_id` on {a} and {b} (FRR: the same number behind `vrrp`).',
  messages: { both: '{a} advertises {address} under VRID {vridA} and {b} under VRID {vridB}.' },
  watch: (run) =>
    watchRivals(run, ({ first, second, address, from, to }) => {
      const sign = {
        virtualRouter: first.router.virtualRouter,
        routers: [first.router, second.router],
        from,
        lasts: true,
        seen: [{ tNs: second.from, frameNo: second.firstFrameNo }],
        values: {
          a: first.router.name,
          vridA: first.router.virtualRouter.vrid,
          b: second.router.name,
          vridB: second.router.virtualRouter.vrid,
          address: address.text,
        },
      }
      if (to === undefined) run.report('both', sign)
      else run.close('both', { ...sign, to })
    }),
})

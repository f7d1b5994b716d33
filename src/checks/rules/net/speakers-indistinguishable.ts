import { defineRule } from '../../rule.ts'

export const speakersIndistinguishable = defineRule({
  id: 'net/speakers-indistinguishable',
  severity: 'warning',
  rfc: ['RFC 9568 5.1.2.1', 'RFC 9568 6.4.3', 'RFC 9568 7.4'],
  condition: 'Two routers of one virtual router share source address and MAC address.',
  why: 'The address breaks ties, so there is no tie-break; who is who can be told from the priority only.',
  remedy:
    'On every router: `ip link set MACVLAN addrgenmode random` before it goes up (FRR makes the same link-local address of ' +
    'the virtual MAC on all of them).',
  messages: { same: 'Two routers advertise VRID {vrid} from {address} and {mac}.' },
  watch: (run) => ({
    onRouter(router) {
      const twin = router.virtualRouter.routers.find(
        (other) => other !== router && other.address.text === router.address.text && other.mac === router.mac,
      )
      if (twin === undefined) return
      run.report('same', {
        virtualRouter: router.virtualRouter,
        routers: [twin, router],
        incident: router.address.text,
        seen: [router.lastSighting],
        confidence: 'likely',
        values: {
          vrid: router.virtualRouter.vrid,
          address: router.address.text,
          mac: router.mac ?? 'a MAC that the capture does not show',
        },
      })
    },
  }),
})

import { isMulticast, sameIp } from '../../../core/address.ts'
import { holdAgainst } from '../../deviation.ts'
import { defineRule } from '../../rule.ts'

export const configTransportMismatch = defineRule({
  id: 'config/transport-mismatch',
  severity: 'error',
  rfc: ['RFC 9568 5.1.1.2', 'RFC 9568 5.1.2.2'],
  condition: 'A router sends to other destinations than its configuration says.',
  why: 'Whoever is not addressed hears nothing and takes over.',
  remedy: 'Load the configuration on {node}, or look for the one that is in use.',
  messages: {
    multicast: '{node} ({src}) sends to the group {dst}; {file}:{line} lists unicast peers.',
    unicast: '{node} ({src}) sends unicast to {dst}; {file}:{line} has no unicast peers.',
    group: '{node} ({src}) sends to the group {dst}; {file}:{line} says {configured}.',
    peer: '{node} ({src}) sends to {dst}, which is none of the peers of {file}:{line}: {configured}.',
  },
  watch: (run) =>
    holdAgainst(run, ({ dst }, { router }) => {
      const { unicastPeers: peers, group } = router
      if (isMulticast(dst)) {
        if (peers.length > 0) return { message: 'multicast', field: 'unicastPeers', values: {} }
        return sameIp(dst, group) ? undefined : { message: 'group', field: 'group', values: { configured: group.text } }
      }
      if (peers.length === 0) return { message: 'unicast', field: 'unicastPeers', values: {} }
      if (peers.some(({ address }) => sameIp(address, dst))) return undefined
      const configured = peers.map(({ address }) => address.text).join(', ')
      return { message: 'peer', field: 'unicastPeers', values: { configured } }
    }),
})

import { originOf } from '../../../config/origins.ts'
import { sameIp } from '../../../core/address.ts'
import { groupsOf, membersOf } from '../../groups.ts'
import { at } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const sourceAddress = defineRule({
  id: 'lint/source-address',
  severity: 'error',
  rfc: ['RFC 9568 5.1.1.1', 'RFC 9568 6.4.3'],
  condition:
    'The source address is that of another node, or a virtual address although the priority is not that of its owner, 255.',
  why: 'Peers cannot tell the two apart: the tie-break by address fails, and a node takes the other for itself.',
  remedy: 'Use the primary address of the interface, different on each node.',
  messages: {
    shared: '{node} sends from {source}, and so does {other} ({otherFile}:{otherLine}).',
    virtual: {
      text: '{node} sends from {source}, which is a virtual address, with priority {priority}: only its owner, with 255, may.',
      why: 'Whichever router is Active holds the address, and a kernel drops what comes from an address of its own: peers hear nothing.',
      remedy:
        'If {source} is the address of the interface of {node}, give {node} priority 255; else use the primary address of the ' +
        'interface, different on each node.',
    },
  },
  watch: (run) => ({
    onConfig(nodes) {
      for (const group of groupsOf(nodes))
        for (const [i, a] of group.entries())
          for (const b of group.slice(i + 1)) {
            const [source, other] = [b.router.primaryAddress, a.router.primaryAddress]
            if (source === undefined || other === undefined || !sameIp(source, other)) continue
            const { file, line } = originOf(a.router, 'primaryAddress')
            const values = { source: source.text, other: a.node.name, otherFile: file, otherLine: line }
            run.report('shared', at(b, 'primaryAddress', values))
          }
      for (const member of membersOf(nodes)) {
        const { primaryAddress: source, addresses, priority } = member.router
        if (source !== undefined && priority !== 255 && addresses.some((ip) => sameIp(ip, source)))
          run.report('virtual', at(member, 'primaryAddress', { source: source.text, priority }))
      }
    },
  }),
})

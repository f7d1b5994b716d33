import { sameIp } from '../../../core/address.ts'
import { type Member, membersOf } from '../../groups.ts'
import { at } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const ownerNot255 = defineRule({
  id: 'lint/owner-not-255',
  severity: 'warning',
  rfc: ['RFC 9568 5.2.4', 'RFC 9568 6.1'],
  condition:
    'The owner of a virtual address has a priority below 255, or a node that owns none has 255 or waits as Backup with it.',
  why: 'Priority 255 is for the router that has the address on its interface: it is Active whenever it is up.',
  remedy: 'Give the owner priority 255 and no `state BACKUP`; give every other router 1 to 254.',
  messages: {
    owner: '{node} owns {address} and has priority {priority}.',
    'not-owner': '{node} has priority 255, and none of its known addresses is a virtual one.',
    waits:
      '{node} has priority 255 and `state BACKUP`: it waits for its Active_Down_Interval before it becomes Active.',
  },
  watch: (run) => ({
    onConfig(nodes) {
      for (const member of membersOf(nodes)) {
        const { priority, addresses, state } = member.router
        const own = ownAddresses(member)
        const owned = addresses.find((ip) => own.some((mine) => sameIp(mine, ip)))
        if (owned !== undefined && priority !== 255)
          run.report('owner', at(member, 'priority', { address: owned.text, priority, instead: 'priority 255' }))
        if (owned === undefined && own.length > 0 && priority === 255) run.report('not-owner', at(member, 'priority'))
        if (priority === 255 && state === 'BACKUP') run.report('waits', at(member, 'priority'))
      }
    },
  }),
})

const ownAddresses = ({ router }: Member) => [
  ...(router.primaryAddress === undefined ? [] : [router.primaryAddress]),
  ...router.interfaceNetworks.map(({ address }) => address),
]

import { sameIp } from '../../../core/address.ts'
import { type Group, groupsOf, lists, type Member, membersOf } from '../../groups.ts'
import { at } from '../../lint.ts'
import { defineRule, type Run } from '../../rule.ts'

type Message = 'not-listed' | 'half-unicast' | 'itself' | 'neither'

export const peersAsymmetric = defineRule({
  id: 'lint/peers-asymmetric',
  severity: 'error',
  rfc: { none: 'Unicast is an extension of keepalived.' },
  condition: 'A node lists another as unicast peer and is not listed by it, or a node lists itself.',
  why: 'Adverts reach only who is listed. Who hears none takes over, and both are Active.',
  remedy: 'List every other node, and only them, under unicast_peer on each node.',
  messages: {
    'not-listed':
      '{node} does not list {other} ({address}) as unicast peer but {listed}; {other} ({otherFile}:{otherLine}) lists {node}: {other} never hears {node}, and takes over beside it.',
    'half-unicast': {
      text: '{node} uses multicast, {other} ({otherFile}:{otherLine}) sends unicast to its peers: neither hears the other, both become Active.',
      remedy: 'Use unicast_peer on all nodes or on none.',
    },
    itself: '{node} lists its own address {address} as unicast peer.',
    neither:
      '{node} and {other} ({otherFile}:{otherLine}) do not list each other as unicast peers: neither hears the other, both become Active.',
  },
  watch: (run: Run<Message>) => ({
    onConfig(nodes) {
      for (const member of membersOf(nodes)) {
        const own = member.router.primaryAddress
        const listed = member.router.unicastPeers.find(({ address }) => own !== undefined && sameIp(address, own))
        if (listed !== undefined) run.report('itself', at(member, 'unicastPeers', { address: listed.address.text }))
      }
      for (const group of groupsOf(nodes)) checkGroup(run, group)
    },
  }),
})

function checkGroup(run: Run<Message>, group: Group): void {
  for (const [i, a] of group.entries())
    for (const b of group.slice(i + 1)) {
      const unicast = [a, b].filter(({ router }) => router.unicastPeers.length > 0)
      if (unicast.length === 1) {
        const [one, other] = unicast[0] === a ? [b, a] : [a, b]
        run.report('half-unicast', at(one, 'unicastPeers', placeOf(other)))
      } else if (unicast.length === 2) checkPair(run, a, b)
    }
}

function checkPair(run: Run<Message>, a: Member, b: Member): void {
  if (a.router.primaryAddress === undefined || b.router.primaryAddress === undefined) return
  const [aLists, bLists] = [lists(a, b), lists(b, a)]
  if (aLists === bLists) {
    if (!aLists) run.report('neither', at(a, 'unicastPeers', placeOf(b)))
    return
  }
  const [one, other] = aLists ? [b, a] : [a, b]
  const address = other.router.primaryAddress!.text
  const listed = one.router.unicastPeers.map((peer) => peer.address.text).join(', ')
  run.report('not-listed', at(one, 'unicastPeers', { ...placeOf(other), address, listed, instead: address }))
}

function placeOf({ node, router }: Member) {
  const { file, line } = router.origins.unicastPeers ?? router.place
  return { other: node.name, otherFile: file, otherLine: line }
}

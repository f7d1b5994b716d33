import { keyOf } from '../../lint.ts'
import { defineRule } from '../../rule.ts'
import { tiedAtEnd } from '../../ties.ts'

export const configAmbiguous = defineRule({
  id: 'config/ambiguous',
  severity: 'info',
  rfc: { none: 'What is configured is outside the protocol.' },
  condition: 'Several speakers and several configured nodes are left over, and nothing tells which is which.',
  why: 'The configurations say no source address, and priorities and addresses fit several: what they say is not held against these speakers.',
  remedy: 'Name the node by its address: `-c 192.0.2.11=node-a.conf`.',
  messages: { open: '{speakers} could each be any of {nodes}.' },
  watch: tiedAtEnd((run, ties, world) => {
    for (const vr of world.virtualRouters) {
      const { speakers, members } = ties.candidates(vr)
      if (speakers.length === 0 || ties.byElimination(vr) !== undefined) continue
      const nodes = members.map(({ node }) => node.name).join(', ')
      run.report('open', {
        virtualRouter: vr,
        key: keyOf(members[0]!.router),
        routers: speakers,
        values: { speakers: speakers.map(({ name }) => name).join(', '), nodes },
      })
    }
  }),
})

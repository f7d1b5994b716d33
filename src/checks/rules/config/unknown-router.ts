import { spokenBy } from '../../advert.ts'
import { defineRule, type Sign, type Values } from '../../rule.ts'
import { tiedAtEnd } from '../../ties.ts'
import { strays } from './vrid-mismatch.ts'

export const configUnknownRouter = defineRule({
  id: 'config/unknown-router',
  severity: 'warning',
  rfc: { none: 'What is configured is outside the protocol.' },
  condition: 'A speaker is in a configured virtual router and no configuration names it.',
  why: 'A node was forgotten, or somebody takes part who should not.',
  remedy: 'Give its configuration with -c, or find out whose {src} is.',
  messages: {
    unknown: '{src} takes part in virtual router {vrid}, and all configured nodes are other speakers.',
    misfit: {
      text: '{src} takes part in virtual router {vrid} with priority {priority}, which the configuration of {nodes} does not allow.',
      remedy:
        'Find out whose {src} is. If it is {nodes} after all, load the configuration there, or give the one in use.',
    },
  },
  watch: tiedAtEnd((run, ties, world) => {
    const moved = new Set(strays(world, ties).map(({ router }) => router))
    for (const vr of world.virtualRouters) {
      if (ties.configured(vr).length === 0) continue
      const known = new Set([...moved, ...ties.candidates(vr).speakers])
      const { speakers, members } = ties.open(vr)
      // Nodes that name their source address are never meant.
      const unnamed = members.filter((member) => member.router.primaryAddress === undefined)
      const nodes = unnamed.map(({ node }) => node.name).join(', ')
      for (const router of speakers.filter((one) => !known.has(one))) {
        const sign = (values: Values): Sign => spokenBy(router, { src: router.name, ...values })
        if (unnamed.length === 0) run.report('unknown', sign({}))
        else run.report('misfit', sign({ priority: router.priority, nodes }))
      }
    }
  }),
})

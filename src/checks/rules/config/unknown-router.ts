import { adverted } from '../../advert.ts'
import { defineRule } from '../../rule.ts'
import { tiedAtEnd } from '../../ties.ts'
import { strays } from './vrid-mismatch.ts'

export const configUnknownRouter = defineRule({
  id: 'config/unknown-router',
  severity: 'warning',
  rfc: { none: 'What is configured is outside the protocol.' },
  condition: 'A speaker is in a configured virtual router and no configuration names it.',
  why: 'A node was forgotten, or somebody takes part who should not.',
  remedy: 'Give its configuration with -c, or find out whose {src} is.',
  messages: { unknown: '{src} takes part in virtual router {vrid}, and all configured nodes are other speakers.' },
  watch: tiedAtEnd((run, ties, world) => {
    const moved = new Set(strays(world, ties).map(({ router }) => router))
    for (const vr of world.virtualRouters) {
      if (ties.configured(vr).length === 0 || ties.byElimination(vr) !== undefined) continue
      const { speakers, members } = ties.open(vr)
      const mayBeConfigured = members.some(({ router }) => router.primaryAddress === undefined)
      if (!mayBeConfigured)
        for (const router of speakers.filter((one) => !moved.has(one)))
          run.report('unknown', adverted(router.lastSighting, vr, router))
    }
  }),
})

import { spokenBy } from '../../advert.ts'
import { defineRule } from '../../rule.ts'
import { tiedAtEnd } from '../../ties.ts'
import { strays } from './vrid-mismatch.ts'

export const configUnknownVirtualRouter = defineRule({
  id: 'config/unknown-virtual-router',
  severity: 'warning',
  rfc: { none: 'What is configured is outside the protocol.' },
  condition: 'A virtual router is on the wire that no configuration names.',
  why: 'A configuration is missing, or somebody else uses the segment.',
  remedy: 'Give the configuration of its nodes with -c, or find out whose it is.',
  messages: { unknown: '{src} advertises virtual router id {vrid}, which no configuration names.' },
  watch: tiedAtEnd((run, ties, world) => {
    if (ties.members.length === 0) return
    const explained = new Set(strays(world, ties).map(({ router }) => router.virtualRouter))
    for (const vr of world.virtualRouters) {
      const [first] = vr.routers
      if (first === undefined || ties.configured(vr).length > 0 || explained.has(vr)) continue
      for (const router of vr.routers)
        run.report('unknown', { ...spokenBy(router, { src: first.address.text }), incident: 'speakers' })
    }
  }),
})

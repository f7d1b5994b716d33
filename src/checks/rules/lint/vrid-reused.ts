import { originOf } from '../../../config/origins.ts'
import { at } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const vridReused = defineRule({
  id: 'lint/vrid-reused',
  severity: 'error',
  rfc: ['RFC 9568 5.2.3'],
  condition: 'A node uses one virtual router id twice on one interface and family.',
  why: 'Both instances hear the same adverts and share one virtual MAC: neither can be Active in peace.',
  remedy: 'Give each virtual router on an interface its own id.',
  messages: {
    twice: '{node} uses virtual router id {vrid} for {instance} and for {other} (line {otherLine}) on {interface}.',
  },
  watch: (run) => ({
    onConfig(nodes) {
      for (const node of nodes)
        for (const [i, first] of node.routers.entries())
          for (const second of node.routers.slice(i + 1)) {
            const isSame =
              first.vrid === second.vrid &&
              first.family === second.family &&
              first.interfaceName === second.interfaceName
            if (!isSame) continue
            const { line } = originOf(first, 'vrid')
            const values = { other: first.instance, otherLine: line, interface: second.interfaceName }
            run.report('twice', at({ node, router: second }, 'vrid', values))
          }
    },
  }),
})

import { keyOf } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const prefixMissing = defineRule({
  id: 'lint/prefix-missing',
  severity: 'info',
  rfc: { none: 'How an address is installed is outside the protocol.' },
  condition: 'A virtual address of keepalived has no prefix length.',
  why: 'keepalived installs it with the full length, /32 or /128. That works; a subnet of its own needs the real one.',
  remedy: 'Write the prefix length, if only to show that it is meant: `{instead}`.',
  messages: { full: '{node} installs {address}{more} as /{length}.' },
  watch: (run) => ({
    onConfig(nodes) {
      for (const node of nodes.filter(({ dialect }) => dialect === 'keepalived'))
        for (const router of node.routers) {
          const entries = router.addressEntries.filter(({ prefixLength }) => prefixLength === undefined)
          const first = entries[0]
          if (first === undefined) continue
          const length = first.address.family === 4 ? 32 : 128
          const address = first.address.text
          const more = entries.length === 1 ? '' : ` and ${entries.length - 1} more`
          const values = { node: node.name, address, more, length, instead: `${address}/${length}` }
          const { file, line, column } = first.place
          run.report('full', { node: node.name, key: keyOf(router), file, line, column, values })
        }
    },
  }),
})

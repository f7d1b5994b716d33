import type { AddressEntry, ConfiguredRouter, Network } from '../../../config/model.ts'
import { isLinkLocal, sameIp } from '../../../core/address.ts'
import { keyOf } from '../../lint.ts'
import { defineRule } from '../../rule.ts'

export const addressNotInSubnet = defineRule({
  id: 'lint/address-not-in-subnet',
  severity: 'warning',
  rfc: { none: 'Addressing is outside the protocol.' },
  condition: 'A virtual address lies outside every known subnet of its interface.',
  why: 'Hosts of the segment reach the address only through a route; often a digit is wrong.',
  remedy: 'Check the address against the address of the interface.',
  messages: { outside: '{node} serves {address}{more}, outside {known}.' },
  watch: (run) => ({
    onConfig(nodes) {
      for (const node of nodes)
        for (const router of node.routers) {
          const entries = router.addressEntries.filter((entry) => isOutside(router, entry))
          const first = entries[0]
          if (first === undefined) continue
          const { file, line, column } = first.place
          const more = entries.length === 1 ? '' : ` and ${entries.length - 1} more`
          const known = knownNetworks(router, first).map(textOf).join(', ')
          const values = { node: node.name, address: first.address.text, more, known }
          run.report('outside', { node: node.name, key: keyOf(router), file, line, column, values, incident: column })
        }
    },
  }),
})

function isOutside(router: ConfiguredRouter, entry: AddressEntry): boolean {
  const known = knownNetworks(router, entry)
  if (entry.device !== undefined || known.length === 0 || isLinkLocal(entry.address)) return false
  return !known.some((network) => contains(network, entry))
}

/** The interface's networks; else the source address in the network that the entry claims. */
function knownNetworks(router: ConfiguredRouter, entry: AddressEntry): readonly Network[] {
  const own = router.interfaceNetworks.filter(({ address }) => address.family === entry.address.family)
  const source = router.primaryAddress
  if (own.length > 0 || source === undefined || source.family !== entry.address.family) return own
  const full = source.family === 4 ? 32 : 128
  const { prefixLength } = entry
  if (prefixLength === undefined || prefixLength >= full - 1 || isLinkLocal(source)) return []
  return [{ address: source, prefixLength }]
}

function contains({ address, prefixLength }: Network, entry: AddressEntry): boolean {
  if (address.family !== entry.address.family) return false
  if (sameIp(address, entry.address)) return true
  for (let bit = 0; bit < prefixLength; bit += 8) {
    const mask = 0xff & (0xff00 >> Math.min(8, prefixLength - bit))
    if (((address.bytes[bit / 8]! ^ entry.address.bytes[bit / 8]!) & mask) !== 0) return false
  }
  return true
}

const textOf = ({ address, prefixLength }: Network): string => `${address.text}/${prefixLength}`

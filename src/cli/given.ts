import { type Command, InvalidArgumentError } from 'commander'
import type { Given } from '../checks/rule.ts'
import { type Ip, parseIp } from '../core/address.ts'
import type { Io } from './io.ts'
import type { Narrowing } from './narrow.ts'

/** --group and --vip: what the person who asks knows and no packet says. */
export interface GivenFlags {
  readonly group: Given['groups']
  readonly vip: readonly Ip[]
}

/** Adds --group and --vip, each as often as needed. */
export function withGivenFlags(command: Command): Command {
  return command
    .option('--group <[name=]vrid,...>', 'virtual routers that are to move together, by VRID or id', addGroup, [])
    .option('--vip <address>', 'watch this address, also where no VRRP router serves it', addAddress, [])
}

/** With what flags left out of the capture; `filter` is a libpcap expression. */
export const givenOf = (
  { group, vip, vrid, vlan, host }: GivenFlags & Pick<Narrowing, 'vrid' | 'vlan' | 'host'>,
  filter = '',
): Given => ({
  groups: group,
  watched: vip,
  onlyVrid: vrid,
  isNarrowed: vlan !== undefined || host !== undefined || filter !== '',
  onlyHost: host !== undefined,
})

/** Says which members of a group nobody is: a slip of the pen would check nothing. */
export function tellAbsentMembers(
  io: Io,
  { groups }: Given,
  virtualRouters: readonly { readonly id: string; readonly vrid: number }[],
): void {
  const known = new Set(virtualRouters.flatMap(({ id, vrid }) => [id, String(vrid)]))
  for (const { name, members } of groups)
    for (const member of members)
      if (!known.has(member)) io.note(`vrrpscope: --group ${name}: no virtual router ${member} was seen`)
}

function addGroup(text: string, before: Given['groups']): Given['groups'] {
  const [, name = text, list = ''] = /^(?:([^=]*)=)?(.*)$/s.exec(text) ?? []
  const members = list.split(',').map((member) => member.trim())
  if (new Set(members).size < 2 || members.includes('') || name === '')
    throw new InvalidArgumentError('Give two or more as 51,52 or GATEWAY=51,52 or "vlan 20/ipv4/51,vlan 30/ipv4/51".')
  return [...before, { name, members }]
}

function addAddress(text: string, before: readonly Ip[]): readonly Ip[] {
  const address = parseIp(text)
  if (address === undefined) throw new InvalidArgumentError('Give an IPv4 or IPv6 address.')
  return [...before, address]
}

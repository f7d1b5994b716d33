import { type Ip, sameIp } from '../core/address.ts'
import type { Device } from './device.ts'
import type { Heard } from './heard.ts'

/** Who else is on the segment and would be disturbed, in words; undefined where nobody is. */
export function strangersIn(heard: readonly Heard[], device: Device): string | undefined {
  const served = new Map<string, Ip>()
  for (const fact of heard) {
    if (fact.kind !== 'advert') continue
    const { src, advert } = fact
    const ours = device.routers.some(({ vrid, family }) => vrid === advert.vrid && family === src.family)
    if (!ours) continue
    const name = `ipv${src.family}/${advert.vrid}`
    const first = served.get(name)
    if (first === undefined) served.set(name, src)
    else if (!sameIp(first, src)) return `two routers serve ${name}: ${first.text} and ${src.text}`
  }
  return userOf(heard, device, [...served.values()])
}

/** A host that uses a virtual address now. */
function userOf(heard: readonly Heard[], device: Device, own: readonly Ip[]): string | undefined {
  const isVirtual = (ip: Ip): boolean =>
    device.routers.some(({ addresses }) => addresses.some((each) => sameIp(each, ip)))
  const isOwn = (ip: Ip): boolean => isVirtual(ip) || own.some((each) => sameIp(each, ip))
  for (const fact of heard) {
    if (fact.kind === 'arp' && fact.role === 'request' && isVirtual(fact.targetIp) && !isOwn(fact.senderIp))
      return `${fact.senderIp.text} uses the virtual address ${fact.targetIp.text}`
    if (fact.kind === 'echo' && !fact.reply && isVirtual(fact.dst) && !isOwn(fact.src))
      return `${fact.src.text} uses the virtual address ${fact.dst.text}`
  }
  return undefined
}

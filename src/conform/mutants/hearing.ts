import type { RouterConfig } from '../../config/model.ts'
import { isUnspecified } from '../../core/address.ts'
import { when } from '../../model/mutants/mutant.ts'
import { vridOf } from '../../wire/damage.ts'
import { BROADCAST_MAC, EtherType } from '../../wire/ethernet.ts'
import type { Heard } from '../heard.ts'
import type { DeviceMutant, LinkMutation } from './mutant.ts'

// A device that hears less, or more, than it should.

export const hearingMutants: readonly DeviceMutant[] = [
  deafTo(
    'deaf-to-unicast-arp',
    'hears no ARP request that is not a broadcast',
    (fact) => fact.kind === 'arp' && fact.dstMac !== BROADCAST_MAC,
  ),
  deafTo(
    'deaf-to-probes',
    'hears neither ARP probes nor duplicate address detection',
    (fact) =>
      (fact.kind === 'arp' && isUnspecified(fact.senderIp)) || (fact.kind === 'nd' && fact.role === 'dad-probe'),
  ),
  deafTo('deaf-to-solicitations', 'hears no Neighbor Solicitations', (fact) => fact.kind === 'nd'),
  deafTo('deaf-to-echo', 'hears no echo requests', (fact) => fact.kind === 'echo'),
  deafTo('deaf-to-queries', 'hears no group membership queries', (fact) => fact.kind === 'membership'),
  deafTo('refuses-padding', 'discards frames with padding', (_, frame) => isPadded(frame)),
  deafTo(
    'refuses-auth-data',
    'discards authentication data that its authentication does not use',
    (fact) =>
      fact.kind === 'advert' &&
      fact.advert.authType !== 1 &&
      (fact.advert.authData?.some((byte) => byte !== 0) ?? false),
  ),
  {
    name: 'dies-of-garbage',
    sentence: 'hears nothing any more after a malformed advert, and says nothing',
    get link(): LinkMutation {
      let dead = false
      return {
        incoming: (_, fact) => {
          dead ||= fact.kind === 'malformed' || (fact.kind === 'advert' && fact.advert.defects.length > 0)
          return dead ? [] : undefined
        },
        outgoing: () => (dead ? [] : undefined),
      }
    },
  },
  {
    name: 'takes-any-vrid',
    sentence: 'takes adverts of virtual routers that it does not run as its own',
    link: {
      incoming: (frame, fact, routers) =>
        fact.kind !== 'advert' || routers.some(({ vrid }) => vrid === fact.advert.vrid)
          ? undefined
          : [vridOf(routers[0]!.vrid)(frame)],
    },
  },
  {
    name: 'yields-in-all',
    sentence: 'takes an advert for one virtual router as one for all of them',
    link: {
      incoming: (frame, fact, routers) =>
        fact.kind !== 'advert' ? undefined : [frame, ...others(fact, routers).map(({ vrid }) => vridOf(vrid)(frame))],
    },
  },
  {
    name: 'learns-only-longer',
    sentence: 'goes on with the longest interval that it ever learned',
    fault: {
      name: 'learns-only-longer',
      sentence: '',
      machine: when('Backup', 'advert', 'learns-only-longer', '', (_, p, s, e, step) => {
        const longest = Math.max(s.activeAdverInterval, e.advert.maxAdvertInterval)
        return step(p, s, { ...e, advert: { ...e.advert, maxAdvertInterval: longest as typeof s.activeAdverInterval } })
      }).of,
    },
  },
]

function deafTo(name: string, sentence: string, to: (fact: Heard, frame: Uint8Array) => boolean): DeviceMutant {
  return { name, sentence, link: { incoming: (frame, fact) => (to(fact, frame) ? [] : undefined) } }
}

/** Bytes behind the IP packet of an untagged frame. */
function isPadded(frame: Uint8Array): boolean {
  const dv = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  const isV4 = dv.getUint16(12) === EtherType.ipv4
  return frame.length > 14 + (isV4 ? dv.getUint16(16) : 40 + dv.getUint16(18))
}

const others = (fact: Extract<Heard, { kind: 'advert' }>, routers: readonly RouterConfig[]): readonly RouterConfig[] =>
  routers.filter(({ vrid }) => vrid !== fact.advert.vrid)

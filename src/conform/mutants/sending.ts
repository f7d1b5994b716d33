import type { RouterConfig } from '../../config/model.ts'
import type { Mac } from '../../core/address.ts'
import { ipFromBytes, parseIp, sameIp, virtualMac } from '../../core/address.ts'
import type { KeyedHash } from '../../core/keyed-hash.ts'
import { dstMacOf, fragmentsOf, hopLimitOf, srcMacOf } from '../../wire/damage.ts'
import { ETHERNET_LEN } from '../../wire/ethernet.ts'
import type { Sighting } from '../../wire/facts.ts'
import { type AdvertFrame, advertFrame } from '../../wire/frames.ts'
import type { DeviceMutant, LinkMutation } from './mutant.ts'

// Adverts with one line of their making wrong.

export const sendingMutants: readonly DeviceMutant[] = [
  makes('wraps-in-ah', 'puts AH in front of its adverts without being configured for it', (f) => ({
    ...f,
    protection: { kind: 'ah', key: new Uint8Array(8), sequence: 1, hash: NO_HASH },
  })),
  makes('sends-version-2', 'sends version 2 whatever is configured', (f) => withAdvert(f, { version: 2 })),
  makes('lists-multicast-address', 'lists the VRRP group among its addresses', (f) =>
    withAdvert(f, { addresses: [...f.advert.addresses, groupLike(f)] }),
  ),
  makes('reverses-addresses', 'lists its addresses in reverse', (f) =>
    withAdvert(f, { addresses: [...f.advert.addresses].reverse() }),
  ),
  makes('sends-wrong-priority', 'advertises one less than its priority', (f) =>
    f.advert.priority === 0 ? f : withAdvert(f, { priority: f.advert.priority - 1 }),
  ),
  makes('sends-wrong-vrid', 'advertises under another VRID', (f) => withAdvert(f, { vrid: f.advert.vrid ^ 1 })),
  makes('sends-to-wrong-group', 'sends to the group one above', (f) => ({
    ...f,
    dst: parseIp(f.src.family === 4 ? '224.0.0.19' : 'ff02::13')!,
  })),
  makes('sends-from-virtual-address', 'sends from its first virtual address', (f) => ({
    ...f,
    src: f.advert.addresses[0] ?? f.src,
  })),
  makes('sends-from-virtual-identifier', 'forms its IPv6 source from the virtual router MAC', (f) =>
    f.src.family === 4 ? f : { ...f, src: parseIp(`fe80::200:5eff:fe00:2${hex(f.advert.vrid)}`)! },
  ),
  makes('sends-from-global-address', 'sends over IPv6 from a global address', (f) =>
    f.src.family === 4 ? f : { ...f, src: parseIp('2001:db8::100')! },
  ),
  {
    name: 'source-changes',
    sentence: 'sends from another address after its third advert',
    fault: fault('source-changes', () => {
      let sent = 0
      return (f) => (++sent <= 3 ? f : { ...f, src: nextAddress(f) })
    }),
  },
  makes('goodbye-without-addresses', 'leaves the addresses out of its priority 0 advert', (f) =>
    f.advert.priority === 0 ? withAdvert(f, { addresses: [] }) : f,
  ),
  makes('sends-auth-garbage', 'fills its authentication data with garbage', (f) =>
    withAdvert(f, { authData: new Uint8Array(8).fill(0xa5) }),
  ),
  makes('sends-priority-255', 'advertises priority 255 whatever is configured', (f) =>
    f.advert.priority === 0 ? f : withAdvert(f, { priority: 255 }),
  ),
  {
    name: 'says-goodbye-and-stays',
    sentence: 'advertises priority 0 in every third advert and stays Active',
    fault: fault('says-goodbye-and-stays', () => {
      let sent = 0
      return (f) => (++sent % 3 === 0 ? withAdvert(f, { priority: 0 }) : f)
    }),
  },
  {
    name: 'advertises-as-backup',
    sentence: 'sends an advert of its own after every ninth that it hears',
    get link(): LinkMutation {
      let heard = 0
      return {
        reaction: (fact, routers) => {
          const own = fact.kind === 'advert' && routers.find((router) => isOf(fact, router))
          return own && ++heard % 9 === 0 ? [ownAdvert(own)] : []
        },
      }
    },
  },
  changesAdverts('sends-from-physical-mac', 'sends its adverts from its own MAC', (frame) => srcMacOf(PHYSICAL)(frame)),
  changesAdverts('sends-without-traffic-class', 'marks its adverts for no priority', (frame, { src, hopLimit }) => {
    const plain = frame.slice()
    if (src.family === 4) plain[ETHERNET_LEN + 1] = 0
    else plain.set([0x60, 0], ETHERNET_LEN)
    return hopLimitOf(hopLimit)(plain)
  }),
  {
    name: 'fragments-its-adverts',
    sentence: 'sends its adverts in fragments over IPv4',
    link: {
      outgoing: (frame, heard) =>
        heard.kind === 'advert' && heard.src.family === 4 ? fragmentsOf(frame, 8) : undefined,
    },
  },
  {
    name: 'speaks-both-versions',
    sentence: 'sends every advert in the other version, too',
    link: {
      outgoing: (frame, heard) => (heard.kind === 'advert' ? [frame, inOtherVersion(heard)] : undefined),
    },
  },
  changesAdverts('sends-to-wrong-mac', 'sends its adverts to the broadcast address', (frame) =>
    dstMacOf('ff:ff:ff:ff:ff:ff' as Mac)(frame),
  ),
  changesAdverts('sends-from-virtual-mac-of-another', 'sends its adverts from the virtual MAC of VRID 1', (frame) =>
    srcMacOf('00:00:5e:00:01:01' as Mac)(frame),
  ),
]

const isOf = ({ src, advert }: Sighting, router: RouterConfig): boolean =>
  src.family === router.family && advert.vrid === router.vrid

function ownAdvert(router: RouterConfig): Uint8Array {
  const { version, vrid, priority, advertInterval, addresses, family } = router
  const advert = { version, vrid, priority, maxAdvertInterval: advertInterval, addresses }
  return advertFrame({
    link: { srcMac: virtualMac(family, vrid) },
    src: parseIp(family === 4 ? '192.0.2.100' : 'fe80::100')!,
    advert,
    checksum: version === 3 && family === 6 ? 'pseudo-header' : 'message-only',
  })
}

function inOtherVersion({ src, dst, srcMac, advert }: Sighting): Uint8Array {
  const { version, vrid, priority, maxAdvertInterval, addresses } = advert
  const other = { version: version === 2 ? 3 : 2, vrid, priority, maxAdvertInterval, addresses }
  return advertFrame({ link: { srcMac: srcMac ?? PHYSICAL }, src, dst, advert: other })
}

const PHYSICAL = '02:00:00:00:00:64' as Mac
const NO_HASH: KeyedHash = { hmacMd5: () => new Uint8Array(16), hmacSha256: () => new Uint8Array(32) }

function makes(name: string, sentence: string, edit: (frame: AdvertFrame) => AdvertFrame): DeviceMutant {
  return { name, sentence, fault: fault(name, () => edit) }
}

function fault(name: string, advert: () => (frame: AdvertFrame) => AdvertFrame) {
  return { name, sentence: '', advert }
}

function changesAdverts(
  name: string,
  sentence: string,
  change: (frame: Uint8Array, advert: Sighting, routers: readonly RouterConfig[]) => Uint8Array,
): DeviceMutant {
  const outgoing: LinkMutation['outgoing'] = (frame, fact, routers) =>
    fact.kind === 'advert' ? [change(frame, fact, routers)] : undefined
  return { name, sentence, link: { outgoing } }
}

const withAdvert = (f: AdvertFrame, changes: Partial<AdvertFrame['advert']>): AdvertFrame => ({
  ...f,
  advert: { ...f.advert, ...changes },
})

const groupLike = (f: AdvertFrame) => parseIp(f.src.family === 4 ? '224.0.0.18' : 'ff02::12')!

function nextAddress(f: AdvertFrame) {
  const bytes = f.src.bytes.slice()
  bytes[bytes.length - 1]! ^= 0x40
  const next = ipFromBytes(bytes)
  return sameIp(next, f.src) ? f.src : next
}

const hex = (vrid: number): string => vrid.toString(16).padStart(2, '0')

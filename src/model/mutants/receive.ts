import { sameIp, virtualMac } from '../../core/address.ts'
import type { Sighting } from '../../wire/facts.ts'
import type { Receiver } from '../accept.ts'
import { wholeSeconds } from '../params.ts'
import type { RejectReason } from '../types.ts'
import type { Mutant } from './mutant.ts'

// The receive rules (RFC 9568 7.1) with one check left out, or one too many.

export const receiveMutants: readonly Mutant[] = [
  takes('hop-limit', 'takes-any-hop-limit', 'accepts a hop limit other than 255'),
  takes('version', 'takes-any-version', 'accepts adverts of another version'),
  takes('type', 'takes-any-type', 'accepts packets that are no advertisements'),
  takes('checksum', 'takes-any-checksum', 'accepts wrong checksums'),
  takes('length', 'takes-any-length', 'accepts incomplete adverts'),
  takes('address-count', 'takes-any-count', 'accepts any number of addresses, none as well'),
  takes('addresses', 'takes-any-addresses', 'accepts any list of addresses'),
  takes('interval', 'takes-any-interval', 'accepts every interval, 0 as well'),
  takes('auth-type', 'takes-any-auth-type', 'accepts every authentication type'),
  takes('auth-data', 'takes-any-password', 'accepts wrong passwords and AH values'),
  takes('auth-sequence', 'takes-replayed-ah', 'accepts AH sequence numbers again'),
  takes('hmac', 'takes-any-hmac', 'accepts unsigned, wrong, stale and replayed HMAC trailers'),
  takes('group', 'takes-any-group', 'accepts adverts to another multicast group'),
  takes('owner', 'owner-listens', 'takes part in the election as address owner where its RFC forbids it'),
  refuses('owner', 'owner-is-deaf', 'discards every advert as address owner', (r) => r.priority === 255),
  refuses(
    'interval',
    'refuses-other-intervals',
    'discards other intervals in version 3, too',
    (r, s) => wholeSeconds(s.advert.maxAdvertInterval) !== wholeSeconds(r.advertInterval),
  ),
  refuses('addresses', 'refuses-other-addresses', 'discards other lists of addresses', (r, s) => {
    const own = r.addresses
    return s.advert.addresses.length !== own.length || !own.every((ip, i) => sameIp(ip, s.advert.addresses[i]!))
  }),
  refuses(
    'version',
    'refuses-reserved-bits',
    'discards adverts with reserved bits set',
    (_, s) => s.advert.reserved !== 0,
  ),
  refuses(
    'source',
    'refuses-physical-mac',
    'discards adverts that do not come from the virtual router MAC',
    (r, s) => s.srcMac !== undefined && s.srcMac !== virtualMac(r.family, r.vrid),
  ),
  refuses('type', 'refuses-priority-255', 'discards adverts of an address owner', (_, s) => s.advert.priority === 255),
]

function takes(reason: RejectReason, name: string, sentence: string): Mutant {
  const of: Mutant['of'] = (machine) => ({
    ...machine,
    accept: (receiver, sighting, when) => {
      const found = machine.accept(receiver, sighting, when)
      return found === reason ? undefined : found
    },
  })
  return { name, sentence, of }
}

function refuses(
  reason: RejectReason,
  name: string,
  sentence: string,
  wrongly: (receiver: Receiver, sighting: Sighting) => boolean,
): Mutant {
  const of: Mutant['of'] = (machine) => ({
    ...machine,
    accept: (receiver, sighting, when) =>
      machine.accept(receiver, sighting, when) ?? (wrongly(receiver, sighting) ? reason : undefined),
  })
  return { name, sentence, of }
}

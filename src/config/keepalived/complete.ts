import { isLinkLocal } from '../../core/address.ts'
import type { ProfileName } from '../../core/profile-name.ts'
import { cs, nsFromSec } from '../../core/time.ts'
import type { Authentication, ConfiguredRouter } from '../model.ts'
import { OriginBuilder } from '../origins.ts'
import type { Draft } from './draft.ts'
import { announceTimes, type Globals, groupOf } from './globals.ts'
import { advertInterval } from './interval.ts'
import { reachablePriorities, type Tracked } from './tracking.ts'
import type { Written } from './values.ts'

/** What an instance is completed with: what the rest of the file says. */
export interface Surroundings {
  readonly node: string
  readonly profile: ProfileName
  readonly globals: Globals
  readonly syncGroup: SyncGroup | undefined
}

/** The sync group of an instance, and whether trackers may change priorities in it. */
export interface SyncGroup {
  readonly name: Written<string>
  readonly weightsAllowed: boolean
  readonly tracked: readonly Tracked[]
}

/**
 * Decides what keepalived makes of an instance: defaults, and the combinations that it changes or refuses, each noted.
 * Undefined where it would not run the instance at all.
 */
export function completeInstance(draft: Draft, around: Surroundings): ConfiguredRouter | undefined {
  const { read } = draft
  const { globals } = around
  const strict = (draft.strict ?? globals.strict)?.value === true
  const family = draft.family ?? 4
  const from = new OriginBuilder()

  const version = from.value('version', versionOf(draft, globals, family, strict), 2)
  const advertised = draft.addresses.filter((entry) => !entry.excluded)
  const unicast = usesUnicast(draft, strict)
  checkUnicastWords(draft, unicast)
  if (draft.vrid === undefined) {
    read.complain('no-vrid', { instance: draft.name.text }, draft.name)
    return undefined
  }
  if (advertised.length === 0 && !draft.noAddressAllowed) {
    const required = version === 3 || strict
    read.complain(required ? 'no-address' : 'no-address-sensible', {}, draft.addressesAt ?? draft.name)
    if (required) return undefined
  }
  if (draft.interfaceName === undefined && !(unicast && draft.source !== undefined)) {
    read.complain('no-interface', {}, draft.name)
    return undefined
  }
  if (draft.interfaceName !== undefined && draft.vrf !== undefined)
    read.complain('vrf-with-interface', {}, draft.vrf, 'warning')
  if (draft.interfaceName === undefined) read.complain('no-interface-unicast', {}, draft.name, 'warning')
  if (family === 6 && !unicast && advertised[0] !== undefined && !isLinkLocal(advertised[0].address)) {
    if (strict) read.complain('first-must-be-link-local', {}, advertised[0])
    const address = advertised[0].address.text
    read.note('lint/first-address-not-link-local', 'warning', 'global', { address }, advertised[0])
  }
  if (strict) checkStrict(draft, version)

  const priority = from.value('priority', draft.priority, draft.state?.value === 'MASTER' ? 255 : 100)
  const state = stateOf(draft, priority, strict, version, family)
  const preempt = from.value('preempt', preemptOf(draft, priority, state), true)
  const preemptDelay = from.value('preemptDelay', preemptDelayOf(draft, strict, preempt, state), 0)
  const room = addressesThatFit(version, family, draft.authType?.value === 'AH')
  if (advertised.length > room)
    read.note('lint/too-many-addresses', 'warning', 'moved', { count: advertised.length, room }, draft.addressesAt!)
  checkOwnTracked(draft)
  const tracked = trackedBy(draft, priority, around.syncGroup)
  const group = groupOf(globals, family)
  const owner = priority === 255

  const vmac = draft.vmac
  return {
    node: around.node,
    instance: draft.name.text,
    interfaceName: from.value('interfaceName', draft.interfaceName, ''),
    family,
    vrid: from.value('vrid', draft.vrid, 0),
    version: version as 2 | 3,
    priority,
    priorities: from.at('priorities', reachablePriorities(priority, tracked), draft.trackedAt ?? draft.priority),
    advertInterval: from.at('advertInterval', cs(advertInterval(draft, version)), draft.intervalSec),
    preempt,
    preemptDelay: nsFromSec(preemptDelay),
    startupDelay: from.at('startupDelay', nsFromSec(globals.startupDelay?.value ?? 0), globals.startupDelay),
    initialState: owner && draft.state?.value !== 'BACKUP' ? 'Active' : 'Backup',
    ...from.optional('primaryAddress', draft.source),
    addresses: from.at(
      'addresses',
      advertised.slice(0, room).map((entry) => entry.address),
      draft.addressesAt,
    ),
    excludedAddresses: from.at(
      'excludedAddresses',
      [...advertised.slice(room), ...draft.addresses.filter((entry) => entry.excluded)].map((entry) => entry.address),
      draft.excludedAt,
    ),
    unicastPeers: from.at('unicastPeers', unicast ? draft.peers : [], draft.peersAt),
    checkUnicastSource: from.value('checkUnicastSource', draft.checkUnicastSource ?? globals.checkUnicastSource, false),
    hopLimit: from.value('hopLimit', unicast ? draft.hopLimit : undefined, unicast && family === 6 ? 64 : 255),
    group:
      draft.destination !== undefined && !unicast
        ? from.at('group', draft.destination.value, draft.destination)
        : 'value' in group
          ? from.at('group', group.value, group)
          : group,
    profile: around.profile,
    authentication: from.at(
      'authentication',
      authenticationOf(draft, version, family, strict),
      draft.hmac?.at ?? draft.authPass ?? draft.authType ?? draft.authAt,
    ),
    checksum: from.at(
      'checksum',
      checksumOf(draft, globals, unicast),
      draft.oldChecksum ?? draft.checksumAsV2 ?? globals.checksumAsV2,
    ),
    ...(draft.oldChecksum?.value === 'never' ? { refusesGroupChecksum: true as const } : {}),
    downTimerAdverts: downTimerAdverts(draft, globals, strict, from),
    skipCheckAddresses: from.value('skipCheckAddresses', draft.skipCheckAddresses ?? globals.skipCheckAddresses, false),
    lowerPriorityNoAdvert:
      strict ||
      from.value('lowerPriorityNoAdvert', draft.lowerPriorityNoAdvert ?? globals.lowerPriorityNoAdvert, false),
    higherPrioritySendAdvert:
      !strict &&
      from.value('higherPrioritySendAdvert', draft.higherPrioritySendAdvert ?? globals.higherPrioritySendAdvert, false),
    virtualMac: from.at('virtualMac', vmac !== undefined && !transmitsBase(draft), vmac),
    ...(vmac === undefined || vmac.value === 'virtual' || transmitsBase(draft)
      ? {}
      : { sourceMac: from.at('sourceMac', vmac.value, vmac) }),
    accept: from.value('accept', draft.accept, !strict || owner),
    announce: announceTimes(draft.garp, globals, strict),
    ...from.optional('syncGroup', around.syncGroup?.name),
    origins: from.origins,
    place: draft.head.place,
    interfaceNetworks: [],
    addressEntries: draft.addresses,
    state: draft.state?.value,
  }
}

function versionOf(draft: Draft, globals: Globals, family: 4 | 6, strict: boolean): Written<number> | undefined {
  if (family === 6 && strict && draft.version?.value === 2) {
    draft.read.complain('ipv6-needs-version-3', {}, draft.version, 'warning')
    return { ...draft.version, value: 3 }
  }
  if (draft.version !== undefined) return draft.version
  return family === 6 ? { value: 3, place: draft.name.place } : globals.version
}

/** Also in strict mode: keepalived 2.2.7 means to refuse it there, and looks before it knows. */
function usesUnicast(draft: Draft, strict: boolean): boolean {
  if (draft.peers.length === 0) return draft.faultWithoutPeer
  if (strict) draft.read.note('lint/strict-mode', 'warning', 'unicast', { instance: draft.name.text }, draft.peersAt!)
  return true
}

/** What strict mode resets besides authentication, unicast and timers. */
function checkStrict(draft: Draft, version: number): void {
  const { read } = draft
  if (draft.accept?.value === true && version === 2) read.complain('strict-accept', {}, draft.accept, 'warning')
  if (draft.higherPrioritySendAdvert?.value === true)
    read.complain('strict-reset', { keyword: 'higher_prio_send_advert' }, draft.higherPrioritySendAdvert, 'warning')
  const { lowerPriorityRepeat, lowerPriorityDelay } = draft.garp
  const repeats = lowerPriorityRepeat ?? lowerPriorityDelay
  if (repeats !== undefined && repeats.value > 0)
    read.complain('strict-reset', { keyword: 'garp_lower_prio_*' }, repeats, 'warning')
}

function checkUnicastWords(draft: Draft, unicast: boolean): void {
  const { read } = draft
  if (!unicast && draft.unicastWord !== undefined && draft.peers.length === 0)
    read.complain('unicast-without-peers', { keyword: draft.unicastWord.text }, draft.unicastWord, 'warning')
  if (draft.peers.length === 0 && draft.hopLimit !== undefined)
    read.complain('ttl-without-peers', { line: draft.hopLimit.place.line }, { place: draft.end }, 'warning')
  if (draft.peers.length > 0 && draft.destination !== undefined)
    read.complain('group-with-unicast', { value: draft.destination.value.text }, draft.destination, 'warning')
  const own = draft.vmac ?? draft.ipvlan
  if (own !== undefined && draft.unicastWord !== undefined && draft.interfaceName === undefined)
    read.complain(
      'vmac-without-interface',
      { keyword: draft.vmac === own ? 'use_vmac' : 'use_ipvlan' },
      { place: draft.end },
    )
  else if (own !== undefined && transmitsBase(draft) && draft.transmitBase === undefined)
    read.complain('vmac-unicast-transmits-base', { line: own.place.line }, { place: draft.end }, 'warning')
  if (draft.ipvlan !== undefined && draft.ipvlan.value === undefined && draft.family !== 6)
    read.complain('ipvlan-without-address', {}, draft.ipvlan)
  if (own !== undefined && draft.promoteSecondaries !== undefined)
    read.complain('promote-secondaries', {}, draft.promoteSecondaries, 'warning')
  if (draft.vmac === undefined && draft.transmitBase !== undefined)
    read.complain('transmit-base-without-vmac', {}, draft.transmitBase, 'warning')
}

/** Whether adverts leave from the interface itself: said so, or because unicast was mentioned. */
const transmitsBase = (draft: Draft): boolean => draft.transmitBase !== undefined || draft.unicastWord !== undefined

/** keepalived's wish at start, after the combinations that clear it. */
function stateOf(draft: Draft, priority: number, strict: boolean, version: number, family: 4 | 6): 'MASTER' | 'BACKUP' {
  const { read, state } = draft
  const wish = state?.value ?? (priority === 255 ? 'MASTER' : 'BACKUP')
  if (strict && (wish === 'MASTER') !== (priority === 255)) {
    read.complain('strict-state-owner', {}, state ?? draft.name, 'warning')
    return priority === 255 ? 'MASTER' : 'BACKUP'
  }
  const signs = draft.authType?.value === 'AH' && version === 2 && family === 4 && draft.authPass !== undefined
  if (wish === 'MASTER' && priority !== 255 && signs && !strict) {
    read.complain('ah-clears-master', {}, state ?? draft.name, 'warning')
    return 'BACKUP'
  }
  return wish
}

function preemptOf(draft: Draft, priority: number, state: 'MASTER' | 'BACKUP'): Written<boolean> | undefined {
  const { preempt } = draft
  if (preempt === undefined || preempt.value) return preempt
  if (priority === 255 || state === 'MASTER') {
    const message = priority === 255 ? 'owner' : 'master'
    draft.read.note('lint/nopreempt-with-master', 'warning', message, { instance: draft.name.text }, preempt)
    return { ...preempt, value: true }
  }
  return preempt
}

function preemptDelayOf(
  draft: Draft,
  strict: boolean,
  preempt: boolean,
  state: 'MASTER' | 'BACKUP',
): Written<number> | undefined {
  const delay = draft.preemptDelaySec
  if (delay === undefined || delay.value === 0) return delay
  const why = strict ? 'strict mode' : !preempt ? 'nopreempt' : state === 'MASTER' ? 'state MASTER' : undefined
  if (why === undefined) return delay
  draft.read.complain('preempt-delay-reset', { why }, delay, 'warning')
  return { ...delay, value: 0 }
}

function authenticationOf(draft: Draft, version: number, family: 4 | 6, strict: boolean): Authentication {
  const { read, authType, authPass, hmac } = draft
  if (hmac !== undefined && hmac.keys.length > 0)
    return {
      kind: 'hmac',
      keys: hmac.keys,
      activeKeyId: hmac.activeKey?.value ?? hmac.keys[0]!.id,
      mode: (hmac.mode?.value ?? 'enforce') as 'enforce' | 'permissive' | 'receive-only',
      antiReplay: (hmac.antiReplay?.value ?? 'time') as 'time' | 'monotonic',
      windowSec: hmac.windowSec?.value ?? 5,
    }
  if (authType === undefined) return { kind: 'none' }
  if (strict || version === 3) {
    read.complain(strict ? 'auth-in-strict' : 'auth-in-version-3', {}, authType, 'warning')
    return { kind: 'none' }
  }
  if (authPass === undefined || authPass.value === '') {
    read.complain('auth-without-password', {}, authType)
    return { kind: 'none' }
  }
  if (authType.value === 'AH' && family === 6) {
    read.complain('ah-over-ipv6', {}, authType, 'warning')
    return { kind: 'none' }
  }
  const password = new Uint8Array(8)
  password.set(new TextEncoder().encode(authPass.value).subarray(0, 8))
  return { kind: authType.value === 'AH' ? 'ah' : 'simple', password }
}

function checksumOf(draft: Draft, globals: Globals, unicast: boolean): ConfiguredRouter['checksum'] {
  if ((draft.checksumAsV2 ?? globals.checksumAsV2)?.value) return 'message-only'
  return unicast && draft.oldChecksum?.value === 'send' ? 'pseudo-header-group' : 'pseudo-header'
}

function downTimerAdverts(draft: Draft, globals: Globals, strict: boolean, from: OriginBuilder): number {
  const adverts = from.value('downTimerAdverts', draft.downTimerAdverts ?? globals.downTimerAdverts, 3)
  if (!strict || adverts === 3) return adverts
  draft.read.complain('strict-down-timer', {}, draft.downTimerAdverts ?? draft.name, 'warning')
  return 3
}

/** Trackers that may change the priority; in a sync group weights only count where the group says so. */
function trackedBy(draft: Draft, priority: number, group: SyncGroup | undefined): readonly Tracked[] {
  const weighted = draft.tracked.filter((one) => one.weight !== 0)
  const why =
    priority === 255 ? 'priority 255' : group !== undefined && !group.weightsAllowed ? 'the sync group' : undefined
  if (why === undefined) return [...draft.tracked, ...(group?.tracked ?? [])]
  for (const one of weighted)
    draft.read.complain('weight-ignored', { what: `${one.kind} ${one.name}`, why }, draft.trackedAt!, 'warning')
  return []
}

/** An instance tracks its own interface without being told, and cannot be told by how much. */
function checkOwnTracked({ read, tracked, interfaceName, name, trackedAt }: Draft): void {
  const own = tracked.findIndex((one) => one.kind === 'interface' && one.name === interfaceName?.value)
  if (own < 0) return
  read.complain('tracks-own-interface', { instance: name.text, name: interfaceName!.value }, trackedAt!)
  tracked.splice(own, 1)
}

/** keepalived counts 1500 less the Ethernet header, too, which the MTU does not include. */
const MTU = 1500
const ETHERNET = 14

/** How many addresses keepalived puts into one advert; the rest becomes excluded. */
function addressesThatFit(version: number, family: 4 | 6, ah: boolean): number {
  if (family === 6) return Math.min(255, Math.floor((MTU - ETHERNET - 40 - 8) / 16))
  const authentication = version === 2 ? 8 + (ah ? 24 : 0) : 0
  return Math.min(255, Math.floor((MTU - ETHERNET - 20 - 8 - authentication) / 4))
}

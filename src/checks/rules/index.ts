import type { Rule } from '../rule.ts'
import { configRules } from './config/index.ts'
import { lintRules } from './lint/index.ts'
import { addressContested } from './net/address-contested.ts'
import { announcementStorm } from './net/announcement-storm.ts'
import { backupAnswersArp } from './net/backup-answers-arp.ts'
import { captureGap } from './net/capture-gap.ts'
import { carpPresent } from './net/carp-present.ts'
import { carpVridCollision } from './net/carp-vrid-collision.ts'
import { cloudFabric } from './net/cloud-fabric.ts'
import { duplicateAddress } from './net/duplicate-address.ts'
import { halfUnicast } from './net/half-unicast.ts'
import { noQuerier } from './net/no-querier.ts'
import { oneWayLoss } from './net/one-way-loss.ts'
import { otherFhrp } from './net/other-fhrp.ts'
import { protocolUnreachable } from './net/protocol-unreachable.ts'
import { speakersIndistinguishable } from './net/speakers-indistinguishable.ts'
import { virtualMacBlocked } from './net/virtual-mac-blocked.ts'
import { virtualMacLeak } from './net/virtual-mac-leak.ts'
import { vridCollision } from './net/vrid-collision.ts'
import { authInvalid } from './sec/auth-invalid.ts'
import { hmacClockSkew } from './sec/hmac-clock-skew.ts'
import { hmacPartial } from './sec/hmac-partial.ts'
import { noAuthentication } from './sec/no-authentication.ts'
import { plaintextPassword } from './sec/plaintext-password.ts'
import { replay } from './sec/replay.ts'
import { rogueSpeaker } from './sec/rogue-speaker.ts'
import { takeoverPossible } from './sec/takeover-possible.ts'
import { addressNotAnswering } from './state/address-not-answering.ts'
import { addressesMismatch } from './state/addresses-mismatch.ts'
import { deafAtBoot } from './state/deaf-at-boot.ts'
import { didNotYield } from './state/did-not-yield.ts'
import { earlyTakeover } from './state/early-takeover.ts'
import { equalPriority } from './state/equal-priority.ts'
import { flapping } from './state/flapping.ts'
import { groupSplit } from './state/group-split.ts'
import { intervalDrift } from './state/interval-drift.ts'
import { intervalMismatch } from './state/interval-mismatch.ts'
import { lateAnnouncement } from './state/late-announcement.ts'
import { lowerPriorityActive } from './state/lower-priority-active.ts'
import { mutualRejection } from './state/mutual-rejection.ts'
import { nearFailover } from './state/near-failover.ts'
import { noActive } from './state/no-active.ts'
import { noAnnouncement } from './state/no-announcement.ts'
import { oneWayDeafness } from './state/one-way-deafness.ts'
import { pausedHost } from './state/paused-host.ts'
import { priorityZeroMissing } from './state/priority-zero-missing.ts'
import { restart } from './state/restart.ts'
import { silentActive } from './state/silent-active.ts'
import { slowTakeover } from './state/slow-takeover.ts'
import { splitBrain } from './state/split-brain.ts'
import { staleAnnouncement } from './state/stale-announcement.ts'
import { starvedActive } from './state/starved-active.ts'
import { twoOwners } from './state/two-owners.ts'
import { versionMixed } from './state/version-mixed.ts'
import { vridMismatch } from './state/vrid-mismatch.ts'
import { yieldedWrongly } from './state/yielded-wrongly.ts'
import { addressCount } from './wire/address-count.ts'
import { authDataMissing } from './wire/auth-data-missing.ts'
import { checksumBad } from './wire/checksum-bad.ts'
import { checksumReadingsMixed } from './wire/checksum-readings-mixed.ts'
import { duplicateFrame } from './wire/duplicate-frame.ts'
import { firstAddressNotLinkLocal } from './wire/first-address-not-link-local.ts'
import { fragmented } from './wire/fragmented.ts'
import { groupMacMismatch } from './wire/group-mac-mismatch.ts'
import { hopLimitNot255 } from './wire/hop-limit-not-255.ts'
import { intervalZero } from './wire/interval-zero.ts'
import { malformed } from './wire/malformed.ts'
import { noAddresses } from './wire/no-addresses.ts'
import { reservedNotZero } from './wire/reserved-not-zero.ts'
import { sourceIsVirtualAddress } from './wire/source-is-virtual-address.ts'
import { sourceMacNotVirtual } from './wire/source-mac-not-virtual.ts'
import { sourceNotLinkLocal } from './wire/source-not-link-local.ts'
import { trailingBytes } from './wire/trailing-bytes.ts'
import { unicastHopLimit } from './wire/unicast-hop-limit.ts'
import { unknownType } from './wire/unknown-type.ts'
import { unknownVersion } from './wire/unknown-version.ts'
import { version2OverIpv6 } from './wire/version-2-over-ipv6.ts'
import { vridZero } from './wire/vrid-zero.ts'
import { wrongGroup } from './wire/wrong-group.ts'

/** Every rule, sorted by id. */
export const rules: readonly Rule[] = [
  ...configRules,
  ...lintRules,
  addressContested,
  announcementStorm,
  backupAnswersArp,
  captureGap,
  carpPresent,
  carpVridCollision,
  cloudFabric,
  duplicateAddress,
  halfUnicast,
  noQuerier,
  oneWayLoss,
  otherFhrp,
  protocolUnreachable,
  speakersIndistinguishable,
  virtualMacBlocked,
  virtualMacLeak,
  vridCollision,
  authInvalid,
  hmacClockSkew,
  hmacPartial,
  noAuthentication,
  plaintextPassword,
  replay,
  rogueSpeaker,
  takeoverPossible,
  addressNotAnswering,
  addressesMismatch,
  deafAtBoot,
  didNotYield,
  earlyTakeover,
  equalPriority,
  flapping,
  groupSplit,
  intervalDrift,
  intervalMismatch,
  lateAnnouncement,
  lowerPriorityActive,
  mutualRejection,
  nearFailover,
  noActive,
  noAnnouncement,
  oneWayDeafness,
  pausedHost,
  priorityZeroMissing,
  restart,
  silentActive,
  slowTakeover,
  splitBrain,
  staleAnnouncement,
  starvedActive,
  twoOwners,
  versionMixed,
  vridMismatch,
  yieldedWrongly,
  addressCount,
  authDataMissing,
  checksumBad,
  checksumReadingsMixed,
  duplicateFrame,
  firstAddressNotLinkLocal,
  fragmented,
  groupMacMismatch,
  hopLimitNot255,
  intervalZero,
  malformed,
  noAddresses,
  reservedNotZero,
  sourceIsVirtualAddress,
  sourceMacNotVirtual,
  sourceNotLinkLocal,
  trailingBytes,
  unicastHopLimit,
  unknownType,
  unknownVersion,
  version2OverIpv6,
  vridZero,
  wrongGroup,
]

import type { ConformCase } from '../case.ts'
import { acceptModeOff } from './accept/accept-mode-off.ts'
import { acceptModeOffStillResolves } from './accept/accept-mode-off-still-resolves.ts'
import { acceptModeOn } from './accept/accept-mode-on.ts'
import { addressComparisonIsUnsigned } from './active/address-comparison-is-unsigned.ts'
import { answerRestartsTheTimer } from './active/answer-restarts-the-timer.ts'
import { answersPriorityZero } from './active/answers-priority-zero.ts'
import { assertsAgainstLostTie } from './active/asserts-against-lost-tie.ts'
import { assertsAgainstLowerPriority } from './active/asserts-against-lower-priority.ts'
import { electionIsStable } from './active/election-is-stable.ts'
import { electsEachVirtualRouterAlone } from './active/elects-each-virtual-router-alone.ts'
import { equalPriorityHigherAddressWins } from './active/equal-priority-higher-address-wins.ts'
import { equalPriorityLowerAddressLoses } from './active/equal-priority-lower-address-loses.ts'
import { familiesAreIndependent } from './active/families-are-independent.ts'
import { forwardsForTheVirtualMac } from './active/forwards-for-the-virtual-mac.ts'
import { fullTimerAfterYielding } from './active/full-timer-after-yielding.ts'
import { keepsItsInterval } from './active/keeps-its-interval.ts'
import { learnsIntervalOfWinner } from './active/learns-interval-of-winner.ts'
import { lowerPriorityLoses } from './active/lower-priority-loses.ts'
import { nopreemptYields } from './active/nopreempt-yields.ts'
import { saysGoodbye } from './active/says-goodbye.ts'
import { sendsRouterAdvertisements } from './active/sends-router-advertisements.ts'
import { stopsAnsweringAfterYielding } from './active/stops-answering-after-yielding.ts'
import { stopsAnsweringSolicitationsAfterYielding } from './active/stops-answering-solicitations-after-yielding.ts'
import { yieldsToHigherPriority } from './active/yields-to-higher-priority.ts'
import { yieldsToPriority255 } from './active/yields-to-priority-255.ts'
import { announcementIsARequest } from './arp/announcement-is-a-request.ts'
import { announcementNamesTheVirtualMac as arpAnnouncementNamesTheVirtualMac } from './arp/announcement-names-the-virtual-mac.ts'
import { announcementRepeats } from './arp/announcement-repeats.ts'
import { announcementTargetMac } from './arp/announcement-target-mac.ts'
import { announcesEveryAddress as arpAnnouncesEveryAddress } from './arp/announces-every-address.ts'
import { answersEveryAddress as arpAnswersEveryAddress } from './arp/answers-every-address.ts'
import { answersProbes } from './arp/answers-probes.ts'
import { answersUnicastRequests } from './arp/answers-unicast-requests.ts'
import { proxyReplyNamesTheVirtualMac } from './arp/proxy-reply-names-the-virtual-mac.ts'
import { replyNamesTheVirtualMac } from './arp/reply-names-the-virtual-mac.ts'
import { activeDiscardsBadAh } from './authentication/active-discards-bad-ah.ts'
import { activeDiscardsBadHmac } from './authentication/active-discards-bad-hmac.ts'
import { ahDataIgnored } from './authentication/ah-data-ignored.ts'
import { ahSequenceGrows } from './authentication/ah-sequence-grows.ts'
import { ahVerifies } from './authentication/ah-verifies.ts'
import { backupDiscardsBadAh } from './authentication/backup-discards-bad-ah.ts'
import { backupDiscardsBadHmac } from './authentication/backup-discards-bad-hmac.ts'
import { backupDiscardsReplayedAh } from './authentication/backup-discards-replayed-ah.ts'
import { backupDiscardsReplayedHmac } from './authentication/backup-discards-replayed-hmac.ts'
import { dataIgnored } from './authentication/data-ignored.ts'
import { hmacIsFresh } from './authentication/hmac-is-fresh.ts'
import { hmacVerifies } from './authentication/hmac-verifies.ts'
import { passwordBytes } from './authentication/password-bytes.ts'
import { zeroData } from './authentication/zero-data.ts'
import { equalPriorityFromHigherAddressCounts } from './backup/equal-priority-from-higher-address-counts.ts'
import { equalPriorityFromLowerAddressCounts } from './backup/equal-priority-from-lower-address-counts.ts'
import { followsSlowStarter } from './backup/follows-slow-starter.ts'
import { forwardsNothing } from './backup/forwards-nothing.ts'
import { goodbyeFromAnyone } from './backup/goodbye-from-anyone.ts'
import { goodbyeIntervalIsNotLearned } from './backup/goodbye-interval-is-not-learned.ts'
import { learnsLongerInterval } from './backup/learns-longer-interval.ts'
import { learnsShorterInterval } from './backup/learns-shorter-interval.ts'
import { lowerIntervalIsNotLearned } from './backup/lower-interval-is-not-learned.ts'
import { noArpReply } from './backup/no-arp-reply.ts'
import { noEchoReply } from './backup/no-echo-reply.ts'
import { noNeighborAdvertisement } from './backup/no-neighbor-advertisement.ts'
import { noRouterAdvertisements } from './backup/no-router-advertisements.ts'
import { nopreemptFollowsLowerPriority } from './backup/nopreempt-follows-lower-priority.ts'
import { ownIntervalAfterTakeover } from './backup/own-interval-after-takeover.ts'
import { preemptsLowerPriority } from './backup/preempts-lower-priority.ts'
import { priorityZeroLeavesSkew } from './backup/priority-zero-leaves-skew.ts'
import { skewScalesWithLearnedInterval } from './backup/skew-scales-with-learned-interval.ts'
import { stopsSilently } from './backup/stops-silently.ts'
import { takesOverAfterSilence } from './backup/takes-over-after-silence.ts'
import { toleratesTwoLostAdverts } from './backup/tolerates-two-lost-adverts.ts'
import { yieldsToBetterBackup } from './backup/yields-to-better-backup.ts'
import { announcesAfterTheVirtualMac } from './initialize/announces-after-the-virtual-mac.ts'
import { linkLossIsARestart } from './initialize/link-loss-is-a-restart.ts'
import { ownerAdvertisesAtOnce } from './initialize/owner-advertises-at-once.ts'
import { ownerAnnounces } from './initialize/owner-announces.ts'
import { ownerHidesItsMac } from './initialize/owner-hides-its-mac.ts'
import { ownerKeepsItsInterval } from './initialize/owner-keeps-its-interval.ts'
import { takesNoPart } from './initialize/takes-no-part.ts'
import { waitsForActiveDownInterval } from './initialize/waits-for-active-down-interval.ts'
import { backupDoesNotUseTheVirtualMac } from './mac/backup-does-not-use-the-virtual-mac.ts'
import { destinationIsMapped } from './mac/destination-is-mapped.ts'
import { redirectSource } from './mac/redirect-source.ts'
import { sourceIsVirtual } from './mac/source-is-virtual.ts'
import { announcementFlags } from './nd/announcement-flags.ts'
import { announcementNamesTheVirtualMac as ndAnnouncementNamesTheVirtualMac } from './nd/announcement-names-the-virtual-mac.ts'
import { announcementsAreFew } from './nd/announcements-are-few.ts'
import { announcesEveryAddress as ndAnnouncesEveryAddress } from './nd/announces-every-address.ts'
import { answersAreValid } from './nd/answers-are-valid.ts'
import { answersDuplicateDetection } from './nd/answers-duplicate-detection.ts'
import { answersEveryAddress as ndAnswersEveryAddress } from './nd/answers-every-address.ts'
import { answersSolicitations } from './nd/answers-solicitations.ts'
import { learnsFromUnsolicitedAdvertisements } from './nd/learns-from-unsolicited-advertisements.ts'
import { routerAdvertisementsNameTheVirtualRouter } from './nd/router-advertisements-name-the-virtual-router.ts'
import { solicitationsNameTheVirtualMac } from './nd/solicitations-name-the-virtual-mac.ts'
import { solicitedFlags } from './nd/solicited-flags.ts'
import { addressCount } from './packet/address-count.ts'
import { addressFamily } from './packet/address-family.ts'
import { addressList } from './packet/address-list.ts'
import { checksumIpv6 } from './packet/checksum-ipv6.ts'
import { checksumVersion2 } from './packet/checksum-version-2.ts'
import { checksumVersion3MessageOnly } from './packet/checksum-version-3-message-only.ts'
import { checksumVersion3Variant } from './packet/checksum-version-3-variant.ts'
import { intervalFieldVersion2 } from './packet/interval-field-version-2.ts'
import { intervalFieldVersion3 } from './packet/interval-field-version-3.ts'
import { lengthVersion2 } from './packet/length-version-2.ts'
import { lengthVersion3 } from './packet/length-version-3.ts'
import { noVersion2OverIpv6 } from './packet/no-version-2-over-ipv6.ts'
import { oneVersion } from './packet/one-version.ts'
import { priority } from './packet/priority.ts'
import { priorityRange } from './packet/priority-range.ts'
import { protocolNumber } from './packet/protocol-number.ts'
import { reservedZero } from './packet/reserved-zero.ts'
import { type } from './packet/type.ts'
import { unfragmented } from './packet/unfragmented.ts'
import { version } from './packet/version.ts'
import { vrid } from './packet/vrid.ts'
import { acceptsOtherAddresses } from './reception/accepts-other-addresses.ts'
import { acceptsOtherInterval } from './reception/accepts-other-interval.ts'
import { acceptsPadding } from './reception/accepts-padding.ts'
import { acceptsPhysicalMac } from './reception/accepts-physical-mac.ts'
import { activeDiscardsCountTooLarge } from './reception/active-discards-count-too-large.ts'
import { activeDiscardsCutInAddress } from './reception/active-discards-cut-in-address.ts'
import { activeDiscardsCutInFixedPart } from './reception/active-discards-cut-in-fixed-part.ts'
import { activeDiscardsGlobalAddressFirst } from './reception/active-discards-global-address-first.ts'
import { activeDiscardsIntervalZero } from './reception/active-discards-interval-zero.ts'
import { activeDiscardsIpv6SumWithoutPseudoHeader } from './reception/active-discards-ipv6-sum-without-pseudo-header.ts'
import { activeDiscardsLowHopLimit } from './reception/active-discards-low-hop-limit.ts'
import { activeDiscardsMissingAuthData } from './reception/active-discards-missing-auth-data.ts'
import { activeDiscardsNoAddresses } from './reception/active-discards-no-addresses.ts'
import { activeDiscardsOtherAuthType } from './reception/active-discards-other-auth-type.ts'
import { activeDiscardsOtherChecksumVariant } from './reception/active-discards-other-checksum-variant.ts'
import { activeDiscardsOtherInterval } from './reception/active-discards-other-interval.ts'
import { activeDiscardsOtherVersion } from './reception/active-discards-other-version.ts'
import { activeDiscardsOtherVrid } from './reception/active-discards-other-vrid.ts'
import { activeDiscardsUnknownAuthType } from './reception/active-discards-unknown-auth-type.ts'
import { activeDiscardsUnknownType } from './reception/active-discards-unknown-type.ts'
import { activeDiscardsUnknownVersion } from './reception/active-discards-unknown-version.ts'
import { activeDiscardsWrongChecksum } from './reception/active-discards-wrong-checksum.ts'
import { activeDiscardsWrongPassword } from './reception/active-discards-wrong-password.ts'
import { addressCheckSparesTheOwner } from './reception/address-check-spares-the-owner.ts'
import { answersMembershipQuery } from './reception/answers-membership-query.ts'
import { anyoneCanTakeOver } from './reception/anyone-can-take-over.ts'
import { backupDiscardsCountTooLarge } from './reception/backup-discards-count-too-large.ts'
import { backupDiscardsCutInAddress } from './reception/backup-discards-cut-in-address.ts'
import { backupDiscardsCutInFixedPart } from './reception/backup-discards-cut-in-fixed-part.ts'
import { backupDiscardsGlobalAddressFirst } from './reception/backup-discards-global-address-first.ts'
import { backupDiscardsIntervalZero } from './reception/backup-discards-interval-zero.ts'
import { backupDiscardsIpv6SumWithoutPseudoHeader } from './reception/backup-discards-ipv6-sum-without-pseudo-header.ts'
import { backupDiscardsLowHopLimit } from './reception/backup-discards-low-hop-limit.ts'
import { backupDiscardsMissingAuthData } from './reception/backup-discards-missing-auth-data.ts'
import { backupDiscardsNoAddresses } from './reception/backup-discards-no-addresses.ts'
import { backupDiscardsOtherAuthType } from './reception/backup-discards-other-auth-type.ts'
import { backupDiscardsOtherChecksumVariant } from './reception/backup-discards-other-checksum-variant.ts'
import { backupDiscardsOtherInterval } from './reception/backup-discards-other-interval.ts'
import { backupDiscardsOtherVersion } from './reception/backup-discards-other-version.ts'
import { backupDiscardsOtherVrid } from './reception/backup-discards-other-vrid.ts'
import { backupDiscardsUnknownAuthType } from './reception/backup-discards-unknown-auth-type.ts'
import { backupDiscardsUnknownType } from './reception/backup-discards-unknown-type.ts'
import { backupDiscardsUnknownVersion } from './reception/backup-discards-unknown-version.ts'
import { backupDiscardsWrongChecksum } from './reception/backup-discards-wrong-checksum.ts'
import { backupDiscardsWrongPassword } from './reception/backup-discards-wrong-password.ts'
import { defectiveGoodbyeIsIgnoredInBackup } from './reception/defective-goodbye-is-ignored-in-backup.ts'
import { defectiveGoodbyeIsIgnoredWhenActive } from './reception/defective-goodbye-is-ignored-when-active.ts'
import { discardedAdvertRestartsNoTimer } from './reception/discarded-advert-restarts-no-timer.ts'
import { discardedIntervalIsNotLearned } from './reception/discarded-interval-is-not-learned.ts'
import { ignoresReservedBits } from './reception/ignores-reserved-bits.ts'
import { otherGroup } from './reception/other-group.ts'
import { ownerDiscardsAdverts } from './reception/owner-discards-adverts.ts'
import { ownerStaysAgainstLesserOwner } from './reception/owner-stays-against-lesser-owner.ts'
import { ownerYieldsToGreaterOwner } from './reception/owner-yields-to-greater-owner.ts'
import { unicastAdvert } from './reception/unicast-advert.ts'
import { emptyMessageOverIpv6 } from './robustness/empty-message-over-ipv6.ts'
import { priorityZeroStorm } from './robustness/priority-zero-storm.ts'
import { recoversFromLongInterval } from './robustness/recovers-from-long-interval.ts'
import { reflectedAdverts } from './robustness/reflected-adverts.ts'
import { survivesMalformedFlood } from './robustness/survives-malformed-flood.ts'
import { survivesMalformedFloodAsBackup } from './robustness/survives-malformed-flood-as-backup.ts'
import { version2OverIpv6 } from './robustness/version-2-over-ipv6.ts'
import { skewDoesNotScale } from './timers/skew-does-not-scale.ts'
import { subSecondTakeover } from './timers/sub-second-takeover.ts'
import { backupIsSilent } from './transmission/backup-is-silent.ts'
import { firstAddressLinkLocal } from './transmission/first-address-link-local.ts'
import { goodbyeIsComplete } from './transmission/goodbye-is-complete.ts'
import { groupAddress } from './transmission/group-address.ts'
import { groupIsNotForwarded } from './transmission/group-is-not-forwarded.ts'
import { hopLimit255 } from './transmission/hop-limit-255.ts'
import { interfaceIdentifier } from './transmission/interface-identifier.ts'
import { sourceIsLinkLocal } from './transmission/source-is-link-local.ts'
import { sourceIsNotTheVirtualLinkLocal } from './transmission/source-is-not-the-virtual-link-local.ts'
import { sourceIsPrimary } from './transmission/source-is-primary.ts'
import { sourceStays } from './transmission/source-stays.ts'
import { trafficClass } from './transmission/traffic-class.ts'

/** Every case, sorted by id. */
export const CASES: readonly ConformCase[] = [
  acceptModeOff,
  acceptModeOffStillResolves,
  acceptModeOn,
  addressComparisonIsUnsigned,
  answerRestartsTheTimer,
  answersPriorityZero,
  assertsAgainstLostTie,
  assertsAgainstLowerPriority,
  electionIsStable,
  electsEachVirtualRouterAlone,
  equalPriorityHigherAddressWins,
  equalPriorityLowerAddressLoses,
  familiesAreIndependent,
  forwardsForTheVirtualMac,
  fullTimerAfterYielding,
  keepsItsInterval,
  learnsIntervalOfWinner,
  lowerPriorityLoses,
  nopreemptYields,
  saysGoodbye,
  sendsRouterAdvertisements,
  stopsAnsweringAfterYielding,
  stopsAnsweringSolicitationsAfterYielding,
  yieldsToHigherPriority,
  yieldsToPriority255,
  announcementIsARequest,
  arpAnnouncementNamesTheVirtualMac,
  announcementRepeats,
  announcementTargetMac,
  arpAnnouncesEveryAddress,
  arpAnswersEveryAddress,
  answersProbes,
  answersUnicastRequests,
  proxyReplyNamesTheVirtualMac,
  replyNamesTheVirtualMac,
  activeDiscardsBadAh,
  activeDiscardsBadHmac,
  ahDataIgnored,
  ahSequenceGrows,
  ahVerifies,
  backupDiscardsBadAh,
  backupDiscardsBadHmac,
  backupDiscardsReplayedAh,
  backupDiscardsReplayedHmac,
  dataIgnored,
  hmacIsFresh,
  hmacVerifies,
  passwordBytes,
  zeroData,
  equalPriorityFromHigherAddressCounts,
  equalPriorityFromLowerAddressCounts,
  followsSlowStarter,
  forwardsNothing,
  goodbyeFromAnyone,
  goodbyeIntervalIsNotLearned,
  learnsLongerInterval,
  learnsShorterInterval,
  lowerIntervalIsNotLearned,
  noArpReply,
  noEchoReply,
  noNeighborAdvertisement,
  noRouterAdvertisements,
  nopreemptFollowsLowerPriority,
  ownIntervalAfterTakeover,
  preemptsLowerPriority,
  priorityZeroLeavesSkew,
  skewScalesWithLearnedInterval,
  stopsSilently,
  takesOverAfterSilence,
  toleratesTwoLostAdverts,
  yieldsToBetterBackup,
  announcesAfterTheVirtualMac,
  linkLossIsARestart,
  ownerAdvertisesAtOnce,
  ownerAnnounces,
  ownerHidesItsMac,
  ownerKeepsItsInterval,
  takesNoPart,
  waitsForActiveDownInterval,
  backupDoesNotUseTheVirtualMac,
  destinationIsMapped,
  redirectSource,
  sourceIsVirtual,
  announcementFlags,
  ndAnnouncementNamesTheVirtualMac,
  announcementsAreFew,
  ndAnnouncesEveryAddress,
  answersAreValid,
  answersDuplicateDetection,
  ndAnswersEveryAddress,
  answersSolicitations,
  learnsFromUnsolicitedAdvertisements,
  routerAdvertisementsNameTheVirtualRouter,
  solicitationsNameTheVirtualMac,
  solicitedFlags,
  addressCount,
  addressFamily,
  addressList,
  checksumIpv6,
  checksumVersion2,
  checksumVersion3MessageOnly,
  checksumVersion3Variant,
  intervalFieldVersion2,
  intervalFieldVersion3,
  lengthVersion2,
  lengthVersion3,
  noVersion2OverIpv6,
  oneVersion,
  priority,
  priorityRange,
  protocolNumber,
  reservedZero,
  type,
  unfragmented,
  version,
  vrid,
  acceptsOtherAddresses,
  acceptsOtherInterval,
  acceptsPadding,
  acceptsPhysicalMac,
  activeDiscardsCountTooLarge,
  activeDiscardsCutInAddress,
  activeDiscardsCutInFixedPart,
  activeDiscardsGlobalAddressFirst,
  activeDiscardsIntervalZero,
  activeDiscardsIpv6SumWithoutPseudoHeader,
  activeDiscardsLowHopLimit,
  activeDiscardsMissingAuthData,
  activeDiscardsNoAddresses,
  activeDiscardsOtherAuthType,
  activeDiscardsOtherChecksumVariant,
  activeDiscardsOtherInterval,
  activeDiscardsOtherVersion,
  activeDiscardsOtherVrid,
  activeDiscardsUnknownAuthType,
  activeDiscardsUnknownType,
  activeDiscardsUnknownVersion,
  activeDiscardsWrongChecksum,
  activeDiscardsWrongPassword,
  addressCheckSparesTheOwner,
  answersMembershipQuery,
  anyoneCanTakeOver,
  backupDiscardsCountTooLarge,
  backupDiscardsCutInAddress,
  backupDiscardsCutInFixedPart,
  backupDiscardsGlobalAddressFirst,
  backupDiscardsIntervalZero,
  backupDiscardsIpv6SumWithoutPseudoHeader,
  backupDiscardsLowHopLimit,
  backupDiscardsMissingAuthData,
  backupDiscardsNoAddresses,
  backupDiscardsOtherAuthType,
  backupDiscardsOtherChecksumVariant,
  backupDiscardsOtherInterval,
  backupDiscardsOtherVersion,
  backupDiscardsOtherVrid,
  backupDiscardsUnknownAuthType,
  backupDiscardsUnknownType,
  backupDiscardsUnknownVersion,
  backupDiscardsWrongChecksum,
  backupDiscardsWrongPassword,
  defectiveGoodbyeIsIgnoredInBackup,
  defectiveGoodbyeIsIgnoredWhenActive,
  discardedAdvertRestartsNoTimer,
  discardedIntervalIsNotLearned,
  ignoresReservedBits,
  otherGroup,
  ownerDiscardsAdverts,
  ownerStaysAgainstLesserOwner,
  ownerYieldsToGreaterOwner,
  unicastAdvert,
  emptyMessageOverIpv6,
  priorityZeroStorm,
  recoversFromLongInterval,
  reflectedAdverts,
  survivesMalformedFlood,
  survivesMalformedFloodAsBackup,
  version2OverIpv6,
  skewDoesNotScale,
  subSecondTakeover,
  backupIsSilent,
  firstAddressLinkLocal,
  goodbyeIsComplete,
  groupAddress,
  groupIsNotForwarded,
  hopLimit255,
  interfaceIdentifier,
  sourceIsLinkLocal,
  sourceIsNotTheVirtualLinkLocal,
  sourceIsPrimary,
  sourceStays,
  trafficClass,
]

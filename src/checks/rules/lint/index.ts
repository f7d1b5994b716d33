import type { Rule } from '../../rule.ts'
import { addressNotInSubnet } from './address-not-in-subnet.ts'
import { addressesMismatch } from './addresses-mismatch.ts'
import { authMismatch } from './auth-mismatch.ts'
import { authTruncated } from './auth-truncated.ts'
import { checksumMismatch } from './checksum-mismatch.ts'
import { deprecated } from './deprecated.ts'
import { equalPriority } from './equal-priority.ts'
import { familyMixed } from './family-mixed.ts'
import { firstAddressNotLinkLocal } from './first-address-not-link-local.ts'
import { groupMismatch } from './group-mismatch.ts'
import { includeMissing } from './include-missing.ts'
import { intervalMismatch } from './interval-mismatch.ts'
import { intervalNotExpressible } from './interval-not-expressible.ts'
import { mutualRejection } from './mutual-rejection.ts'
import { nopreemptWithMaster } from './nopreempt-with-master.ts'
import { ownerNot255 } from './owner-not-255.ts'
import { peersAsymmetric } from './peers-asymmetric.ts'
import { plaintextPassword } from './plaintext-password.ts'
import { prefixMissing } from './prefix-missing.ts'
import { simultaneousStart } from './simultaneous-start.ts'
import { sourceAddress } from './source-address.ts'
import { strictMode } from './strict-mode.ts'
import { syntax } from './syntax.ts'
import { tooManyAddresses } from './too-many-addresses.ts'
import { lintVersion2OverIpv6 } from './version-2-over-ipv6.ts'
import { versionMismatch } from './version-mismatch.ts'
import { vridMismatch } from './vrid-mismatch.ts'
import { vridReused } from './vrid-reused.ts'

/** The rules that configurations alone can break, sorted by id: all that `check` runs. */
export const lintRules: readonly Rule[] = [
  addressNotInSubnet,
  addressesMismatch,
  authMismatch,
  authTruncated,
  checksumMismatch,
  deprecated,
  equalPriority,
  familyMixed,
  firstAddressNotLinkLocal,
  groupMismatch,
  includeMissing,
  intervalMismatch,
  intervalNotExpressible,
  mutualRejection,
  nopreemptWithMaster,
  ownerNot255,
  peersAsymmetric,
  plaintextPassword,
  prefixMissing,
  simultaneousStart,
  sourceAddress,
  strictMode,
  syntax,
  tooManyAddresses,
  lintVersion2OverIpv6,
  versionMismatch,
  vridMismatch,
  vridReused,
]

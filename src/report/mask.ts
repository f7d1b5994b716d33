import type { Cause, Finding } from '../checks/finding.ts'
import { MASK } from '../core/mask.ts'

// Rules name a secret value so: password, configuredPassword, secret, key. A keyId is none.
const SECRET = /(?:password|secret|^key)$/i

/** The finding with every password and key in its values masked, before words are made of them. */
export function maskSecrets(finding: Finding): Finding {
  const { cause, furtherCauses } = finding
  return {
    ...finding,
    values: masked(finding.values),
    ...(cause === undefined ? {} : { cause: maskedCause(cause) }),
    ...(furtherCauses === undefined ? {} : { furtherCauses: furtherCauses.map(maskedCause) }),
  }
}

const maskedCause = (cause: Cause): Cause => ({ ...cause, values: masked(cause.values) })

const masked = (values: Finding['values']): Finding['values'] =>
  Object.fromEntries(
    // No secret at all is none to hide: `no authentication`.
    Object.entries(values).map(([name, value]) => [name, SECRET.test(name) && value !== '' ? MASK : value]),
  )

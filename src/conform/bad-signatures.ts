import type { RouterConfig } from '../config/model.ts'
import { AH_ICV } from '../wire/ah.ts'
import { ETHERNET_LEN } from '../wire/ethernet.ts'
import { IPV4_LEN } from '../wire/ipv4.ts'
import type { Defect } from './defects.ts'

/** AH that is missing, spoilt or made with another key (RFC 2338 5.3.6.3). */
export const badAh = (router: RouterConfig): readonly Defect[] =>
  router.authentication.kind === 'ah' ? [MISSING, OTHER_KEY, spoiltAt(ETHERNET_LEN + IPV4_LEN + AH_ICV)] : []

/** An HMAC trailer that is missing, spoilt or made with another key. */
export const badHmac = (router: RouterConfig): readonly Defect[] =>
  router.authentication.kind === 'hmac' ? [MISSING, OTHER_KEY, spoiltAt(-1)] : []

const MISSING: Defect = { words: 'no signature', changes: { protection: null } }
const OTHER_KEY: Defect = { words: 'another key', changes: { signWith: Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7) } }

const spoiltAt = (offset: number): Defect => ({
  words: 'a changed digest',
  changes: {
    tamper: (frame) => {
      const spoilt = frame.slice()
      spoilt[offset < 0 ? frame.length + offset : offset]! ^= 0xff
      return spoilt
    },
  },
})

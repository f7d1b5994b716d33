import { createRequire } from 'node:module'
import type { KeyedHash } from '../core/keyed-hash.ts'

const require = createRequire(import.meta.url)
// Most runs know no key, and OpenSSL takes a tenth of a start.
const hmac = (name: string, key: Uint8Array, data: Uint8Array): Uint8Array =>
  (require('node:crypto') as typeof import('node:crypto')).createHmac(name, key).update(data).digest()

/** The keyed hashes of VRRP authentication, by node:crypto. */
export const keyedHash: KeyedHash = {
  hmacMd5: (key, data) => hmac('md5', key, data),
  hmacSha256: (key, data) => hmac('sha256', key, data),
}

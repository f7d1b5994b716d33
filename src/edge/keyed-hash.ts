import { createHmac } from 'node:crypto'
import type { KeyedHash } from '../core/keyed-hash.ts'

/** The keyed hashes of VRRP authentication, by node:crypto. */
export const keyedHash: KeyedHash = {
  hmacMd5: (key, data) => createHmac('md5', key).update(data).digest(),
  hmacSha256: (key, data) => createHmac('sha256', key).update(data).digest(),
}

/**
 * Keyed hashes that authentication needs. The pure rooms declare them; `edge/keyed-hash.ts` implements them with
 * node:crypto and `cli` hands them in.
 */
export interface KeyedHash {
  /** HMAC-MD5 (RFC 2104), 16 bytes; AH uses the first 12 (RFC 2403). */
  readonly hmacMd5: (key: Uint8Array, data: Uint8Array) => Uint8Array
  /** HMAC-SHA-256, 32 bytes; keepalived's trailer uses the first 16. */
  readonly hmacSha256: (key: Uint8Array, data: Uint8Array) => Uint8Array
}

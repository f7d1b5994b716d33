/** One option of a pcapng block: `code`, and where its value lies. */
export interface BlockOption {
  readonly code: number
  readonly at: number
  readonly length: number
}

const OPTION_HEADER_LEN = 4
const END_OF_OPTIONS = 0

/** Options from `at` to `end`, up to the end mark or to the first one that does not fit. */
export function* optionsOf(dv: DataView, at: number, end: number, little: boolean): Generator<BlockOption> {
  while (end - at >= OPTION_HEADER_LEN) {
    const code = dv.getUint16(at, little)
    const length = dv.getUint16(at + 2, little)
    const value = at + OPTION_HEADER_LEN
    if (code === END_OF_OPTIONS || length > end - value) return
    yield { code, at: value, length }
    at = value + padded(length)
  }
}

/** Length with the padding to 32 bits that every pcapng field has. */
export const padded = (length: number): number => length + (-length & 3)

/** UTF-8 up to a NUL, at most `limit` bytes. */
export function textOf(dv: DataView, option: BlockOption, limit: number): string {
  const bytes = new Uint8Array(dv.buffer, dv.byteOffset + option.at, Math.min(option.length, limit))
  const nul = bytes.indexOf(0)
  return new TextDecoder().decode(nul < 0 ? bytes : bytes.subarray(0, nul))
}

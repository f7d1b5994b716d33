import * as zlib from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { ZSTD_MAGIC, ZstdFrames } from '../../src/edge/zstd-frames.ts'

/** Frames as `zstd` makes them, byte by byte: hexadecimal. */
const EMPTY = '28b52ffd2400010000 99e9d851'
const HELLO_RAW = '28b52ffd 20 05 290000 68656c6c6f'
const RLE_NO_CHECKSUM = '28b52ffd 00 58 03 08 00 61' // window descriptor, 256 times the letter a
const SKIPPABLE = '5a2a4d18 03000000 aabbcc'

const bytes = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex')

function partsOf(stream: Uint8Array, size: number): { parts: string[]; isBetween: boolean } {
  const frames = new ZstdFrames()
  const parts: string[] = []
  for (let at = 0; at < stream.length; at += size)
    for (const part of frames.split(stream.subarray(at, at + size)))
      if (typeof part === 'string') parts.push(part, '')
      else parts.push((parts.pop() ?? '') + Buffer.from(part).toString('hex'))
  return { parts: parts.filter((part) => part !== ''), isBetween: frames.isBetween }
}
const body = (text: string): string => text.replaceAll(' ', '').slice(8)

describe.each([1, 2, 3, 7, 1000])('in pieces of %i bytes', (size) => {
  test.each([
    ['one frame', [EMPTY]],
    ['frames behind each other', [HELLO_RAW, EMPTY, RLE_NO_CHECKSUM, EMPTY]],
  ])('%s', (_, frames) => {
    const { parts, isBetween } = partsOf(bytes(frames.join('')), size)
    expect(parts).toEqual(frames.flatMap((frame) => ['begin', body(frame), 'end']))
    expect(isBetween).toBe(true)
  })

  test('skippable frames are left out, wherever they stand', () => {
    const { parts } = partsOf(bytes(SKIPPABLE + HELLO_RAW + SKIPPABLE + EMPTY + SKIPPABLE), size)
    expect(parts).toEqual([HELLO_RAW, EMPTY].flatMap((frame) => ['begin', body(frame), 'end']))
  })

  test('what is no frame is told once', () => {
    expect(partsOf(bytes(`${EMPTY}00112233445566778899`), size).parts).toEqual(['begin', body(EMPTY), 'end', 'junk'])
  })

  test('the end of a file inside a frame shows', () => {
    for (let cut = 1; cut < bytes(HELLO_RAW).length; cut++)
      expect(partsOf(bytes(EMPTY + HELLO_RAW).subarray(0, 13 + cut), size).isBetween).toBe(false)
  })
})

/** What `zstd` makes of so many letters a; the long ones are several blocks. */
const MADE: readonly (readonly [count: number, frame: string])[] = [
  [1, '28b52ffd0448090000615b6e8ca9'],
  [300_000, '28b52ffd04684c000008610100fcff39100202001061039f04618d5f04a6'],
  [300_000, '28b52ffd00485400001061610100fbff39c00202001061039f0461'],
]

test.each(MADE)('a frame of %i letters, twice', (count, frame) => {
  const { parts, isBetween } = partsOf(bytes(frame + frame), 4096)
  expect([parts, isBetween]).toEqual([['begin', body(frame), 'end', 'begin', body(frame), 'end'], true])
  const { zstdDecompressSync } = zlib as { zstdDecompressSync?: (frame: Uint8Array) => Buffer }
  const again = Buffer.concat([ZSTD_MAGIC, bytes(parts[1]!)])
  if (zstdDecompressSync !== undefined) expect(zstdDecompressSync(again).toString()).toBe('a'.repeat(count))
})

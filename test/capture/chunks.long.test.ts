import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Bytes, block, enhanced, face, option, pcapHeader, pcapRecord, section } from './bytes.ts'
import { type Collected, collect } from './collect.ts'

const fixture = (path: string) =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/captures/${path}`, import.meta.url)))

const US: readonly [number, number] = [396_000, 7]
const flags = [option(2, new Bytes().u32(2)), new Bytes().u32(0)]
const handMade = section()
  .add(block(99, new Bytes().u8(...new Array(300).fill(1))))
  .add(face(1))
  .add(enhanced(0, US, [1, 2, 3, 4, 5, 6, 7], flags))
  .add(block(3, new Bytes().u32(3).u8(1, 2, 3)))
  .add(section(true))
  .add(face(113, [], true))
  .add(enhanced(0, US, new Array(200).fill(9), [], true))
  .done()

const files = [
  { name: 'pcap', bytes: fixture('seed-unicast-start-sigterm-return/switch.pcap') },
  { name: 'big-endian pcap', bytes: fixture('format-variants/v2-ah-big-endian.pcap') },
  { name: 'cut pcap', bytes: fixture('format-variants/v2-sigterm-truncated-file.pcap') },
  { name: 'pcapng', bytes: fixture('format-variants/v3-ipv6-snaplen-60.pcapng') },
  { name: 'pcapng with every kind of block', bytes: handMade },
]

const said = ({ frames, faces, gaps, summary }: Collected) => ({
  frames,
  faces,
  gaps,
  summary: { ...summary, timeline: summary.timeline.epochSec },
})

describe.each(files)('$name', ({ bytes }) => {
  test('where chunks end never changes what is read', () => {
    const whole = said(collect(bytes))
    const cuts = fc.uniqueArray(fc.integer({ min: 0, max: bytes.length }), { maxLength: 40 })
    fc.assert(
      fc.property(cuts, (unsorted) => {
        const ends = [...unsorted.sort((a, b) => a - b), bytes.length]
        const chunks = ends.map((end, i) => bytes.slice(ends[i - 1] ?? 0, end))
        expect(said(collect(...chunks))).toEqual(whole)
      }),
    )
    expect(said(collect(...Array.from(bytes, (byte) => Uint8Array.of(byte))))).toEqual(whole)
  })

  test('cut at any byte, it delivers the whole records in front of the cut', () => {
    const whole = collect(bytes).frames
    let before = 0
    for (let end = 4; end < bytes.length; end++) {
      const { frames, summary } = collect(bytes.subarray(0, end))
      expect(frames.length).toBeGreaterThanOrEqual(before)
      expect(frames.at(-1)).toEqual(whole[frames.length - 1])
      if (!summary.complete) expect(summary.problem!.offset).toBeLessThanOrEqual(end)
      before = frames.length
    }
  })

  test('whatever bytes are damaged, it ends, and never throws behind the magic number', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 5), fc.uint8Array({ minLength: 1, maxLength: 12 }), (at, damage) => {
        const damaged = bytes.slice()
        damaged.set(damage.subarray(0, bytes.length - 4 - at), at + 4)
        const { frames, summary } = collect(damaged.subarray(0, 1000), damaged.subarray(1000))
        expect(summary.packets).toBe(frames.length)
      }),
      { numRuns: 500 },
    )
  })
})

test('a cut inside a record is told, with the offset of that record', () => {
  const bytes = pcapHeader(0xa1b2c3d4)
    .add(pcapRecord(1, 0, [1, 2, 3]))
    .add(pcapRecord(2, 0, [4, 5, 6]))
    .done()
  for (let end = 24; end < bytes.length; end++) {
    const { frames, summary } = collect(bytes.subarray(0, end))
    const secondRecord = 24 + 19
    expect(frames).toHaveLength(end < secondRecord ? 0 : 1)
    expect(summary.complete).toBe(end === 24 || end === secondRecord)
    if (!summary.complete)
      expect(summary.problem).toMatchObject({ code: 'pcap/truncated', offset: end < secondRecord ? 24 : secondRecord })
  }
})

test.each([
  { name: 'nothing', bytes: [], code: 'pcap/empty' },
  { name: 'three bytes', bytes: [0xd4, 0xc3, 0xb2], code: 'pcap/bad-magic' },
  { name: 'text', bytes: [0x23, 0x21, 0x2f, 0x62, 0x69, 0x6e], code: 'pcap/bad-magic' },
])('$name is no capture', ({ bytes, code }) => {
  const { summary } = collect(Uint8Array.from(bytes))
  expect(summary).toMatchObject({ complete: false, packets: 0, problem: { code, hint: expect.any(String) } })
})

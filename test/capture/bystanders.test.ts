import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CaptureParser } from '../../src/capture/detect.ts'
import { CaptureRun } from '../../src/capture/run.ts'
import type { FrameSink } from '../../src/capture/source.ts'
import { isBystander } from '../../src/wire/bystander.ts'
import { LinkType } from '../../src/wire/view.ts'
import { Bytes, block, enhanced, face, option, pcapHeader, pcapRecord, section } from './bytes.ts'

const SEC = 1_700_000_000
const frame = (protocol: number): number[] => [
  ...new Array(12).fill(2),
  ...[0x08, 0x00, 0x45, 0, 0, 40, 0, 0, 0, 0, 64, protocol, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2],
  ...new Array(20).fill(0),
]
const TCP = frame(6)
const VRRP = frame(112)

/** What a sink is told, in order: the number of a frame, or how many bystanders up to what millisecond. */
function told(file: Bytes, quietUntilNs: number, chunkSize = 1 << 20) {
  const calls: string[] = []
  const parser = new CaptureParser('test', new CaptureRun())
  const sink: FrameSink = {
    onFrame: ({ frameNo, tNs }) => calls.push(`frame ${frameNo} at ${tNs / 1e6}`),
    onBystanders: (source, count, lastNs) => calls.push(`${count} of ${source} to ${lastNs / 1e6}`),
    onGap: ({ reason }) => calls.push(reason),
    quietUntilNs,
  }
  const all = file.done()
  for (let at = 0; at < all.length; at += chunkSize) parser.push(all.slice(at, at + chunkSize), sink)
  return { calls, summary: parser.end() }
}

const records = (...list: readonly (readonly [ms: number, bytes: number[]])[]): Bytes =>
  list.reduce((file, [ms, bytes]) => file.add(pcapRecord(SEC, ms * 1000, bytes)), pcapHeader(0xa1b2c3d4))

describe('bystanders', () => {
  test('are counted in one call; the first frame and what concerns us are shown', () => {
    const file = records([0, TCP], [1, TCP], [2, TCP], [3, VRRP], [4, TCP])
    const { calls, summary } = told(file, Number.POSITIVE_INFINITY)
    expect(calls).toEqual(['frame 1 at 0', '2 of 0 to 2', 'frame 4 at 3', '1 of 0 to 4'])
    expect(summary).toMatchObject({ packets: 5, first: 0, last: 4_000_000, complete: true })
  })

  test('are shown from the time on at which something falls due', () => {
    const file = records([0, TCP], [1, TCP], [2, TCP], [3, TCP])
    expect(told(file, 2e6).calls).toEqual(['frame 1 at 0', '1 of 0 to 1', 'frame 3 at 2', 'frame 4 at 3'])
  })

  test('are shown where time runs backwards, and the step is told first', () => {
    const file = records([0, TCP], [9000, TCP], [50, TCP], [60, TCP])
    const { calls, summary } = told(file, Number.POSITIVE_INFINITY)
    expect(calls).toEqual(['frame 1 at 0', '1 of 0 to 9000', 'clock-step', 'frame 3 at 50', '1 of 0 to 60'])
    expect(summary).toMatchObject({ packets: 4, last: 9_000_000_000, complete: false })
  })

  test.each([1, 7, 40, 75, 76])('add up to the same in chunks of %i bytes', (size) => {
    const file = records([0, TCP], [1, TCP], [2, VRRP], [3, TCP], [4, TCP], [5, VRRP])
    const { calls, summary } = told(file, Number.POSITIVE_INFINITY, size)
    expect(calls.filter((call) => /^frame [36] /.test(call))).toEqual(['frame 3 at 2', 'frame 6 at 5'])
    expect(summary).toMatchObject({ packets: 6, last: 5_000_000, complete: true })
  })

  test('are shown like any other in other link types and with a check sequence', () => {
    for (const [magic, link] of [
      [0xa1b2c3d4, 101],
      [0xa1b2c3d4, 0x2400_0001],
    ] as const) {
      const file = pcapHeader(magic, link)
        .add(pcapRecord(SEC, 0, TCP))
        .add(pcapRecord(SEC, 1000, TCP))
      expect(told(file, Number.POSITIVE_INFINITY).calls).toEqual(['frame 1 at 0', 'frame 2 at 1'])
    }
  })
})

describe('bystanders in pcapng', () => {
  const PLAIN = [section(), face(1), face(1), face(101), face(1, [option(13, new Bytes().u8(4))])]
  const file = (...blocks: Bytes[]): Bytes => [...PLAIN, ...blocks].reduce((all, one) => all.add(one), new Bytes())
  const packet = (number: number, ms: number, bytes: number[], options: Bytes[] = []): Bytes =>
    enhanced(number, [0, ms * 1000], bytes, options)

  test('are counted in one call for each interface, after its first frame', () => {
    const { calls, summary } = told(
      file(
        packet(0, 0, TCP),
        packet(0, 1, TCP),
        packet(0, 2, TCP),
        packet(1, 3, TCP),
        packet(1, 4, TCP),
        packet(0, 5, TCP),
      ),
      Number.POSITIVE_INFINITY,
    )
    expect(calls).toEqual(['frame 1 at 0', '2 of 0 to 2', 'frame 4 at 3', '1 of 1 to 4', '1 of 0 to 5'])
    expect(summary).toMatchObject({ packets: 6, first: 0, last: 5_000_000, complete: true })
  })

  test('are shown with options, in other link types, with a check sequence, late and backwards', () => {
    const drops = option(4, new Bytes().u32(3, 0))
    const blocks = [0, 1, 2, 3].map((number) => packet(number, number, TCP))
    const { calls } = told(
      file(
        ...blocks,
        packet(0, 4, TCP, [drops]),
        packet(2, 5, TCP),
        packet(3, 6, TCP),
        packet(0, 1, TCP),
        packet(0, 9, TCP),
      ),
      9e6,
    )
    expect(calls).toEqual([
      ...[1, 2, 3, 4].map((number) => `frame ${number} at ${number - 1}`),
      ...['drops', 'frame 5 at 4', 'frame 6 at 5', 'frame 7 at 6', 'frame 8 at 1', 'frame 9 at 9'],
    ])
  })

  /** The same with another length at its end than in front. */
  const torn = (whole: Bytes): Bytes => new Bytes().u8(...whole.done().subarray(0, -4)).u32(whole.length - 4)
  const anyBlock = fc.oneof(
    {
      weight: 20,
      arbitrary: fc.tuple(
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: -150, max: 300 }),
        fc.constantFrom(TCP, TCP, TCP, VRRP),
        fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
      ),
    },
    { weight: 2, arbitrary: fc.constantFrom(section(), ...PLAIN, packet(0, 7, TCP, [option(2, new Bytes().u32(1))])) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(packet(9, 7, TCP), block(5, new Bytes().u32(0, 0, 0)), block(77, new Bytes())),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(block(3, new Bytes().u32(TCP.length).u8(...TCP)), new Bytes().u32(6, 40)),
    },
  )
  const anyFile = fc.array(anyBlock, { maxLength: 60 }).map((blocks) => {
    let ms = 0
    const later = (step: number) => {
      ms = Math.max(0, ms + step)
      return ms
    }
    return file(
      ...blocks.map((one) => {
        if (one instanceof Bytes) return one
        const [number, step, bytes, isTorn] = one
        const whole = packet(number, later(step), bytes)
        return isTorn ? torn(whole) : whole
      }),
    )
  })
  const twiceTorn = file(...[0, 1, 2, 3, 4, 5].map((ms) => (ms % 2 ? torn(packet(0, ms, TCP)) : packet(0, ms, TCP))))

  test('are all that a sink which counts them is not shown', () => {
    fc.assert(
      fc.property(
        anyFile,
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 0, max: 9000 }),
        (bytes, size, dueMs) => {
          expect(heard(bytes.done(), size, dueMs * 1e6)).toEqual(heard(bytes.done(), size, undefined))
        },
      ),
      { numRuns: 300, examples: [[twiceTorn, 400, 9000]] },
    )
  })
})

/** Frames that concern us, gaps, the number of frames and the last time by source, and the summary. */
function heard(bytes: Uint8Array, chunkSize: number, quietUntilNs: number | undefined) {
  const calls: string[] = []
  const frames: number[] = []
  const lasts: number[] = []
  const parser = new CaptureParser('test', new CaptureRun())
  const cover = (source: number, count: number, lastNs: number) => {
    frames[source] = (frames[source] ?? 0) + count
    lasts[source] = lastNs
  }
  const sink: FrameSink = {
    onFrame: ({ dv, start, end, source, linkType, frameNo, tNs }) => {
      cover(source, 1, tNs)
      if (linkType !== LinkType.Ethernet || !isBystander(dv, start, end)) calls.push(`${source}: ${frameNo} ${tNs}`)
    },
    ...(quietUntilNs !== undefined && { onBystanders: cover, quietUntilNs }),
    onGap: (gap) => calls.push(JSON.stringify(gap)),
  }
  for (let at = 0; at < bytes.length; at += chunkSize) parser.push(bytes.slice(at, at + chunkSize), sink)
  return { calls, frames, lasts, summary: parser.end() }
}

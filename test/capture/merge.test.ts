import { describe, expect, test } from 'vitest'
import { CaptureParser } from '../../src/capture/detect.ts'
import { type ChunkSource, mergeCaptures } from '../../src/capture/merge.ts'
import { CaptureRun } from '../../src/capture/run.ts'
import { VrrpscopeError } from '../../src/core/errors.ts'
import { captureOf, numberInCapture } from '../../src/core/frame-number.ts'
import { Bytes, enhanced, face, pcapHeader, pcapRecord, section } from './bytes.ts'

const SEC = 1_700_000_000

/** A pcap with one frame at each of `seconds` (after SEC). */
const pcap = (...seconds: number[]): Uint8Array =>
  seconds
    .reduce((file: Bytes, second) => file.add(pcapRecord(SEC + second, 0, [second & 0xff])), pcapHeader(0xa1b2c3d4))
    .done()

/** The same as pcapng. */
const pcapng = (...seconds: number[]): Uint8Array =>
  seconds
    .reduce(
      (file: Bytes, second) => {
        const ticks = BigInt(SEC + second) * 1_000_000n
        return file.add(enhanced(0, [Number(ticks >> 32n), Number(ticks & 0xffff_ffffn)], [second & 0xff]))
      },
      section().add(face(1)),
    )
    .done()

type Piece = Uint8Array | 'restarted' | Error

class FakeChunks implements ChunkSource {
  reads = 0
  closed = 0
  private readonly pieces: Piece[]

  constructor(pieces: Piece[]) {
    this.pieces = pieces
  }

  async read(): Promise<Uint8Array | 'restarted' | undefined> {
    const piece = this.pieces[this.reads++]
    if (piece instanceof Error) throw piece
    return piece
  }

  async close(): Promise<void> {
    this.closed++
  }
}

async function merge(
  files: Record<string, Piece[]>,
  options: { signal?: AbortSignal; onFrame?: (sources: FakeChunks[]) => void } = {},
) {
  const run = new CaptureRun()
  const sources = Object.values(files).map((pieces) => new FakeChunks(pieces))
  const inputs = Object.keys(files).map((name, i) => ({ parser: new CaptureParser(name, run), chunks: sources[i]! }))
  const order: [source: number, second: number, frameNo: number][] = []
  const sink = {
    onFrame: ({ source, tNs, frameNo }: { source: number; tNs: number; frameNo: number }) => {
      order.push([source, run.epochSec - SEC + tNs / 1e9, frameNo])
      options.onFrame?.(sources)
    },
  }
  const summaries = await mergeCaptures(inputs, sink, options.signal)
  return { run, order, summaries, sources }
}

describe('merge', () => {
  test('frames come in the order of time, those of one time in the order of the inputs', async () => {
    const { order, summaries, run } = await merge({ a: [pcap(1, 4, 4, 9)], b: [pcap(2, 4)], c: [pcap(0, 10)] })
    expect(order.map(([source, second]) => [source, second])).toEqual([
      [2, 0],
      [0, 1],
      [1, 2],
      [0, 4],
      [0, 4],
      [1, 4],
      [0, 9],
      [2, 10],
    ])
    expect(run.interfaces.map((face) => face.name)).toEqual(['a', 'b', 'c'])
    expect(summaries.map((summary) => [summary.name, summary.packets])).toEqual([
      ['a', 4],
      ['b', 2],
      ['c', 2],
    ])
  })

  test('frames are numbered in their own file, and say which file that is', async () => {
    const { order } = await merge({ a: [pcap(1, 3)], b: [pcap(2, 4)] })
    expect(order.map(([, , frameNo]) => [captureOf(frameNo), numberInCapture(frameNo)])).toEqual([
      [0, 1],
      [1, 1],
      [0, 2],
      [1, 2],
    ])
  })

  test('an interface ends with its input, before later frames of others', async () => {
    const ended: [source: number, frames: number][] = []
    const run = new CaptureRun()
    const inputs = [pcap(1, 2), pcap(5, 6)].map((file, i) => ({
      parser: new CaptureParser(`${i}`, run),
      chunks: new FakeChunks([file]),
    }))
    let frames = 0
    await mergeCaptures(inputs, {
      onFrame: () => frames++,
      onInterfaceEnd: (source) => ended.push([source, frames]),
    })
    expect(ended).toEqual([
      [0, 2],
      [1, 4],
    ])
  })

  test('a file that is not yet due is read no further than its first frame', async () => {
    const later = pcap(100, 101, 102)
    const pieces = [later.slice(0, 50), later.slice(50)]
    const readsWhileFirst: number[] = []
    const { order } = await merge(
      { first: [pcap(1, 2, 3)], later: pieces },
      { onFrame: ([, later]) => readsWhileFirst.push(later!.reads) },
    )
    expect(order.map(([, second]) => second)).toEqual([1, 2, 3, 100, 101, 102])
    expect(readsWhileFirst.slice(0, 3)).toEqual([1, 1, 1])
  })

  test('each input is closed once, when it has ended', async () => {
    const closedAtLastFrame: number[] = []
    const { sources } = await merge(
      { a: [pcap(1)], b: [pcap(2)] },
      { onFrame: (all) => closedAtLastFrame.push(all[0]!.closed) },
    )
    expect(closedAtLastFrame).toEqual([0, 1])
    expect(sources.map((source) => source.closed)).toEqual([1, 1])
  })

  test('an input that runs backwards is delivered and told; the other is complete', async () => {
    const { order, summaries } = await merge({ a: [pcap(5, 1, 6)], b: [pcap(2, 7)] })
    expect(order.map(([source, second]) => [source, second])).toEqual([
      [1, 2],
      [0, 5],
      [0, 1],
      [0, 6],
      [1, 7],
    ])
    expect(summaries.map((summary) => [summary.complete, summary.problem?.code])).toEqual([
      [false, 'capture/time-backwards'],
      [true, undefined],
    ])
  })

  test('an input that fails on the way keeps what it had, and the others go on', async () => {
    const broken = new VrrpscopeError('gzip/corrupt', 'a is damaged', 'hint')
    const { order, summaries } = await merge({ a: [pcap(1, 3), broken], b: [pcap(2, 4)] })
    expect(order.map(([, second]) => second)).toEqual([1, 2, 3, 4])
    expect(summaries.map((summary) => summary.problem)).toEqual([
      { code: 'gzip/corrupt', message: 'a is damaged', hint: 'hint', offset: pcap(1, 3).length },
      undefined,
    ])
  })

  const text = new TextEncoder().encode('no capture')
  const broken = new VrrpscopeError('gzip/corrupt', 'it is damaged', 'hint')

  test('an input of which nothing can be read is told, and keeps its place among the others', async () => {
    const files = { empty: [], text: [text], a: [pcap(1)], three: [text.slice(0, 3)], broken: [broken], b: [pcap(2)] }
    const { order, summaries, sources } = await merge(files)
    expect(order.map(([, second, frameNo]) => [second, captureOf(frameNo)])).toEqual([
      [1, 2],
      [2, 5],
    ])
    expect(summaries.map(({ name, complete, problem }) => [name, complete, problem?.code])).toEqual([
      ['empty', false, 'pcap/empty'],
      ['text', false, 'pcap/bad-magic'],
      ['a', true, undefined],
      ['three', false, 'pcap/bad-magic'],
      ['broken', false, 'gzip/corrupt'],
      ['b', true, undefined],
    ])
    expect(sources.map((source) => source.closed)).toEqual([1, 1, 1, 1, 1, 1])
  })

  test('where nothing of any input can be read, the run fails with what is wrong with the first', async () => {
    const sources = [[text], [broken]].map((pieces) => new FakeChunks(pieces))
    const run = new CaptureRun()
    const inputs = sources.map((chunks, i) => ({ parser: new CaptureParser(`file ${i}`, run), chunks }))
    await expect(mergeCaptures(inputs, { onFrame: () => {} })).rejects.toMatchObject({ code: 'pcap/bad-magic' })
    expect(sources.map((source) => source.closed)).toEqual([1, 1])
  })

  test('a followed file that begins anew goes on as the same vantage point', async () => {
    const second = pcapHeader(0xa1b23c4d)
      .add(pcapRecord(SEC + 9, 5, [9]))
      .done()
    const cutInside = pcap(1, 2).slice(0, -3)
    const { order, run, summaries } = await merge({ a: [cutInside, 'restarted', second] })
    expect(order).toEqual([
      [0, 1, 1],
      [0, 9.000000005, 2],
    ])
    expect(run.interfaces).toHaveLength(1)
    expect(summaries[0]).toMatchObject({ complete: true, packets: 2 })
  })

  test.each([
    { name: 'pcap by pcapng', files: [pcap(1, 2), pcapng(9)], format: 'pcapng' },
    { name: 'pcapng by pcap', files: [pcapng(1, 2), pcap(9)], format: 'pcap' },
  ])('a followed $name: the other format is read', async ({ files: [first, second], format }) => {
    const { order, summaries } = await merge({ a: [first!, 'restarted', second!.slice(0, 3), second!.slice(3)] })
    expect(order).toEqual([
      [0, 1, 1],
      [0, 2, 2],
      [1, 9, 3],
    ])
    expect(summaries[0]).toMatchObject({ format, complete: true, packets: 3 })
  })

  test('what a file said before it begins anew is not held against what comes', () => {
    const directions: number[] = []
    const parser = new CaptureParser('a', new CaptureRun())
    const sink = { onFrame: ({ direction }: { direction: number }) => directions.push(direction) }
    const outgoing = new Bytes().u32(SEC, 0, 1, 1, 3).u16(0x0800).u8(4, 0).u8(7)
    parser.push(pcapHeader(0xa1b2cd34).add(outgoing).done(), sink)
    parser.restart()
    parser.push(pcap(1), sink)
    expect(directions).toEqual([4, -1])

    const faces: string[] = []
    const next = new CaptureParser('b', new CaptureRun())
    const torn = new Bytes().u32(99, 12, 16)
    for (const blocks of [section().add(torn), section().add(torn).add(face(1))]) {
      next.restart()
      next.push(blocks.done(), { ...sink, onInterface: ({ name }) => faces.push(name) })
    }
    expect(faces).toEqual(['b:interface 0'])
  })

  test('a followed pcap that is replaced by something else ends there', async () => {
    const { order, summaries } = await merge({ a: [pcap(1), 'restarted', new TextEncoder().encode('x'.repeat(99))] })
    expect(order).toHaveLength(1)
    expect(summaries[0]).toMatchObject({ complete: false, problem: { code: 'pcap/bad-magic' } })
  })

  test('an interruption inside a record is no fault of the input', async () => {
    const stop = new AbortController()
    const cutInside = pcap(1, 2).slice(0, -3)
    const { order, summaries } = await merge(
      { a: [cutInside, pcap(2)] },
      { signal: stop.signal, onFrame: () => stop.abort() },
    )
    expect(order).toHaveLength(1)
    expect(summaries[0]).toMatchObject({ complete: true, packets: 1 })
  })
})

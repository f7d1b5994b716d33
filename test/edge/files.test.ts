import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import zlib from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import type { ChunkSource } from '../../src/capture/merge.ts'
import { CaptureRun } from '../../src/capture/run.ts'
import { decompressed } from '../../src/edge/decompress.ts'
import { type ReadOptions, readCaptures } from '../../src/edge/files.ts'

const capture = readFileSync(new URL('../../fixtures/captures/v2-300-vips/switch.pcap', import.meta.url))
const FRAMES = 1511
const JUNK = Buffer.from('not gzip')
const folder = mkdtempSync(join(tmpdir(), 'vrrpscope-files-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

async function read(paths: string[], options: ReadOptions = {}) {
  let frames = 0
  const summaries = await readCaptures(paths, new CaptureRun(), { onFrame: () => frames++ }, options)
  return { frames, summary: summaries[0]!, summaries }
}

describe('readCaptures', () => {
  test('a file, with progress up to its size', async () => {
    const seen: [number, number][] = []
    const { frames, summary } = await read([file('plain.pcap', capture)], {
      onProgress: (bytes, total) => seen.push([bytes, total]),
    })
    expect(frames).toBe(FRAMES)
    expect(summary).toMatchObject({ complete: true, packets: FRAMES, bytes: capture.length })
    expect(seen.at(-1)).toEqual([capture.length, capture.length])
  })

  test('two files are two vantage points of one run', async () => {
    const path = file('twice.pcap', capture)
    const { frames, summaries } = await read([path, path])
    expect(frames).toBe(2 * FRAMES)
    expect(summaries.map((summary) => summary.interfaces.map((face) => face.index))).toEqual([[0], [1]])
    expect(summaries[0]!.timeline).toBe(summaries[1]!.timeline)
  })

  test('gzip', async () => {
    const { frames, summary } = await read([file('good.gz', zlib.gzipSync(capture))])
    expect([frames, summary.complete, summary.bytes]).toEqual([FRAMES, true, capture.length])
  })

  test('gzip of several members, as `cat a.gz b.gz` makes it', async () => {
    const members = [zlib.gzipSync(capture.subarray(0, 5000)), zlib.gzipSync(capture.subarray(5000))]
    expect((await read([file('members.gz', Buffer.concat(members))])).frames).toBe(FRAMES)
  })

  test('gzip that is cut short: everything in front of the cut, and what is wrong', async () => {
    const whole = zlib.gzipSync(capture)
    const { frames, summary } = await read([file('cut.gz', whole.subarray(0, whole.length - 8))])
    expect(frames).toBe(FRAMES)
    expect(summary).toMatchObject({ complete: false, problem: { code: 'gzip/truncated' } })
  })

  test('gzip that is damaged', async () => {
    const stored = zlib.gzipSync(capture, { level: 0 })
    stored.fill(0xff, stored.length - 8, stored.length - 4)
    const { frames, summary } = await read([file('damaged.gz', stored)])
    expect(frames).toBe(FRAMES)
    expect(summary).toMatchObject({ complete: false, problem: { code: 'gzip/corrupt' } })
  })

  test('gzip with other bytes behind it: all is there, and they are told', async () => {
    const { frames, summary } = await read([file('junk.gz', Buffer.concat([zlib.gzipSync(capture), JUNK]))])
    expect([frames, summary.bytes]).toEqual([FRAMES, capture.length])
    expect(summary).toMatchObject({ complete: true, problem: { code: 'gzip/trailing-bytes' } })
  })

  test.each([1, 512, 20_000])('gzip filled up with %i zeros, as on a tape', async (zeros) => {
    const { frames, summary } = await read([
      file('tape.gz', Buffer.concat([zlib.gzipSync(capture), Buffer.alloc(zeros)])),
    ])
    expect([frames, summary.complete, summary.problem]).toEqual([FRAMES, true, undefined])
  })

  test('zstd where this Node has it, else an error that says what to do', async () => {
    // The frame `printf '' | zstd` makes: magic, descriptor, empty last block, checksum.
    const empty = Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0x24, 0x00, 0x01, 0x00, 0x00, 0x99, 0xe9, 0xd8, 0x51])
    const code = 'createZstdDecompress' in zlib ? 'pcap/empty' : 'file/zstd-unsupported'
    await expect(read([file('empty.zst', empty)])).rejects.toMatchObject({ code })
  })

  test('zstd of several frames, and one that is cut, where this Node has it', async () => {
    const skippable = Uint8Array.from([0x50, 0x2a, 0x4d, 0x18, 1, 0, 0, 0, 7])
    const { zstdCompressSync: zstd } = zlib as { zstdCompressSync?: (bytes: Uint8Array) => Buffer }
    if (zstd === undefined) {
      const refused = read([file('skippable.zst', skippable)])
      return expect(refused).rejects.toMatchObject({ code: 'file/zstd-unsupported' })
    }
    const two = Buffer.concat([skippable, zstd(capture.subarray(0, 500)), zstd(capture.subarray(500)), skippable])
    const whole = await read([file('two.zst', two)])
    expect([whole.frames, whole.summary.complete, whole.summary.problem]).toEqual([FRAMES, true, undefined])
    const cut = await read([file('cut.zst', two.subarray(0, two.length - 40))])
    expect(cut.summary).toMatchObject({ complete: false, problem: { code: 'zstd/truncated' } })
    const junk = await read([file('junk.zst', Buffer.concat([two, JUNK]))])
    expect(junk.frames).toBe(FRAMES)
    expect(junk.summary).toMatchObject({ complete: false, problem: { code: 'zstd/corrupt' } })
  })

  test.each([
    { name: 'missing', path: () => join(folder, 'nowhere.pcap'), code: 'file/not-found' },
    { name: 'below a file', path: () => join(file('plain', capture), 'x'), code: 'file/not-found' },
    { name: 'a directory', path: () => folder, code: 'file/is-directory' },
    { name: 'empty', path: () => file('empty.pcap', new Uint8Array()), code: 'pcap/empty' },
    { name: 'a device without end of data', path: () => '/dev/null', code: 'pcap/empty' },
    { name: 'text', path: () => file('text', Buffer.from('just text')), code: 'pcap/bad-magic' },
    {
      name: 'another compression',
      path: () => file('z.xz', Buffer.from('fd377a585a00', 'hex')),
      code: 'pcap/bad-magic',
    },
    { name: 'text in gzip', path: () => file('text.gz', zlib.gzipSync('just text')), code: 'pcap/bad-magic' },
    {
      name: 'a broken gzip header',
      path: () => file('bad.gz', Uint8Array.of(0x1f, 0x8b, 99, 99)),
      code: 'gzip/corrupt',
    },
  ])('$name: $code', async ({ path, code }) => {
    await expect(read([path()])).rejects.toMatchObject({ code, hint: expect.stringMatching(/./) })
  })

  test('ends at once when it is told to; a file with a rest is not complete', async () => {
    const paths = ['unread.pcap', 'unread.pcap.gz'].map((name, i) => file(name, i ? zlib.gzipSync(capture) : capture))
    const { frames, summaries } = await read(paths, { signal: AbortSignal.abort() })
    expect(frames).toBe(0)
    for (const { packets, complete, problem } of summaries) {
      expect([packets, complete]).toEqual([0, false])
      expect(problem).toMatchObject({
        code: 'capture/interrupted',
        message: expect.stringMatching(/^interrupted: 0\.\d of 0\.\d MB were read$/),
      })
    }
  })

  test('hears within a few chunks, where frames take long, that it is to end', async () => {
    const path = file('large.pcap', Buffer.concat([capture, ...Array(9).fill(capture.subarray(24))]))
    const stop = new AbortController()
    let frames = 0
    const slowly = () => {
      frames++
      for (const endMs = performance.now() + 0.03; performance.now() < endMs; );
    }
    setTimeout(() => stop.abort(), 1)
    const [summary] = await readCaptures([path], new CaptureRun(), { onFrame: slowly }, { signal: stop.signal })
    expect(frames).toBeLessThan(10 * FRAMES)
    expect(summary).toMatchObject({ complete: false, packets: frames, problem: { code: 'capture/interrupted' } })
  })

  test('a file that was read to its end before it is told to end is complete', async () => {
    const stop = new AbortController()
    const whole = file('whole.pcap', capture.subarray(0, 24))
    const unread = file('rest.pcap', capture)
    const onFrame = () => stop.abort()
    const summaries = await readCaptures([whole, unread], new CaptureRun(), { onFrame }, { signal: stop.signal })
    expect(summaries.map(({ complete }) => complete)).toEqual([true, false])
  })

  test('a file that ends inside a record before it is told to end is truncated all the same', async () => {
    const stop = new AbortController()
    const torn = file('torn.pcap', capture.subarray(0, 8000))
    const [summary] = await readCaptures(
      [torn],
      new CaptureRun(),
      { onFrame: () => stop.abort() },
      { signal: stop.signal },
    )
    expect(summary).toMatchObject({ complete: false, problem: { code: 'pcap/truncated' } })
  })
})

// What a pipe gives: chunks of any size, and never again.
describe('decompressed', () => {
  const pipe = (bytes: Uint8Array, sizes: number[]): ChunkSource => {
    let at = 0
    const pieces = sizes.map((size) => {
      at += size
      return bytes.slice(at - size, at)
    })
    return { read: () => pieces.shift(), close: async () => {} }
  }

  async function all(bytes: Uint8Array, ...sizes: number[]) {
    const chunks = await decompressed(pipe(bytes, [...sizes, bytes.length]), 'pipe', false)
    const made: Uint8Array[] = []
    for (let chunk = await chunks.read(); chunk instanceof Uint8Array; chunk = await chunks.read()) made.push(chunk)
    await chunks.close()
    return { bytes: Buffer.concat(made), remark: chunks.remark?.code }
  }

  test.each([{ sizes: [1] }, { sizes: [2, 1] }, { sizes: [3, 3] }])('a head in pieces of $sizes', async ({ sizes }) => {
    expect((await all(zlib.gzipSync(capture), ...sizes)).bytes.equals(capture)).toBe(true)
    expect((await all(capture, ...sizes)).bytes.equals(capture)).toBe(true)
  })

  test('less than a magic number', async () => {
    expect((await all(capture.subarray(0, 3), 1)).bytes).toHaveLength(3)
  })

  test('what is in front of the junk', async () => {
    const { bytes, remark } = await all(Buffer.concat([zlib.gzipSync(capture), JUNK]), 500)
    expect(bytes.equals(capture)).toBe(true)
    expect(remark).toBe('gzip/trailing-bytes')
  })

  test('of a pipe too long to remember, what is lost in front of junk is a damage', async () => {
    const long = zlib.gzipSync(Buffer.alloc(5 << 20, capture), { level: 0 })
    await expect(all(Buffer.concat([long, JUNK]), 5 << 20)).rejects.toMatchObject({ code: 'gzip/corrupt' })
  })
})

// They wait for the next look at the file, all at once.
describe.concurrent('--follow', () => {
  const POLLS_MS = 400

  async function follow(path: string, write: () => Promise<void>) {
    const stop = new AbortController()
    const reading = read([path], { follow: true, signal: stop.signal })
    await write()
    await sleep(POLLS_MS)
    stop.abort()
    return reading
  }

  test('reads on as the file grows, record by half record', async () => {
    const path = file('growing.pcap', capture.subarray(0, 1000))
    const { frames, summary } = await follow(path, async () => {
      for (let at = 1000; at < capture.length - 20; at += 20_001) {
        await sleep(20)
        appendFileSync(path, capture.subarray(at, Math.min(at + 20_001, capture.length - 20)))
      }
    })
    expect(frames).toBe(FRAMES - 1)
    expect(summary.complete).toBe(true)
  })

  test('a file that is rotated away: the new one goes on in its place', async () => {
    const path = file('rotated.pcap', capture)
    const { frames, summary } = await follow(path, async () => {
      await sleep(POLLS_MS)
      renameSync(path, `${path}.1`)
      await sleep(POLLS_MS)
      writeFileSync(path, capture)
    })
    expect(frames).toBe(2 * FRAMES)
    expect(summary.interfaces).toHaveLength(1)
  })

  test('a file that is cut to nothing and written again', async () => {
    const path = file('truncated.pcap', capture)
    const { frames } = await follow(path, async () => {
      await sleep(POLLS_MS)
      truncateSync(path)
      await sleep(POLLS_MS)
      appendFileSync(path, capture)
    })
    expect(frames).toBe(2 * FRAMES)
  })

  test('a directory that takes its place: what was read stands, and what is wrong', async () => {
    const path = file('replaced.pcap', capture)
    const { frames, summary } = await follow(path, async () => {
      await sleep(POLLS_MS)
      rmSync(path)
      mkdirSync(path)
    })
    expect(frames).toBe(FRAMES)
    expect(summary).toMatchObject({ complete: false, problem: { code: 'file/is-directory' } })
  })

  test('one file only, and not compressed', async () => {
    const path = file('a.gz', zlib.gzipSync(capture))
    await expect(read([path, path], { follow: true })).rejects.toMatchObject({ code: 'usage/follow-one' })
    await expect(read([path], { follow: true })).rejects.toMatchObject({ code: 'file/follow-compressed' })
  })
})

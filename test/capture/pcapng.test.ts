import { describe, expect, test } from 'vitest'
import { Bytes, block, enhanced, face, option, section } from './bytes.ts'
import { collect } from './collect.ts'

const SEC = 1_700_000_000
const US: readonly [number, number] = split(BigInt(SEC) * 1_000_000n)

/** The two halves of a 64-bit time stamp. */
function split(ticks: bigint): [number, number] {
  return [Number(ticks >> 32n), Number(ticks & 0xffff_ffffn)]
}

const resolution = (value: number, big = false) => option(9, new Bytes(big).u8(value), big)
const offset = (seconds: number) => option(14, new Bytes().u32(seconds, seconds < 0 ? 0xffff_ffff : 0))

describe('pcapng', () => {
  test.each([
    { order: 'little endian', big: false },
    { order: 'big endian', big: true },
  ])('enhanced packets, $order', ({ big }) => {
    const file = section(big)
      .add(face(1, [option(2, new Bytes(big).text('eth0'), big)], big, 96))
      .add(enhanced(0, US, [1, 2, 3, 4, 5], [], big, 1500))
    const { run, frames, faces, summary } = collect(file.done())
    expect(run.epochSec).toBe(SEC)
    expect(faces).toEqual([{ index: 0, name: 'eth0', linkType: 1, snapLen: 96, clock: 'kernel' }])
    expect(frames).toEqual([
      { frameNo: 1, source: 0, linkType: 1, tNs: 0, wireLen: 1500, direction: -1, bytes: [1, 2, 3, 4, 5] },
    ])
    expect(summary).toMatchObject({ format: 'pcapng', packets: 1, complete: true, dropped: undefined })
  })

  test.each([
    { name: 'microseconds by default', options: [], ticks: 1_700_000_000_250_000n, tNs: 250_000_000 },
    { name: '10^-9', options: [resolution(9)], ticks: 1_700_000_000_250_000_001n, tNs: 250_000_001 },
    { name: '10^-3', options: [resolution(3)], ticks: 1_700_000_000_250n, tNs: 250_000_000 },
    { name: '10^0', options: [resolution(0)], ticks: 1_700_000_000n, tNs: 0 },
    { name: '10^-12', options: [resolution(12), offset(SEC)], ticks: 250_000_001_999n, tNs: 250_000_001 },
    { name: '2^-20', options: [resolution(0x80 | 20)], ticks: (1_700_000_000n << 20n) | 0x40000n, tNs: 250_000_000 },
    {
      name: '2^-32',
      options: [resolution(0x80 | 32)],
      ticks: (1_700_000_000n << 32n) | 0x8000_0000n,
      tNs: 500_000_000,
    },
    { name: 'with an offset', options: [offset(1_600_000_000)], ticks: 100_000_000_250_000n, tNs: 250_000_000 },
    { name: 'with a negative offset', options: [offset(-10)], ticks: 1_700_000_010_250_000n, tNs: 250_000_000 },
  ])('time stamps: $name', ({ options, ticks, tNs }) => {
    const { run, frames } = collect(
      section()
        .add(face(1, options))
        .add(enhanced(0, split(ticks), [1]))
        .done(),
    )
    expect(run.epochSec).toBe(SEC)
    expect(frames[0]!.tNs).toBe(tNs)
  })

  test('interfaces of different resolution share one time line', () => {
    const file = section()
      .add(face(1))
      .add(face(113, [resolution(9)]))
      .add(enhanced(0, US, [1]))
      .add(enhanced(1, split(1_700_000_001_000_000_007n), [2]))
      .add(enhanced(0, split(1_700_000_002_000_000n), [3]))
    const { frames } = collect(file.done())
    expect(frames.map((f) => [f.source, f.linkType, f.tNs])).toEqual([
      [0, 1, 0],
      [1, 113, 1_000_000_007],
      [0, 1, 2_000_000_000],
    ])
  })

  test('sections number their interfaces anew, each in its own byte order; one that comes back is the same source', () => {
    const named = (name: string, big = false) => face(1, [option(2, new Bytes(big).text(name), big)], big)
    const file = section()
      .add(named('eth0'))
      .add(enhanced(0, US, [1]))
      .add(section(true))
      .add(named('eth1', true))
      .add(enhanced(0, US, [2], [], true))
      .add(section())
      .add(named('eth0'))
      .add(enhanced(0, US, [3]))
    const { frames, faces, summary } = collect(file.done())
    expect(faces.map((f) => f.name)).toEqual(['eth0', 'eth1'])
    expect(frames.map((f) => [f.source, f.bytes])).toEqual([
      [0, [1]],
      [1, [2]],
      [0, [3]],
    ])
    expect(summary.complete).toBe(true)
  })

  test('simple packets: first interface, snap length, time of the frame before', () => {
    const simple = block(3, new Bytes().u32(100).u8(1, 2, 3, 4))
    const file = section()
      .add(face(1, [], false, 4))
      .add(enhanced(0, split(1_700_000_003_000_000n), [9]))
      .add(simple)
    const { frames, summary } = collect(file.done())
    expect(frames[1]).toMatchObject({ tNs: 0, wireLen: 100, bytes: [1, 2, 3, 4] })
    expect(summary).toMatchObject({ complete: true, problem: { code: 'pcapng/no-times' } })
  })

  test('a count of lost frames that no number can tell is the greatest there is', () => {
    const all = 0xffff_ffff
    const lost = enhanced(0, split(1_700_000_003_000_000n), [9], [option(4, new Bytes().u32(all, all))])
    const { gaps, summary } = collect(section().add(face(1)).add(lost).done())
    expect(gaps).toMatchObject([{ reason: 'drops', dropped: Number.MAX_SAFE_INTEGER }])
    expect(summary.dropped).toBe(Number.MAX_SAFE_INTEGER)
  })

  test('obsolete packets: interface and drop count share a word', () => {
    const old = (drops: number, frame: number) =>
      block(
        2,
        new Bytes()
          .u16(0, drops)
          .u32(...US, 1, 1)
          .u8(frame),
      )
    const { frames, gaps, summary } = collect(section().add(face(1)).add(old(0xffff, 1)).add(old(3, 2)).done())
    expect(frames.map((f) => f.bytes)).toEqual([[1], [2]])
    expect(gaps).toEqual([{ source: 0, from: 0, to: 0, reason: 'drops', dropped: 3 }])
    expect(summary.dropped).toBe(3)
  })

  // As tshark 4.0 numbers them.
  test.each([
    { name: 'custom', type: 0xbad, numbered: true },
    { name: 'custom, not to be copied', type: 0x4000_0bad, numbered: true },
    { name: 'journal', type: 9, numbered: true },
    { name: 'sysdig event', type: 0x204, numbered: true },
    { name: 'sysdig event, version 2', type: 0x216, numbered: true },
    { name: 'names', type: 4, numbered: false },
    { name: 'secrets', type: 10, numbered: false },
    { name: 'unknown', type: 0x99, numbered: false },
  ])('the frame number of a block: $name', ({ type, numbered }) => {
    const file = section()
      .add(face(1))
      .add(block(type, new Bytes().u32(32473, 0)))
      .add(enhanced(0, US, [1]))
    const { frames, summary } = collect(file.done())
    expect(frames[0]!.frameNo).toBe(numbered ? 2 : 1)
    expect(summary.packets).toBe(1)
  })

  describe('link types that are not read', () => {
    const unread = { code: 'capture/link-type-unsupported', message: 'frames of link type 9 are not read' }

    test('no other: the input says nothing', () => {
      const { summary } = collect(
        section()
          .add(face(9))
          .add(enhanced(0, US, [1]))
          .done(),
      )
      expect(summary).toMatchObject({ complete: false, problem: unread })
    })

    test('one of several', () => {
      const { summary } = collect(
        section()
          .add(face(1))
          .add(face(9))
          .add(enhanced(0, US, [1]))
          .add(enhanced(1, US, [1]))
          .done(),
      )
      expect(summary).toMatchObject({ complete: true, problem: unread })
    })
  })

  describe('statistics count drops from the start: what is new was lost at any time since the block before', () => {
    const at = (second: bigint) => split((BigInt(SEC) + second) * 1_000_000n)
    const statistics = (second: bigint, ifdrop: number, osdrop: number, started?: bigint) => {
      const start = started === undefined ? [] : [option(2, new Bytes().u32(...at(started)))]
      const counts = [...start, option(5, new Bytes().u32(ifdrop, 0)), option(7, new Bytes().u32(osdrop, 0))]
      const body = new Bytes().u32(0, ...at(second))
      return block(
        5,
        counts.reduce((all, o) => all.add(o), body),
      )
    }
    const gap = { source: 0, reason: 'drops-unplaced' }
    const frames = () =>
      section()
        .add(face(1))
        .add(enhanced(0, at(2n), [1]))
        .add(enhanced(0, at(8n), [1]))

    test('several', () => {
      const file = frames()
        .add(statistics(9n, 0, 0))
        .add(statistics(10n, 4, 1))
        .add(statistics(20n, 6, 1))
      const { gaps, summary } = collect(file.done())
      expect(gaps).toEqual([
        { ...gap, from: 7e9, to: 8e9, dropped: 5 },
        { ...gap, from: 8e9, to: 18e9, dropped: 2 },
      ])
      expect(summary.dropped).toBe(7)
    })

    test.each([
      { name: 'one at the end: since the first frame', started: undefined, from: 0 },
      { name: 'one with the start: since then', started: 1n, from: -1e9 },
      { name: 'one with a start behind its own time', started: 99n, from: 7e9 },
    ])('$name', ({ started, from }) => {
      const { gaps } = collect(
        frames()
          .add(statistics(9n, 3, 0, started))
          .done(),
      )
      expect(gaps).toEqual([{ ...gap, from, to: 7e9, dropped: 3 }])
    })

    test('none lost', () => {
      const { gaps, summary } = collect(
        frames()
          .add(statistics(9n, 0, 0, 1n))
          .done(),
      )
      expect(gaps).toEqual([])
      expect(summary.dropped).toBe(0)
    })
  })

  test.each([
    { name: 'nothing said', flags: 0, direction: -1 },
    { name: 'inbound unicast', flags: 0b00101, direction: 0 },
    { name: 'inbound multicast', flags: 0b01001, direction: 2 },
    { name: 'inbound broadcast', flags: 0b01101, direction: 1 },
    { name: 'inbound promiscuous', flags: 0b10001, direction: 3 },
    { name: 'outbound', flags: 0b00010, direction: 4 },
  ])('packet flags: $name', ({ flags, direction }) => {
    const options = [option(1, new Bytes().text('a comment')), option(2, new Bytes().u32(flags)), new Bytes().u32(0)]
    const file = section()
      .add(face(1))
      .add(enhanced(0, US, [1], options))
      .add(enhanced(0, US, [2]))
    expect(collect(file.done()).frames.map((f) => f.direction)).toEqual([direction, -1])
  })

  test.each([4, 32])('a frame check sequence is cut off; if_fcslen %i', (fcsLen) => {
    const file = section()
      .add(face(1, [option(13, new Bytes().u8(fcsLen))]))
      .add(enhanced(0, US, [1, 2, 0xfc, 0xfc, 0xfc, 0xfc]))
    expect(collect(file.done()).frames[0]).toMatchObject({ bytes: [1, 2], wireLen: 2 })
  })

  test('unknown blocks are passed over, also when they span chunks', () => {
    const unknown = block(0x0bad, new Bytes().u8(...new Array(5000).fill(7)))
    const file = section()
      .add(face(1))
      .add(unknown)
      .add(enhanced(0, US, [1]))
      .add(unknown)
      .add(enhanced(0, US, [2]))
    const bytes = file.done()
    expect(collect(bytes).frames.map((f) => f.bytes)).toEqual([[1], [2]])
    const chunks = Array.from({ length: Math.ceil(bytes.length / 999) }, (_, i) =>
      bytes.subarray(i * 999, i * 999 + 999),
    )
    expect(collect(...chunks).frames.map((f) => f.bytes)).toEqual([[1], [2]])
  })

  test.each([
    { name: 'a block shorter than a block', bytes: new Bytes().u32(6, 8, 0), code: 'pcapng/bad-block-length' },
    { name: 'lengths that differ', bytes: new Bytes().u32(5, 12, 16), code: 'pcapng/bad-block-length' },
    {
      name: 'an unknown block whose lengths differ',
      bytes: new Bytes().u32(99, 12, 16),
      code: 'pcapng/bad-block-length',
    },
    { name: 'a packet block of 4 GiB', bytes: new Bytes().u32(6, 0xffff_fffc, 0), code: 'pcapng/block-too-long' },
    { name: 'an unknown block of 4 GiB', bytes: new Bytes().u32(99, 0xffff_fffc, 0), code: 'pcapng/truncated' },
    {
      name: 'a frame longer than its block',
      bytes: block(6, new Bytes().u32(0, 0, 0, 900, 900)),
      code: 'pcapng/record-too-long',
    },
    { name: 'a packet block without its fields', bytes: block(6, new Bytes().u32(0)), code: 'pcapng/bad-block-length' },
    {
      name: 'a section without byte order',
      bytes: block(0x0a0d0d0a, new Bytes().u32(1)),
      code: 'pcapng/bad-byte-order',
    },
    { name: 'an interface that is not described', bytes: enhanced(7, US, [1]), code: 'pcapng/unknown-interface' },
  ])('damage: $name', ({ bytes, code }) => {
    const good = section()
      .add(face(1))
      .add(enhanced(0, US, [1]))
    const offset = good.length
    const { frames, summary } = collect(good.add(bytes).done())
    expect(frames.map((f) => f.bytes)).toEqual([[1]])
    expect(summary.complete).toBe(false)
    expect(summary.problem?.code).toBe(code)
    expect(summary.problem?.offset).toBeGreaterThanOrEqual(offset)
  })

  test('a wrong length at the end of a block is told, and the blocks behind it are read', () => {
    const spoilt = (bytes: number[]) => {
      const whole = enhanced(0, US, bytes).done()
      return new Bytes().u8(...whole.subarray(0, whole.length - 4)).u32(whole.length + 4)
    }
    const start = () =>
      section()
        .add(face(1))
        .add(enhanced(0, US, [1]))
    const offset = start().length
    const once = collect(
      start()
        .add(spoilt([2]))
        .add(enhanced(0, US, [3]))
        .done(),
    )
    expect(once.frames.map((f) => f.bytes)).toEqual([[1], [2], [3]])
    expect(once.summary.complete).toBe(false)
    expect(once.summary.problem).toMatchObject({ code: 'pcapng/bad-block-length', offset })
    // Two in a row: it is the lengths in front that cannot be trusted.
    const twice = collect(
      start()
        .add(spoilt([2]))
        .add(spoilt([3]))
        .add(enhanced(0, US, [4]))
        .done(),
    )
    expect(twice.frames.map((f) => f.bytes)).toEqual([[1], [2]])
    expect(twice.summary.problem?.code).toBe('pcapng/bad-block-length')
  })

  test('a file of interfaces only fills no memory', () => {
    const file = section()
    const one = face(1)
    for (let i = 0; i < 5000; i++) file.add(one)
    const { faces, summary } = collect(file.done())
    expect(faces).toHaveLength(4096)
    expect(summary.problem?.code).toBe('pcapng/too-many-interfaces')
  })

  test('thousands of interfaces of one name take little longer than those of many names', () => {
    const named = (name: string) => face(1, [option(2, new Bytes().text(name))])
    const read = (names: readonly string[]) => {
      const file = names.reduce((bytes, name) => bytes.add(named(name)), section()).done()
      const begunMs = performance.now()
      const { faces } = collect(file)
      return { names: faces.map(({ name }) => name), tookMs: performance.now() - begunMs }
    }
    const numbers = Array.from({ length: 4000 }, (_, i) => i)
    const many = read(numbers.map((i) => `eth${i}`))
    const { names, tookMs } = read(['test:eth0#3', ...numbers.map(() => 'eth0')])
    expect(tookMs).toBeLessThan(20 * many.tookMs)
    expect(names.slice(0, 5)).toEqual(['test:eth0#3', 'eth0', 'test:eth0', 'test:eth0#2', 'test:eth0#4'])
    expect(new Set(names).size).toBe(4001)
  })
})

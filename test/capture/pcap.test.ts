import { describe, expect, test } from 'vitest'
import { Bytes, pcapHeader, pcapRecord } from './bytes.ts'
import { collect } from './collect.ts'

const SEC = 1_700_000_000

describe('pcap', () => {
  test.each([
    { name: 'microseconds, little endian', magic: 0xa1b2c3d4, big: false, fraction: 250_000 },
    { name: 'microseconds, big endian', magic: 0xa1b2c3d4, big: true, fraction: 250_000 },
    { name: 'nanoseconds, little endian', magic: 0xa1b23c4d, big: false, fraction: 250_000_000 },
    { name: 'nanoseconds, big endian', magic: 0xa1b23c4d, big: true, fraction: 250_000_000 },
  ])('$name', ({ magic, big, fraction }) => {
    const file = pcapHeader(magic, 1, big)
      .add(pcapRecord(SEC, fraction, [1, 2, 3], big))
      .add(pcapRecord(SEC + 2, 0, [4, 5], big, 900))
    const { run, frames, summary } = collect(file.done())
    expect(run.epochSec).toBe(SEC)
    expect(frames).toEqual([
      { frameNo: 1, source: 0, linkType: 1, tNs: 250_000_000, wireLen: 3, direction: -1, bytes: [1, 2, 3] },
      { frameNo: 2, source: 0, linkType: 1, tNs: 2_000_000_000, wireLen: 900, direction: -1, bytes: [4, 5] },
    ])
    expect(summary).toMatchObject({ format: 'pcap', packets: 2, complete: true, bytes: 24 + 19 + 18 })
    expect(summary).toMatchObject({ first: 250_000_000, last: 2_000_000_000, dropped: undefined })
  })

  test('one nanosecond is told from the next', () => {
    const file = pcapHeader(0xa1b23c4d)
      .add(pcapRecord(SEC, 999_999_998, [1]))
      .add(pcapRecord(SEC, 999_999_999, [2]))
    expect(collect(file.done()).frames.map((frame) => frame.tNs)).toEqual([999_999_998, 999_999_999])
  })

  test('the patched record header is 24 bytes long and carries the packet type', () => {
    const outgoing = 4
    const record = new Bytes().u32(SEC, 7, 2, 60, 3).u16(0x0800).u8(outgoing, 0).u8(0xaa, 0xbb)
    const { frames, summary } = collect(pcapHeader(0xa1b2cd34).add(record).add(record).done())
    expect(frames.map((f) => [f.tNs, f.direction, f.wireLen, f.bytes])).toEqual([
      [7000, 4, 60, [0xaa, 0xbb]],
      [7000, 4, 60, [0xaa, 0xbb]],
    ])
    expect(summary.complete).toBe(true)
  })

  test('the upper bits of the link type say that frames end in a check sequence of two words', () => {
    const link = 0x2400_0001
    const whole = pcapRecord(SEC, 0, [1, 2, 3, 0xfc, 0xfc, 0xfc, 0xfc])
    const cutInsideFcs = pcapRecord(SEC, 0, [1, 2, 3, 0xfc], false, 7)
    const cutBefore = pcapRecord(SEC, 0, [1, 2], false, 7)
    const { frames } = collect(pcapHeader(0xa1b2c3d4, link).add(whole).add(cutInsideFcs).add(cutBefore).done())
    expect(frames.map((f) => [f.linkType, f.bytes, f.wireLen])).toEqual([
      [1, [1, 2, 3], 3],
      [1, [1, 2, 3], 3],
      [1, [1, 2], 3],
    ])
  })

  test('a file without a record is complete and empty', () => {
    const { summary, faces } = collect(pcapHeader(0xa1b2c3d4, 113).done())
    expect(summary).toMatchObject({ packets: 0, first: undefined, last: undefined, complete: true })
    expect(faces).toEqual([{ index: 0, name: 'test', linkType: 113, snapLen: 65535, clock: 'kernel' }])
  })

  test('a record that claims 4 GiB ends the reading; what came before is delivered', () => {
    const absurd = new Bytes().u32(SEC, 0, 0xffff_ffff, 0xffff_ffff)
    const file = pcapHeader(0xa1b2c3d4)
      .add(pcapRecord(SEC, 0, [1]))
      .add(absurd)
      .add(pcapRecord(SEC, 0, [2]))
    const { frames, summary } = collect(file.done(), pcapRecord(SEC, 0, [3]).done())
    expect(frames.map((frame) => frame.bytes)).toEqual([[1]])
    expect(summary).toMatchObject({ packets: 1, complete: false })
    expect(summary.problem).toMatchObject({ code: 'pcap/record-too-long', offset: 24 + 17 })
  })

  test('a clock that is set back is a gap and a problem; frames go on', () => {
    const file = pcapHeader(0xa1b2c3d4)
      .add(pcapRecord(SEC + 60, 0, [1]))
      .add(pcapRecord(SEC, 0, [2]))
      .add(pcapRecord(SEC + 1, 0, [3]))
    const { frames, gaps, summary } = collect(file.done())
    expect(frames.map((frame) => frame.tNs)).toEqual([0, -60e9, -59e9])
    expect(gaps).toEqual([{ source: 0, from: 0, to: -60e9, reason: 'clock-step', dropped: 0 }])
    expect(summary).toMatchObject({ complete: false, first: -60e9, last: 0 })
    expect(summary.problem).toMatchObject({ code: 'capture/time-backwards', offset: 24 + 17 })
  })

  test.each([
    { backMs: 0.8, steps: 0, what: 'two receive queues swap frames' },
    { backMs: 60, steps: 0, what: 'one processor was busy elsewhere' },
    { backMs: 128, steps: 1, what: 'the least step of ntpd' },
  ])('$backMs ms backwards: $what', ({ backMs, steps }) => {
    const file = pcapHeader(0xa1b2c3d4)
      .add(pcapRecord(SEC, backMs * 1000, [1]))
      .add(pcapRecord(SEC, 0, [2]))
    const { gaps, summary } = collect(file.done())
    expect(gaps).toHaveLength(steps)
    expect(summary.complete).toBe(steps === 0)
  })

  test('a clock that jumps at every record does not flood the sink', () => {
    const file = pcapHeader(0xa1b2c3d4)
    for (let i = 0; i < 1000; i++) file.add(pcapRecord(SEC + (i % 2) * 9, 0, [1]))
    const { gaps, frames } = collect(file.done())
    expect(frames).toHaveLength(1000)
    expect(gaps).toHaveLength(100)
  })
})

import { describe, expect, test } from 'vitest'
import { pcapHeader, pcapRecord } from '../../src/capture/pcap-writer.ts'
import {
  gapBlocks,
  interfaceBlock,
  packetBlock,
  sectionHeaderBlock,
  statisticsBlock,
} from '../../src/capture/pcapng-writer.ts'
import { ns } from '../../src/core/time.ts'
import { collect } from './collect.ts'

const timeline = { epochSec: 1_700_000_000 }
const AT = ns(1_250_000_007)

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe('pcap', () => {
  test('byte for byte', () => {
    expect(hex(pcapHeader(1, 'us', 65535))).toBe('d4c3b2a1020004000000000000000000ffff000001000000')
    expect(hex(pcapHeader(276, 'ns', 65535))).toBe('4d3cb2a1020004000000000000000000ffff000014010000')
    // 1700000001 = 0x6553f101, 250000 = 0x3d090, 250000007 = 0x0ee6b287
    expect(hex(pcapRecord(Uint8Array.of(0xaa), timeline, AT, 'us', 60))).toBe('01f1536590d00300010000003c000000aa')
    expect(hex(pcapRecord(Uint8Array.of(0xaa), timeline, AT, 'ns'))).toBe('01f1536587b2e60e0100000001000000aa')
  })

  test('a time before the epoch', () => {
    const file = [pcapHeader(1, 'ns'), pcapRecord(Uint8Array.of(1), timeline, ns(-1), 'ns')]
    const { run, frames } = collect(...file)
    expect([run.epochSec, frames[0]!.tNs]).toEqual([1_699_999_999, 999_999_999])
  })
})

describe('pcapng', () => {
  test('our reader finds what was written', () => {
    const frame = Uint8Array.of(1, 2, 3, 4, 5)
    const { run, frames, faces, gaps, summary } = collect(
      sectionHeaderBlock('vrrpscope 0'),
      interfaceBlock({ name: 'eth0', linkType: 1, snapLen: 0 }),
      interfaceBlock({ name: 'eth1', linkType: 113, snapLen: 96, filter: 'ip proto 112' }),
      packetBlock({ interface: 0, at: ns(0), frame }, timeline),
      packetBlock({ interface: 1, at: AT, frame, wireLen: 1500, direction: 'out', comment: 'why' }, timeline),
      packetBlock({ interface: 1, at: AT, frame, direction: 'in' }, timeline),
      statisticsBlock({ interface: 1, at: AT, received: 2, dropped: 5_000_000_000 }, timeline),
    )
    expect(run.epochSec).toBe(1_700_000_000)
    expect(faces.map((face) => [face.name, face.linkType, face.snapLen])).toEqual([
      ['eth0', 1, 0],
      ['eth1', 113, 96],
    ])
    expect(frames.map((f) => [f.source, f.tNs, f.wireLen, f.direction, f.bytes])).toEqual([
      [0, 0, 5, -1, [1, 2, 3, 4, 5]],
      [1, 1_250_000_007, 1500, 4, [1, 2, 3, 4, 5]],
      [1, 1_250_000_007, 5, 0, [1, 2, 3, 4, 5]],
    ])
    expect(gaps).toEqual([{ source: 1, from: AT, to: AT, reason: 'drops-unplaced', dropped: 5_000_000_000 }])
    expect(summary).toMatchObject({ complete: true, dropped: 5_000_000_000 })
  })

  test('times that were not covered', () => {
    const frame = Uint8Array.of(1)
    const gap = { source: 1, from: ns(5e9), to: ns(9e9), reason: 'interface-down', dropped: 0 } as const
    const { gaps, summary } = collect(
      sectionHeaderBlock('vrrpscope 0'),
      interfaceBlock({ name: 'eth0', linkType: 1, snapLen: 0 }),
      interfaceBlock({ name: 'eth1', linkType: 1, snapLen: 0 }),
      packetBlock({ interface: 0, at: ns(0), frame }, timeline),
      gapBlocks(1, gap, timeline),
      // Another program says at the end when it began and ended.
      statisticsBlock({ interface: 0, at: ns(20e9), started: ns(0), ended: ns(20e9) }, timeline),
      statisticsBlock({ interface: 1, at: ns(20e9), ended: ns(20e9), comment: 'Counters' }, timeline),
      statisticsBlock({ interface: 1, at: ns(22e9), started: ns(21e9), received: 7 }, timeline),
    )
    expect(gaps).toEqual([gap, { source: 1, from: 20e9, to: 21e9, reason: 'tap-lost', dropped: 0 }])
    expect(summary.complete).toBe(true)
  })

  test('an interface, byte for byte', () => {
    const linkTypeAndSnapLen = '0100000000000000'
    const ifName = '0200040065746830'
    const nanoseconds = '0900010009000000'
    const endOfOptions = '00000000'
    expect(hex(interfaceBlock({ name: 'eth0', linkType: 1, snapLen: 0 }))).toBe(
      `0100000028000000${linkTypeAndSnapLen}${ifName}${nanoseconds}${endOfOptions}28000000`,
    )
  })
})

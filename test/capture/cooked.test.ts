import { describe, expect, test } from 'vitest'
import { pcapHeader, pcapRecord } from '../../src/capture/pcap-writer.ts'
import { interfaceBlock, packetBlock, sectionHeaderBlock } from '../../src/capture/pcapng-writer.ts'
import type { Mac } from '../../src/core/address.ts'
import { ns } from '../../src/core/time.ts'
import { emitSll, emitSll2 } from '../wire/cooked.ts'
import { collect } from './collect.ts'

// `tcpdump -i any`: version 2 of the cooked header says at which interface a frame was captured.

const EPOCH = { epochSec: 1_700_000_000 }
const SLL = 113
const SLL2 = 276
const header = { direction: 2, src: '02:00:00:00:00:02' as Mac, protocol: 0x800 } as const

const cooked = (ifIndex: number): Uint8Array => emitSll2({ ...header, ifIndex }, Uint8Array.of(1, 2, 3))
const pcap = (linkType: number, frames: readonly Uint8Array[]): Uint8Array[] => [
  pcapHeader(linkType, 'us'),
  ...frames.map((frame, i) => pcapRecord(frame, EPOCH, ns(i * 1e9), 'us')),
]

describe('interfaces of a cooked capture', () => {
  test('each that shows a frame is a vantage point', () => {
    const { faces, frames, summary } = collect(...pcap(SLL2, [cooked(2), cooked(70_000), cooked(2)]))
    expect(faces.map(({ name, within, ifIndex }) => [name, within, ifIndex])).toEqual([
      ['test', undefined, undefined],
      ['test:interface 2', 0, 2],
      ['test:interface 70000', 0, 70_000],
    ])
    expect(frames.map(({ source }) => source)).toEqual([1, 2, 1])
    expect(summary.interfaces.map(({ index }) => index)).toEqual([1, 2])
    expect(summary).toMatchObject({ packets: 3, first: 0, last: 2e9, complete: true })
  })

  test.each([
    { what: 'without a frame', linkType: SLL2, frames: [] },
    { what: 'of version 1', linkType: SLL, frames: [emitSll(header, Uint8Array.of(1))] },
    { what: 'whose frames are cut', linkType: SLL2, frames: [cooked(2).subarray(0, 7)] },
  ])('a capture $what is one vantage point', ({ linkType, frames }) => {
    const { faces, summary } = collect(...pcap(linkType, frames))
    expect(faces).toHaveLength(1)
    expect(summary.interfaces).toMatchObject([{ index: 0, name: 'test', linkType }])
  })

  test('they are those of each pcapng interface, also in a later section', () => {
    const section = [
      sectionHeaderBlock('test'),
      interfaceBlock({ name: 'any', linkType: SLL2, snapLen: 0 }),
      packetBlock({ interface: 0, at: ns(0), frame: cooked(2) }, EPOCH),
      packetBlock({ interface: 0, at: ns(1), frame: cooked(3) }, EPOCH),
    ]
    const { faces, frames } = collect(...section, ...section)
    expect(faces.map(({ name }) => name)).toEqual(['any', 'any:interface 2', 'any:interface 3'])
    expect(frames.map(({ source }) => source)).toEqual([1, 2, 1, 2])
  })

  test('a hostile file does not make them without end', () => {
    const many = Array.from({ length: 3000 }, (_, i) => cooked(i))
    const { faces, frames } = collect(...pcap(SLL2, many))
    expect(faces).toHaveLength(1024)
    expect(frames.at(-1)!.source).toBe(0)
  })
})

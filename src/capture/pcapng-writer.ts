import { NS_PER_SEC, type Ns, type Timeline } from '../core/time.ts'
import { joined } from '../wire/bytes.ts'
import { Block, BYTE_ORDER_MAGIC } from './pcapng.ts'
import { padded } from './pcapng-options.ts'
import type { CaptureGap } from './source.ts'

// Little endian, nanoseconds. Each function makes one block; a file is a section header, the interfaces in the order of
// their numbers, then packets and statistics.

const OPTION_COMMENT = 1
const NS_RESOLUTION = 9

export interface InterfaceDescription {
  readonly name: string
  readonly linkType: number
  /** 0: frames are whole. */
  readonly snapLen: number
  /** The capture filter, in libpcap's words. */
  readonly filter?: string
}

export interface PacketDescription {
  /** Number of the interface in this file. */
  readonly interface: number
  readonly at: Ns
  readonly frame: Uint8Array
  /** Differs from the frame's length where it was cut. */
  readonly wireLen?: number
  readonly direction?: 'in' | 'out'
  readonly comment?: string
}

export interface StatisticsDescription {
  readonly interface: number
  readonly at: Ns
  /** Frames that the interface received and that were lost on the way to us, since the capture began. */
  readonly received?: number
  readonly dropped?: number
  /** When capturing began, or began again. */
  readonly started?: Ns
  readonly ended?: Ns
  readonly comment?: string
}

/** Starts a file. `application` is who wrote it. */
export function sectionHeaderBlock(application: string): Uint8Array {
  const UNKNOWN_LENGTH = 0xffff_ffff
  const SHB_USERAPPL = 4
  const body = words(BYTE_ORDER_MAGIC, 0x0000_0001, UNKNOWN_LENGTH, UNKNOWN_LENGTH)
  return block(Block.SectionHeader, body, [textOption(SHB_USERAPPL, application)])
}

export function interfaceBlock(face: InterfaceDescription): Uint8Array {
  const IF_NAME = 2
  const IF_TSRESOL = 9
  const IF_FILTER = 11
  const LIBPCAP_FILTER = '\0'
  const options = [textOption(IF_NAME, face.name), option(IF_TSRESOL, Uint8Array.of(NS_RESOLUTION))]
  if (face.filter !== undefined) options.push(textOption(IF_FILTER, LIBPCAP_FILTER + face.filter))
  return block(Block.Interface, words(face.linkType, face.snapLen), options)
}

export function packetBlock(packet: PacketDescription, timeline: Timeline): Uint8Array {
  const EPB_FLAGS = 2
  const { frame, at, direction, comment } = packet
  const fixed = words(packet.interface, ...ticks(timeline, at), frame.length, packet.wireLen ?? frame.length)
  const options: Uint8Array[] = []
  if (comment !== undefined) options.push(textOption(OPTION_COMMENT, comment))
  if (direction !== undefined) options.push(option(EPB_FLAGS, words(direction === 'in' ? 1 : 2)))
  return block(Block.EnhancedPacket, joined(fixed, paddedTo32(frame)), options)
}

export function statisticsBlock(statistics: StatisticsDescription, timeline: Timeline): Uint8Array {
  const ISB_STARTTIME = 2
  const ISB_ENDTIME = 3
  const ISB_IFRECV = 4
  const ISB_IFDROP = 5
  const { started, ended, comment } = statistics
  const options: Uint8Array[] = []
  if (comment !== undefined) options.push(textOption(OPTION_COMMENT, comment))
  if (started !== undefined) options.push(option(ISB_STARTTIME, words(...ticks(timeline, started))))
  if (ended !== undefined) options.push(option(ISB_ENDTIME, words(...ticks(timeline, ended))))
  if (statistics.received !== undefined) options.push(option(ISB_IFRECV, uint64(statistics.received)))
  if (statistics.dropped !== undefined) options.push(option(ISB_IFDROP, uint64(statistics.dropped)))
  return block(Block.Statistics, words(statistics.interface, ...ticks(timeline, statistics.at)), options)
}

/** Of what a vantage point did not cover: that capturing ended, and began again. */
export function gapBlocks(number: number, { from, to, reason }: CaptureGap, timeline: Timeline): Uint8Array {
  const ended = statisticsBlock({ interface: number, at: from, ended: from, comment: reason }, timeline)
  return joined(ended, statisticsBlock({ interface: number, at: to, started: to }, timeline))
}

function block(type: number, body: Uint8Array, options: readonly Uint8Array[]): Uint8Array {
  const END_OF_OPTIONS = words(0)
  const all = options.length === 0 ? [body] : [body, ...options, END_OF_OPTIONS]
  const length = all.reduce((sum, part) => sum + part.length, 12)
  return joined(words(type, length), ...all, words(length))
}

const textOption = (code: number, text: string): Uint8Array =>
  option(code, new TextEncoder().encode(text).subarray(0, 0xffff))

function option(code: number, value: Uint8Array): Uint8Array {
  return joined(words((value.length << 16) | code), paddedTo32(value))
}

function paddedTo32(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(padded(bytes.length))
  whole.set(bytes)
  return whole
}

/** 64-bit time stamp in two words, the upper first. */
function ticks(timeline: Timeline, at: Ns): [number, number] {
  const count = BigInt(timeline.epochSec) * BigInt(NS_PER_SEC) + BigInt(Math.floor(at))
  return [Number((count >> 32n) & 0xffff_ffffn), Number(count & 0xffff_ffffn)]
}

const uint64 = (value: number): Uint8Array => words(value % 2 ** 32, Math.floor(value / 2 ** 32))

function words(...values: number[]): Uint8Array {
  const dv = new DataView(new ArrayBuffer(values.length * 4))
  values.forEach((value, i) => {
    dv.setUint32(i * 4, value, true)
  })
  return new Uint8Array(dv.buffer)
}

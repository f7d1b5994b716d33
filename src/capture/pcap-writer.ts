import { NS_PER_SEC, NS_PER_US, type Ns, type Timeline } from '../core/time.ts'
import { FILE_HEADER_LEN, MAGIC_NS, MAGIC_US, MAX_FRAME_LEN, RECORD_HEADER_LEN } from './pcap.ts'

/** Fraction of a second in a record: `ns` where the stamps have it. */
export type Resolution = 'us' | 'ns'

/** The header that starts a pcap file, little endian. */
export function pcapHeader(linkType: number, resolution: Resolution, snapLen = MAX_FRAME_LEN): Uint8Array {
  const header = new DataView(new ArrayBuffer(FILE_HEADER_LEN))
  header.setUint32(0, resolution === 'ns' ? MAGIC_NS : MAGIC_US, true)
  header.setUint16(4, 2, true)
  header.setUint16(6, 4, true)
  header.setUint32(16, snapLen, true)
  header.setUint32(20, linkType, true)
  return new Uint8Array(header.buffer)
}

/** One frame as a record. `wireLen` differs from the frame's length where it was cut. */
export function pcapRecord(
  frame: Uint8Array,
  timeline: Timeline,
  at: Ns,
  resolution: Resolution,
  wireLen = frame.length,
): Uint8Array {
  const record = new Uint8Array(RECORD_HEADER_LEN + frame.length)
  const header = new DataView(record.buffer)
  const wholeSec = Math.floor(at / NS_PER_SEC)
  const fractionNs = Math.floor(at - wholeSec * NS_PER_SEC)
  header.setUint32(0, timeline.epochSec + wholeSec, true)
  header.setUint32(4, resolution === 'ns' ? fractionNs : Math.floor(fractionNs / NS_PER_US), true)
  header.setUint32(8, frame.length, true)
  header.setUint32(12, wireLen, true)
  record.set(frame, RECORD_HEADER_LEN)
  return record
}

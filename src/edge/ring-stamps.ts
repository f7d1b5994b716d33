import { openSync, readFileSync, readSync } from 'node:fs'
import { NS_PER_SEC } from '../core/time.ts'

// The kernel writes the time of each frame in front of it into a ring that libpcap maps into this process (packet(7),
// TPACKET_V2: what libpcap uses where frames are wanted at once). `cap` keeps that time to itself; /proc/self/mem tells.

/** What is read of a mapping; `at` counts from its start. Throws where it cannot be read. */
export type ReadMemory = (into: Buffer, length: number, at: number) => void

// struct tpacket2_hdr
const Header = { status: 0, length: 4, captured: 8, mac: 12, sec: 16, nsec: 20, size: 32 } as const
/** TP_STATUS_USER: filled by the kernel, and not given back by libpcap yet. */
const FILLED = 1
/** TP_STATUS_LOSING: frames were dropped since somebody asked for the number, which `cap` never does. */
const LOSING = 4
/** TPACKET_ALIGNMENT */
const ALIGNMENT = 16
/** The longest slot: a frame of 64 KiB and what stands in front of it, in pages. */
const MOST_SLOT_LEN = 1 << 17
/** Slots that libpcap passes over in one go: frames from before its filter, or doubled by the loopback. */
const MOST_SKIPPED = 4096
/** No frame waits for so long, nobody sets a clock by so much: what is further away is no time. */
const DAY_SEC = 86_400

/** Where the slots of a ring begin. */
interface Layout {
  readonly slotLen: number
  readonly blockLen: number
  readonly perBlock: number
  readonly count: number
}

/** Follows libpcap through its ring, from its first frame on. */
export class RingStamps {
  /** The kernel had dropped frames before the one of the latest stamp; once true, it stays. */
  losing = false
  readonly #read: ReadMemory
  readonly #ringLen: number
  readonly #pageLen: number
  readonly #header = Buffer.alloc(Header.size)
  #layout: Layout | undefined
  /** Of the slot that is looked at next. */
  #slot = 0

  constructor(read: ReadMemory, ringLen: number, pageLen: number) {
    this.#read = read
    this.#ringLen = ringLen
    this.#pageLen = pageLen
  }

  /**
   * To be asked while a frame is handed over, for every frame: its time by the kernel, in ns since `epochSec`. Undefined
   * where the ring is not as expected: it is lost then, and not to be asked again.
   */
  stamp(epochSec: number): number | undefined {
    try {
      if (!this.#findFilled()) return undefined
    } catch {
      return undefined // not readable, or not so long
    }
    const sec = this.#header.readUInt32LE(Header.sec)
    if (Math.abs(sec - Date.now() / 1000) > DAY_SEC) return undefined
    return (sec - epochSec) * NS_PER_SEC + this.#header.readUInt32LE(Header.nsec)
  }

  /** libpcap goes from slot to slot and gives each back when its frame was handed over: the next filled one is it. */
  #findFilled(): boolean {
    for (let skipped = 0; skipped <= MOST_SKIPPED; skipped++) {
      const at = this.#nextSlotAt()
      if (at === undefined) return false
      this.#read(this.#header, Header.size, at)
      this.#slot++
      const status = this.#header.readUInt32LE(Header.status)
      if ((status & LOSING) !== 0) this.losing = true
      if ((status & FILLED) !== 0) return true
    }
    return false
  }

  #nextSlotAt(): number | undefined {
    if (this.#slot === 0) return 0
    this.#layout ??= this.#findLayout()
    if (this.#layout === undefined) return undefined
    const { slotLen, blockLen, perBlock, count } = this.#layout
    const slot = this.#slot % count
    return Math.floor(slot / perBlock) * blockLen + (slot % perBlock) * slotLen
  }

  /**
   * The ring is fresh: behind the first frame nothing stands but zeros up to the header of the second slot. Blocks are
   * the least power of two of pages that holds a slot, as libpcap makes them.
   */
  #findLayout(): Layout | undefined {
    const start = Buffer.alloc(Math.min(MOST_SLOT_LEN + Header.size, this.#ringLen))
    this.#read(start, start.length, 0)
    const firstEnd = start.readUInt16LE(Header.mac) + start.readUInt32LE(Header.captured)
    let slotLen = Math.ceil(firstEnd / ALIGNMENT) * ALIGNMENT
    // What libpcap has given back has no status any more, but still its length.
    while (slotLen + Header.size <= start.length && start.readUInt32LE(slotLen + Header.length) === 0)
      slotLen += ALIGNMENT
    if (slotLen + Header.size > start.length) return undefined
    let blockLen = this.#pageLen
    while (blockLen < slotLen) blockLen *= 2
    const perBlock = Math.floor(blockLen / slotLen)
    return { slotLen, blockLen, perBlock, count: Math.floor(this.#ringLen / blockLen) * perBlock }
  }
}

/** Of the one ring that is mapped into this process; undefined where none is, or its memory cannot be read. */
export function ringStamps(): RingStamps | undefined {
  try {
    const rings = readFileSync('/proc/self/maps', 'utf8').match(/^\S+ rw-s .* socket:\[\d+\]$/gm) ?? []
    const [start, end] = (rings[0]?.split(' ', 1)[0] ?? '').split('-').map((hex) => Number.parseInt(hex, 16))
    const pageLen = pageLength()
    if (rings.length !== 1 || start === undefined || end === undefined || pageLen === undefined) return undefined
    const memory = openSync('/proc/self/mem', 'r')
    const read: ReadMemory = (into, length, at) => {
      if (readSync(memory, into, 0, length, start + at) !== length) throw new Error('out of memory')
    }
    read(Buffer.alloc(Header.size), Header.size, 0)
    return new RingStamps(read, end - start, pageLen)
  } catch {
    return undefined
  }
}

const AT_PAGESZ = 6n

/** By the auxiliary vector, getauxval(3). */
function pageLength(): number | undefined {
  const vector = readFileSync('/proc/self/auxv')
  for (let at = 0; at + 16 <= vector.length; at += 16)
    if (vector.readBigUInt64LE(at) === AT_PAGESZ) return Number(vector.readBigUInt64LE(at + 8))
  return undefined
}

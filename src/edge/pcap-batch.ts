import { RECORD_HEADER_LEN } from '../capture/pcap.ts'
import { NS_PER_SEC, type Ns } from '../core/time.ts'

/** Longest frame that `cap` captures; its snap length is fixed. */
export const SNAP_LEN = 65_535

/** Frames are gathered up to this many bytes before they are written. */
const BATCH_LEN = 1 << 16

/** Records gathered as long as frames keep coming, written when the event loop turns. */
export class PcapBatch {
  frames = 0
  readonly #write: (bytes: Buffer) => void
  readonly #epochSec: number
  readonly #batch = Buffer.alloc(BATCH_LEN + RECORD_HEADER_LEN + SNAP_LEN)
  #used = 0
  #soon = false

  /** `epochSec` is what the times of `add` count from. */
  constructor(epochSec: number, write: (bytes: Buffer) => void) {
    this.#epochSec = epochSec
    this.#write = write
  }

  /** Copies the first `length` bytes. */
  add(at: Ns, frame: Uint8Array, length: number): void {
    const wholeSec = Math.floor(at / NS_PER_SEC)
    putRecordHeader(this.#batch, this.#used, this.#epochSec + wholeSec, at - wholeSec * NS_PER_SEC, length)
    this.#batch.set(frame.subarray(0, length), this.#used + RECORD_HEADER_LEN)
    this.#used += RECORD_HEADER_LEN + length
    this.frames++
    if (this.#used >= BATCH_LEN) this.flush()
    if (this.#soon || this.#used === 0) return
    this.#soon = true
    setImmediate(() => {
      this.#soon = false
      this.flush()
    })
  }

  flush(): void {
    if (this.#used === 0) return
    // The stream may keep what it is given until later: the batch goes on without it.
    this.#write(Buffer.from(this.#batch.subarray(0, this.#used)))
    this.#used = 0
  }
}

// In place: `pcapRecord` of capture/pcap-writer.ts makes an array for each.
function putRecordHeader(to: Buffer, at: number, sec: number, nsec: number, length: number): void {
  to.writeUInt32LE(sec, at)
  to.writeUInt32LE(nsec, at + 4)
  to.writeUInt32LE(length, at + 8)
  to.writeUInt32LE(length, at + 12)
}

import { close, fstat, open, read, readSync, stat } from 'node:fs'
import type { Readable } from 'node:stream'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { ChunkSource } from '../capture/merge.ts'

const HEAD_SIZE = 16 << 10
const CHUNK_SIZE = 1 << 18
/** Reading waits for nobody: signals and timers come in between, this often. */
const TURN_EVERY_MS = 50
const POLL_MS = 100

// fs/promises, which has the same, takes two milliseconds of a start.
const readFd = promisify(read)
const closeFd = promisify(close)
const statFd = promisify(fstat)
export const statPath = promisify(stat)
export const openPath = promisify(open)

/**
 * A file from its start, in one buffer that fits the second-level cache: what the kernel has just copied is looked at
 * where it lies. Copies made ahead on another thread would come out of another processor's cache, and each has to wake
 * that thread and this one. The first chunk is small: a file that is due later shows only its start.
 */
export class FileChunks implements ChunkSource {
  private readonly fd: number
  private readonly buffer = chunkBuffer()
  private position = 0
  private ended = false
  private turnedMs = performance.now()

  constructor(fd: number) {
    this.fd = fd
  }

  read(): Uint8Array | undefined | Promise<Uint8Array | undefined> {
    if (this.ended) return undefined
    if (performance.now() - this.turnedMs < TURN_EVERY_MS) return this.readNow()
    return turn().then(() => {
      this.turnedMs = performance.now()
      return this.readNow()
    })
  }

  get bytesRead(): number {
    return this.position
  }

  /** The same file from its start, in memory of its own. */
  anew(): FileChunks {
    return new FileChunks(this.fd)
  }

  async close(): Promise<void> {
    await closeFd(this.fd)
  }

  private readNow(): Uint8Array | undefined {
    const room = this.position === 0 ? this.buffer.subarray(0, HEAD_SIZE) : this.buffer
    const count = this.fill(room)
    this.position += count
    // A file that grows right now ends where it ended when its end was met.
    this.ended = count < room.length
    return part(room, count)
  }

  private fill(room: Uint8Array): number {
    let count = 0
    while (count < room.length) {
      const bytesRead = readSync(this.fd, room, count, room.length - count, this.position + count)
      if (bytesRead === 0) break
      count += bytesRead
    }
    return count
  }
}

/**
 * Room for a chunk, 64 bytes behind the start of a memory page. An allocator puts a large block 16 bytes behind it, and
 * `rep movsb`, by which the kernel copies pages of the file, takes three times as long on AMD Zen 3 and 4 to where it
 * stands less than 64 bytes further in its page than where it came from.
 */
const chunkBuffer = (): Uint8Array => new Uint8Array(CHUNK_SIZE + 48).subarray(48)

/** A file that is still being written: waits at its end, and starts over if it is cut or replaced by another. */
export class FollowedChunks implements ChunkSource {
  private readonly path: string
  private readonly signal: AbortSignal | undefined
  private readonly buffer = new Uint8Array(HEAD_SIZE)
  private fd: number
  private position = 0

  constructor(path: string, fd: number, signal: AbortSignal | undefined) {
    this.path = path
    this.fd = fd
    this.signal = signal
  }

  async read(): Promise<Uint8Array | 'restarted' | undefined> {
    while (!this.signal?.aborted) {
      const { bytesRead } = await readFd(this.fd, this.buffer, 0, this.buffer.length, this.position)
      this.position += bytesRead
      if (bytesRead > 0) return part(this.buffer, bytesRead)
      if (await this.startedOver()) return 'restarted'
      await sleep(POLL_MS, undefined, this.signal && { signal: this.signal }).catch(() => {})
    }
    return undefined
  }

  async close(): Promise<void> {
    await closeFd(this.fd)
  }

  private async startedOver(): Promise<boolean> {
    const mine = await statFd(this.fd)
    // Between the removal of the old file and the appearance of the new one there is none.
    const named = await statPath(this.path).catch(() => mine)
    if (named.ino === mine.ino && named.dev === mine.dev && mine.size >= this.position) return false
    if (named.ino !== mine.ino || named.dev !== mine.dev) {
      const fd = await openPath(this.path, 'r')
      await closeFd(this.fd)
      this.fd = fd
    }
    this.position = 0
    return true
  }
}

/** A pipe, socket or decoder output. */
export class StreamChunks implements ChunkSource {
  private readonly stream: Readable
  private readonly chunks: AsyncIterator<Uint8Array>
  private readonly signal: AbortSignal | undefined
  private readonly abort = () => this.stream.destroy()

  constructor(stream: Readable, signal: AbortSignal | undefined) {
    this.stream = stream
    this.chunks = stream[Symbol.asyncIterator]()
    this.signal = signal
    signal?.addEventListener('abort', this.abort)
  }

  async read(): Promise<Uint8Array | undefined> {
    try {
      const { value, done } = await this.chunks.next()
      return done ? undefined : value
    } catch (error) {
      if (this.signal?.aborted) return undefined
      throw error
    }
  }

  async close(): Promise<void> {
    this.signal?.removeEventListener('abort', this.abort)
    this.stream.destroy()
  }
}

const part = (buffer: Uint8Array, count: number): Uint8Array | undefined =>
  count === 0 ? undefined : count === buffer.length ? buffer : buffer.subarray(0, count)

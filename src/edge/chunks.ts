import { close, fstat, open, read, stat } from 'node:fs'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { ChunkSource } from '../capture/merge.ts'

const HEAD_SIZE = 16 << 10
const CHUNK_SIZE = 1 << 20
const CHUNKS_AHEAD = 3
const POLL_MS = 100

const readFd = promisify(read)
const closeFd = promisify(close)
const statFd = promisify(fstat)
const statPath = promisify(stat)
export const openPath = promisify(open)

/**
 * A file from its start, some chunks ahead of who reads it: the kernel copies on other threads while frames are looked at
 * on this one. The chunks together fit a third-level cache. The first is small, and nothing is read ahead of it: a file
 * that is due later shows only its start.
 */
export class FileChunks implements ChunkSource {
  private readonly fd: number
  private readonly ahead: Promise<Filled>[] = []
  /** What was handed out last; free again when more is asked for. */
  private lent: Uint8Array | undefined
  private position = 0
  private ended = false

  constructor(fd: number) {
    this.fd = fd
  }

  async read(): Promise<Uint8Array | undefined> {
    if (this.ended) return undefined
    if (this.position === 0) this.startReading(new Uint8Array(HEAD_SIZE))
    else if (this.lent !== undefined) this.startReading(this.lent)
    else for (let i = 0; i < CHUNKS_AHEAD; i++) this.startReading(chunkBuffer())
    const { buffer, count } = await this.ahead.shift()!
    if (buffer.length === CHUNK_SIZE) this.lent = buffer
    // A file that grows right now ends where it ended when its end was met.
    this.ended = count < buffer.length
    return part(buffer, count)
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.ahead)
    await closeFd(this.fd)
  }

  private startReading(buffer: Uint8Array): void {
    const filled = this.fill(buffer, this.position)
    this.position += buffer.length
    // A failure is told to who asks for that chunk, which may be later or never.
    filled.catch(() => {})
    this.ahead.push(filled)
  }

  private async fill(buffer: Uint8Array, position: number): Promise<Filled> {
    let count = 0
    while (count < buffer.length) {
      const { bytesRead } = await readFd(this.fd, buffer, count, buffer.length - count, position + count)
      if (bytesRead === 0) break
      count += bytesRead
    }
    return { buffer, count }
  }
}

/**
 * Room for a chunk, 64 bytes behind the start of a memory page. An allocator puts a large block 16 bytes behind it, and
 * `rep movsb`, by which the kernel copies pages of the file, takes three times as long on AMD Zen 3 and 4 to where it
 * stands less than 64 bytes further in its page than where it came from.
 */
const chunkBuffer = (): Uint8Array => new Uint8Array(CHUNK_SIZE + 48).subarray(48)

/** Less than the whole buffer is the end of the file. */
interface Filled {
  readonly buffer: Uint8Array
  readonly count: number
}

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
  count === 0 ? undefined : buffer.subarray(0, count)

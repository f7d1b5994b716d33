import { close, fstat, open, read, readSync, stat } from 'node:fs'
import type { Readable } from 'node:stream'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { ChunkSource } from '../capture/merge.ts'

const HEAD_SIZE = 16 << 10
const CHUNK_SIZE = 512 << 10
const CHUNKS_PER_TURN = 32
const POLL_MS = 100

const readFd = promisify(read)
const closeFd = promisify(close)
const statFd = promisify(fstat)
const statPath = promisify(stat)
export const openPath = promisify(open)

/**
 * A file read by blocking calls into one buffer that fits a core's second-level cache. That beats reading ahead on
 * another thread: the headers we look at are still in the cache, and the kernel reads ahead by itself. Now and then the
 * event loop gets its turn, so that a signal is heard. The first chunk is small: a file that is due later shows only its
 * start.
 */
export class FileChunks implements ChunkSource {
  private readonly fd: number
  private buffer = new Uint8Array(HEAD_SIZE)
  private chunksRead = 0

  constructor(fd: number) {
    this.fd = fd
  }

  async read(): Promise<Uint8Array | undefined> {
    if (this.chunksRead === 1) this.buffer = new Uint8Array(CHUNK_SIZE)
    if (++this.chunksRead % CHUNKS_PER_TURN === 0) await turn()
    return part(this.buffer, readSync(this.fd, this.buffer, 0, this.buffer.length, null))
  }

  async close(): Promise<void> {
    await closeFd(this.fd)
  }
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

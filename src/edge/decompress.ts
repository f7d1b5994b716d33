import type { Transform } from 'node:stream'
import { detectFormat } from '../capture/detect.ts'
import type { Chunk, ChunkSource } from '../capture/merge.ts'
import { VrrpscopeError } from '../core/errors.ts'

/** Compressed bytes are handed over in pieces so small that even a bomb makes no more of one than 16 MB. */
const PIECE = 16 << 10
const OUTPUT_CHUNK = 64 << 10

/** `inner`, or what it decompresses to if its first bytes say gzip or zstd. `name` is for errors. */
export async function decompressed(inner: ChunkSource, name: string, following: boolean): Promise<ChunkSource> {
  const head = await inner.read()
  const format = head instanceof Uint8Array ? detectFormat(head) : undefined
  if (following && (format === 'gzip' || format === 'zstd'))
    throw new VrrpscopeError('file/follow-compressed', `${name} is compressed`, 'follow the capture as it is written')
  if (format !== 'gzip' && format !== 'zstd') return new Replayed(inner, head)
  const zlib = await import('node:zlib')
  const decoder = format === 'gzip' ? zlib.createGunzip(OPTIONS) : createUnzstd(zlib, name)
  return new Decoder(inner, head as Uint8Array, format, decoder, name)
}

/** Puts the chunk that was looked at back in front. */
class Replayed implements ChunkSource {
  private readonly inner: ChunkSource
  private head: Chunk
  private headRead = false

  constructor(inner: ChunkSource, head: Chunk) {
    this.inner = inner
    this.head = head
  }

  read(): Chunk | Promise<Chunk> {
    if (this.headRead) return this.inner.read()
    const head = this.head
    this.headRead = true
    this.head = undefined
    return head
  }

  close(): Promise<void> {
    return this.inner.close()
  }
}

/**
 * Drives a zlib stream by hand. Piped, a decoder that fails throws away what it had already made; here every byte in
 * front of the damage is delivered.
 */
class Decoder implements ChunkSource {
  private readonly inner: ChunkSource
  private readonly format: 'gzip' | 'zstd'
  private readonly decoder: Transform
  private readonly name: string
  private readonly made: Uint8Array[] = []
  private input: Uint8Array
  private failure: (Error & { code?: string }) | undefined
  private ended = false
  private wake = () => {}

  constructor(inner: ChunkSource, head: Uint8Array, format: 'gzip' | 'zstd', decoder: Transform, name: string) {
    this.inner = inner
    this.input = head
    this.format = format
    this.decoder = decoder
    this.name = name
    decoder.on('data', (chunk: Uint8Array) => this.made.push(chunk))
    decoder.on('error', (error: Error) => {
      this.failure ??= error
      this.wake()
    })
  }

  async read(): Promise<Uint8Array | undefined> {
    while (this.made.length === 0) {
      if (this.failure !== undefined) throw this.explained(this.failure)
      if (this.ended) return undefined
      await this.decodeSome()
    }
    return this.made.shift()
  }

  async close(): Promise<void> {
    this.decoder.destroy()
    await this.inner.close()
  }

  private async decodeSome(): Promise<void> {
    if (this.input.length === 0) {
      const chunk = await this.inner.read()
      if (!(chunk instanceof Uint8Array)) return this.finish()
      this.input = chunk
    }
    const piece = this.input.subarray(0, PIECE)
    this.input = this.input.subarray(PIECE)
    await this.until((done) => this.decoder.write(piece, done))
  }

  private async finish(): Promise<void> {
    this.ended = true
    await this.until((done) => this.decoder.once('end', done).end())
  }

  /** Waits until `start` calls back, or until the decoder fails: then it calls nobody back. */
  private until(start: (done: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve
      start(() => resolve())
    })
  }

  private explained(failure: Error & { code?: string }): VrrpscopeError {
    const hint = 'what could be read is reported; copy the file again from where it was made'
    return failure.code === 'Z_BUF_ERROR'
      ? new VrrpscopeError(`${this.format}/truncated`, `${this.name} ends inside its compressed data`, hint, {
          cause: failure,
        })
      : new VrrpscopeError(`${this.format}/corrupt`, `${this.name} is damaged: ${failure.message}`, hint, {
          cause: failure,
        })
  }
}

const OPTIONS = { chunkSize: OUTPUT_CHUNK }

/** Node 20 has no zstd, Node 22.15 and 24 do; its types come with them. */
function createUnzstd(zlib: object, name: string): Transform {
  const { createZstdDecompress } = zlib as { createZstdDecompress?: (options: object) => Transform }
  if (createZstdDecompress !== undefined) return createZstdDecompress(OPTIONS)
  throw new VrrpscopeError(
    'file/zstd-unsupported',
    `${name} is zstd compressed, which this Node ${process.version} cannot read`,
    'use Node 22.15 or later, or pipe it in: zstd -dc FILE | vrrpscope audit -',
  )
}

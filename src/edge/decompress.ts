import type { Transform } from 'node:stream'
import { detectFormat, MAGIC_LEN } from '../capture/detect.ts'
import type { Chunk, ChunkSource } from '../capture/merge.ts'
import { VrrpscopeError } from '../core/errors.ts'
import { ZSTD_MAGIC, ZstdFrames } from './zstd-frames.ts'

/** Compressed bytes are handed over in pieces so small that even a bomb makes no more of one than 16 MB. */
const PIECE = 16 << 10
const OUTPUT_CHUNK = 64 << 10
const MAX_REMEMBERED = 4 << 20

/** The bytes of an input as they lie there. */
export interface RawChunks extends ChunkSource {
  /** The same from the start, where they can be read again; closed with this one. */
  anew?(): ChunkSource | undefined
}

/** `inner`, or what it decompresses to if its first bytes say gzip or zstd. `name` is for errors. */
export async function decompressed(inner: RawChunks, name: string, following: boolean): Promise<ChunkSource> {
  const head = await headOf(inner)
  const [first] = head
  const format = first instanceof Uint8Array ? detectFormat(first) : undefined
  if (following && (format === 'gzip' || format === 'zstd'))
    throw new VrrpscopeError('file/follow-compressed', `${name} is compressed`, 'follow the capture as it is written')
  if (format !== 'gzip' && format !== 'zstd') return new Replayed(inner, head)
  const zlib = await import('node:zlib')
  const make = () =>
    format === 'gzip'
      ? new StreamDecoder(zlib.createGunzip(OPTIONS))
      : new ZstdDecoder(() => new StreamDecoder(createUnzstd(zlib, name)))
  const again = inner.anew === undefined ? new Remembered(inner, first as Uint8Array) : inner
  return new Decoder(again, first as Uint8Array, format, make, name)
}

/** A pipe, which gives its bytes once: a start of no more than MAX_REMEMBERED of them can be read again. */
class Remembered implements RawChunks {
  private readonly inner: ChunkSource
  private readonly chunks: Uint8Array[]
  private length: number

  constructor(inner: ChunkSource, head: Uint8Array) {
    this.inner = inner
    this.chunks = [head]
    this.length = head.length
  }

  async read(): Promise<Chunk> {
    const chunk = await this.inner.read()
    if (!(chunk instanceof Uint8Array)) return chunk
    this.length += chunk.length
    if (this.length <= MAX_REMEMBERED) this.chunks.push(chunk)
    else this.chunks.length = 0
    return chunk
  }

  anew(): ChunkSource | undefined {
    if (this.length > MAX_REMEMBERED) return undefined
    const chunks = this.chunks.values()
    return { read: () => chunks.next().value, close: async () => {} }
  }

  close(): Promise<void> {
    return this.inner.close()
  }
}

/** The first chunk, made of several where a pipe gives less than tells the format; and what ended it before that. */
async function headOf(inner: ChunkSource): Promise<Chunk[]> {
  let head = await inner.read()
  while (head instanceof Uint8Array && head.length < MAGIC_LEN) {
    const begun: Uint8Array = head.slice()
    const more = await inner.read()
    if (!(more instanceof Uint8Array)) return [begun, more]
    head = Buffer.concat([begun, more])
  }
  return [head]
}

/** Puts the chunks that were looked at back in front. */
class Replayed implements ChunkSource {
  private readonly inner: ChunkSource
  private readonly head: Chunk[]

  constructor(inner: ChunkSource, head: Chunk[]) {
    this.inner = inner
    this.head = head
  }

  read(): Chunk | Promise<Chunk> {
    return this.head.length > 0 ? this.head.shift() : this.inner.read()
  }

  close(): Promise<void> {
    return this.inner.close()
  }
}

/** Takes compressed bytes as they come. Neither call throws. */
interface Machine {
  /** What has been made and nobody took yet. */
  readonly made: Uint8Array[]
  readonly failure: (Error & { code?: string }) | undefined
  write(piece: Uint8Array): Promise<void>
  /** The input is over. */
  finish(): Promise<void>
  destroy(): void
}

/** Drives a zlib stream by hand. Piped, a decoder that fails throws away what it had already made. */
class StreamDecoder implements Machine {
  readonly made: Uint8Array[] = []
  failure: Machine['failure']
  private readonly decoder: Transform
  private wake = () => {}

  constructor(decoder: Transform) {
    this.decoder = decoder
    decoder.on('data', (chunk: Uint8Array) => this.made.push(chunk))
    decoder.on('error', (error: Error) => {
      this.failure ??= error
      this.wake()
    })
  }

  write(piece: Uint8Array): Promise<void> {
    return this.until((done) => this.decoder.write(piece, done))
  }

  finish(): Promise<void> {
    // Zeros behind a member, with which tapes are filled up, end it before we do.
    return this.until((done) => (this.decoder.readableEnded ? done() : this.decoder.once('end', done).end()))
  }

  destroy(): void {
    this.decoder.destroy()
  }

  /** Waits until `start` calls back, or until the decoder fails: then it calls nobody back. */
  private until(start: (done: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve
      start(() => resolve())
    })
  }
}

/** A decoder for each frame in turn. */
class ZstdDecoder implements Machine {
  readonly made: Uint8Array[] = []
  failure: Machine['failure']
  private readonly make: () => Machine
  private readonly frames = new ZstdFrames()
  private current: Machine | undefined

  constructor(make: () => Machine) {
    this.make = make
    // A Node without zstd says so before anything is read.
    this.current = make()
  }

  async write(piece: Uint8Array): Promise<void> {
    for (const part of this.frames.split(piece)) {
      if (part === 'junk') this.failure = new Error('what follows a frame is none')
      else if (part === 'end') await this.endFrame()
      else {
        if (part === 'begin') this.current ??= this.make()
        await this.current!.write(part === 'begin' ? ZSTD_MAGIC : part)
        this.collect()
      }
      if (this.failure !== undefined) return
    }
  }

  async finish(): Promise<void> {
    if (this.frames.isBetween) return
    await this.endFrame()
    this.failure ??= Object.assign(new Error('unexpected end of file'), { code: 'Z_BUF_ERROR' })
  }

  destroy(): void {
    this.current?.destroy()
  }

  private async endFrame(): Promise<void> {
    await this.current?.finish()
    this.collect()
    this.destroy()
    this.current = undefined
  }

  private collect(): void {
    this.made.push(...(this.current?.made.splice(0) ?? []))
    this.failure ??= this.current?.failure
  }
}

/** Delivers every byte in front of the damage; of what cannot be read again all but the last of them. */
class Decoder implements ChunkSource {
  remark: ChunkSource['remark']
  private readonly inner: RawChunks
  private readonly format: 'gzip' | 'zstd'
  private readonly make: () => Machine
  private readonly name: string
  private readonly machine: Machine
  private input: Uint8Array
  /** Compressed bytes in front of the piece that is being decoded, and bytes delivered. */
  private consumed = 0
  private delivered = 0
  private rest: Uint8Array[] | undefined
  private ended = false
  /** Everything that the decoder made in front of its failure is delivered. */
  private isWhole = false

  constructor(inner: RawChunks, head: Uint8Array, format: 'gzip' | 'zstd', make: () => Machine, name: string) {
    this.inner = inner
    this.input = head
    this.format = format
    this.make = make
    this.name = name
    this.machine = make()
  }

  async read(): Promise<Uint8Array | undefined> {
    const { machine } = this
    while (machine.made.length === 0 && machine.failure === undefined && !this.ended) await this.decodeSome()
    const chunk = machine.made.shift() ?? (await this.salvaged())
    this.delivered += chunk?.length ?? 0
    return chunk
  }

  async close(): Promise<void> {
    this.machine.destroy()
    await this.inner.close()
  }

  private async decodeSome(): Promise<void> {
    if (this.input.length === 0) {
      const chunk = await this.inner.read()
      if (!(chunk instanceof Uint8Array)) {
        this.ended = true
        return this.machine.finish()
      }
      this.input = chunk
    }
    const piece = this.input.subarray(0, PIECE)
    this.input = this.input.subarray(PIECE)
    await this.machine.write(piece)
    if (this.machine.failure === undefined) this.consumed += piece.length
  }

  /** What the decoder had made of the piece in which it failed; undefined at an end that is none of damage. */
  private async salvaged(): Promise<Uint8Array | undefined> {
    const { failure } = this.machine
    if (failure === undefined) return undefined
    this.rest ??= await this.decodeAgain()
    const chunk = this.rest.shift()
    if (chunk !== undefined) return chunk
    if (!this.isWhole || failure.message !== NO_MEMBER) throw this.explained(failure)
    // As gzip does: what follows a member and is none is not ours.
    this.remark = { code: 'gzip/trailing-bytes', message: 'bytes behind the compressed data are ignored' }
    return undefined
  }

  // A decoder that fails keeps to itself what it made since it was last asked. Another one, asked after each byte of the
  // piece that the first one failed in, gives all of it.
  private async decodeAgain(): Promise<Uint8Array[]> {
    const chunks = this.ended ? undefined : this.inner.anew?.()
    if (chunks === undefined) return []
    this.isWhole = true
    const machine = this.make()
    let read = 0
    let made = 0
    const rest: Uint8Array[] = []
    while (machine.failure === undefined) {
      const chunk = await chunks.read()
      if (!(chunk instanceof Uint8Array)) break
      for (let at = 0; at < chunk.length && machine.failure === undefined; ) {
        const size = read < this.consumed ? Math.min(PIECE, this.consumed - read) : 1
        const piece = chunk.subarray(at, at + size)
        await machine.write(piece)
        at += piece.length
        read += piece.length
        for (const one of machine.made.splice(0)) {
          const known = Math.min(one.length, Math.max(0, this.delivered - made))
          made += one.length
          if (known < one.length) rest.push(one.subarray(known))
        }
      }
    }
    machine.destroy()
    return rest
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

/** What zlib says where a member should begin. The first one does: its first bytes told the format. */
const NO_MEMBER = 'incorrect header check'
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

import { fstatSync } from 'node:fs'
import { CaptureParser } from '../capture/detect.ts'
import { type Chunk, type ChunkSource, type MergeInput, mergeCaptures } from '../capture/merge.ts'
import type { CaptureRun } from '../capture/run.ts'
import type { CaptureSummary, FrameSink } from '../capture/source.ts'
import { VrrpscopeError } from '../core/errors.ts'
import { FileChunks, FollowedChunks, openPath, StreamChunks, statPath } from './chunks.ts'
import { decompressed, type RawChunks } from './decompress.ts'

export interface ReadOptions {
  /** Wait at the end of the one file for what is still written to it, until `signal`. */
  readonly follow?: boolean
  /** Ends the reading: as if the inputs ended there, but a file that has a rest has not been read to its end. */
  readonly signal?: AbortSignal
  /** Told at each chunk: bytes read and bytes in all, of files as they lie on the disk. `total` is 0 for a pipe. */
  readonly onProgress?: (read: number, total: number) => void
}

const STANDARD_INPUT = 0
const TOO_MANY = 'file/too-many'

/**
 * Delivers the frames of capture files (`-` is standard input) to `sink` as one time line of `run`, and returns a summary
 * of each. Compressed files are undone on the way. An input that ends badly has `complete: false`, also one of which
 * nothing can be read; where that is all of them, throws the VrrpscopeError of the first.
 */
export async function readCaptures(
  paths: readonly string[],
  run: CaptureRun,
  sink: FrameSink,
  options: ReadOptions = {},
): Promise<CaptureSummary[]> {
  if (options.follow && paths.length !== 1)
    throw new VrrpscopeError('usage/follow-one', 'only one file can be followed', 'give --follow with a single capture')
  const opener = new Opener(options)
  const inputs: MergeInput[] = []
  try {
    for (const path of paths) {
      const name = path === '-' ? 'standard input' : path
      const parser = new CaptureParser(name, run)
      inputs.push({ parser, ...(await opener.open(path, name).catch((error) => unopened(parser, error))) })
    }
  } catch (error) {
    await Promise.all(inputs.map((input) => input.chunks.close()))
    throw error
  }
  return mergeCaptures(inputs, sink, options.signal)
}

/** The others can still be read; where there are too many, that is said once. */
function unopened(parser: CaptureParser, error: VrrpscopeError): Opened {
  if (error.code === TOO_MANY) throw error
  parser.abandon(error.code, error.message, error.hint)
  return { chunks: { read: () => undefined, close: async () => {} } }
}

type Opened = Omit<MergeInput, 'parser'>

class Opener {
  private readonly options: ReadOptions
  private total = 0
  private read = 0

  constructor(options: ReadOptions) {
    this.options = options
  }

  async open(path: string, name: string): Promise<Opened> {
    try {
      const raw = path === '-' ? this.openStandardInput() : await this.openFile(path)
      return { ...raw, chunks: await this.undone(this.watched(raw.chunks, name), name) }
    } catch (error) {
      throw error instanceof VrrpscopeError ? error : unreadable(name, error as NodeJS.ErrnoException)
    }
  }

  private openStandardInput(): Opened & { readonly chunks: RawChunks } {
    const info = fstatSync(STANDARD_INPUT)
    if (process.stdin.isTTY)
      throw new VrrpscopeError('file/is-terminal', 'standard input is a terminal', 'pipe a capture in, or name a file')
    // Also a file: who gave it to us may have read a part of it.
    const chunks = new StreamChunks(process.stdin, this.options.signal)
    if (!info.isFile()) return { chunks }
    this.total += info.size
    return {
      chunks,
      howFar: () => partOf(process.stdin.bytesRead, info.size),
      isUnread: () => process.stdin.bytesRead < info.size,
    }
  }

  private async openFile(path: string): Promise<Opened & { readonly chunks: RawChunks }> {
    const info = await statPath(path)
    if (info.isDirectory())
      throw new VrrpscopeError(
        'file/is-directory',
        `${path} is a directory`,
        `name the captures in it: ${path}/*.pcap*`,
      )
    const fd = await openPath(path, 'r')
    if (info.isFIFO()) {
      // Takes as long to load as a short capture to read.
      const { Socket } = await import('node:net')
      const stream = new Socket({ fd, readable: true, writable: false })
      return { chunks: new StreamChunks(stream, this.options.signal) }
    }
    if (this.options.follow) return { chunks: new FollowedChunks(path, fd, this.options.signal) }
    this.total += info.size
    const file = new FileChunks(fd)
    return { chunks: file, howFar: () => partOf(file.bytesRead, info.size) }
  }

  private async undone(raw: RawChunks, name: string): Promise<ChunkSource> {
    try {
      return await decompressed(raw, name, this.options.follow ?? false)
    } catch (error) {
      await raw.close()
      throw error
    }
  }

  /** `inner`, counted, and with words for what goes wrong on the way; what it has at once it still has at once. */
  private watched(inner: RawChunks, name: string): RawChunks {
    const count = (chunk: Chunk): Chunk => {
      if (chunk instanceof Uint8Array) this.read += chunk.length
      this.options.onProgress?.(this.read, this.total)
      return chunk
    }
    const fail = (error: NodeJS.ErrnoException): never => {
      throw unreadable(name, error)
    }
    return {
      read: () => {
        try {
          const chunk = inner.read()
          return chunk instanceof Promise ? chunk.then(count, fail) : count(chunk)
        } catch (error) {
          return fail(error as NodeJS.ErrnoException)
        }
      },
      ...(inner.anew && { anew: () => inner.anew!() }),
      close: () => inner.close(),
    }
  }
}

const partOf = (bytesRead: number, size: number): string => `${megabytes(bytesRead)} of ${megabytes(size)} MB`

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)

function unreadable(name: string, error: NodeJS.ErrnoException): VrrpscopeError {
  const [code, message, hint] = REASONS[error.code ?? ''] ?? ['file/unreadable', error.message, 'try to copy the file']
  return new VrrpscopeError(code, `${name}: ${message}`, hint, { cause: error })
}

const REASONS: Readonly<Record<string, readonly [code: string, message: string, hint: string]>> = {
  ENOENT: ['file/not-found', 'no such file', 'check the path'],
  ENOTDIR: ['file/not-found', 'no such file', 'check the path'],
  EACCES: ['file/permission', 'permission denied', 'read it as a user who may, or copy it'],
  EPERM: ['file/permission', 'permission denied', 'read it as a user who may, or copy it'],
  EISDIR: ['file/is-directory', 'is a directory', 'name the captures in it'],
  EMFILE: [TOO_MANY, 'too many files at once', 'audit fewer files in one run, or raise `ulimit -n`'],
}

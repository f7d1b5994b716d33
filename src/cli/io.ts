import {
  type BigIntStats,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  statSync,
  writeSync,
} from 'node:fs'
import { resolve } from 'node:path'
import { VrrpscopeError } from '../core/errors.ts'
import { printable } from '../core/printable.ts'
import { type Exit, gravest } from './exit.ts'
import { failure } from './failure.ts'
import type { CommonFlags } from './flags.ts'

/** The parts of `process` that a command sees, so that tests can hand in their own. */
export interface Host {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream & { readonly fd?: number }
  readonly stderr: NodeJS.WriteStream
  readonly env: Readonly<Record<string, string | undefined>>
  on(event: 'SIGINT', listener: () => void): unknown
  exit(status: number): never
}

const FLUSH_AT = 1 << 16

/** What every command talks to: result, remarks, exit status, interruption. One per run. */
export class Io {
  readonly host: Host
  readonly env: Host['env']
  flags: CommonFlags = {
    color: 'auto',
    time: 'iso',
    failOn: 'error',
    quiet: false,
    verbose: false,
    showSecrets: false,
    anonymize: false,
  }
  #pending = ''
  #flushSoon = false
  #file: number | undefined
  /** What an earlier run left in `--output` is still there. */
  #stale = false
  #statuses = new Set<Exit>()
  #interrupt: (() => void) | undefined
  #interrupted = false
  #afterReader: (() => void) | undefined
  #alone = false
  #patient = false
  #beforeShown = () => {}

  constructor(host: Host) {
    this.host = host
    this.env = host.env
    host.stdout.on('error', (cause) => this.#outputFailed(cause))
    host.stderr.on('error', () => {})
    host.on('SIGINT', () => this.#onSigint())
  }

  /**
   * Takes over the common flags of a command line; opens `--output`, which keeps what it has until there is a result.
   * Throws `output/cannot-write`, and `usage/output-is-input` for one of the files that are `read`.
   */
  use(flags: Partial<CommonFlags>, read: readonly string[] = []): void {
    this.flags = { ...this.flags, ...flags }
    const { output } = this.flags
    if (output === undefined || output === '-') return
    // What is not there yet would be there, and empty, when it is read.
    if (!existsSync(output) && read.some((path) => resolve(path) === resolve(output))) throw isInput(output)
    try {
      this.#file = openSync(output, constants.O_WRONLY | constants.O_CREAT, 0o666)
    } catch (cause) {
      throw cannotWrite(output, cause, 'give --output a file in a directory you may write to')
    }
    this.#stale = fstatSync(this.#file).isFile()
    for (const path of read) this.spare(path)
  }

  /** Throws `usage/output-is-input` if `path`, which is read, is the file of `--output`. */
  spare(path: string): void {
    if (this.#file === undefined || !this.#stale) return
    if (isSameFile(fstatSync(this.#file, { bigint: true }), path)) throw isInput(this.flags.output!)
  }

  /** Part of the result: standard output or `--output`. Leaves in whole lines, at the latest when the event loop turns. */
  print(text: string): void {
    this.#pending += text
    if (this.#pending.length > FLUSH_AT) this.#flushLines()
    if (this.#pending !== '' && !this.#flushSoon) {
      this.#flushSoon = true
      setImmediate(() => {
        this.#flushSoon = false
        this.#flushOrEnd()
      })
    }
  }

  /**
   * From now on a slow reader of the result slows us down, in place of filling memory with what it has not read. For
   * input that waits; a live capture does not.
   */
  waitForReader(): void {
    this.#patient = true
  }

  /** What is to be done before a part of the result comes to the terminal: something else stands there. */
  beforeShown(clear: () => void): void {
    this.#beforeShown = clear
  }

  /** A remark for the person at the terminal, on standard error; silent with -q. One line, made printable. */
  note(text: string): void {
    if (!this.flags.quiet) this.warn(text)
  }

  /** As `note`, but said even with -q. */
  warn(text: string): void {
    this.host.stderr.write(`${printable(text)}\n`)
  }

  /** Adds to what the exit status will say; see PRECEDENCE. */
  exitWith(status: Exit): void {
    this.#statuses.add(status)
  }

  get status(): Exit {
    return gravest(this.#statuses)
  }

  /** What the first SIGINT does instead of ending the program; the second ends it at once. */
  onInterrupt(end: () => void): void {
    this.#interrupt = end
  }

  /** What follows when the reader of the result leaves, in place of ending the program: the rest of the result is lost. */
  onReaderLeft(end: () => void): void {
    this.#afterReader = end
  }

  get interrupted(): boolean {
    return this.#interrupted
  }

  /** Whether the result may carry colours. */
  get color(): boolean {
    if (this.flags.color !== 'auto') return this.flags.color === 'always'
    if ((this.env.NO_COLOR ?? '') !== '') return false
    if ((this.env.FORCE_COLOR ?? '') !== '') return this.env.FORCE_COLOR !== '0'
    return this.terminal && this.env.TERM !== 'dumb'
  }

  /** Whether the result goes to a terminal. */
  get terminal(): boolean {
    return this.#file === undefined && this.host.stdout.isTTY === true
  }

  /** Columns to lay text out in: the terminal's, at least 60; 80 elsewhere. */
  get columns(): number {
    return this.terminal ? Math.max(60, this.host.stdout.columns || 80) : 80
  }

  /** Whether the locale can show more than ASCII. */
  get unicode(): boolean {
    const locale = this.env.LC_ALL || this.env.LC_CTYPE || this.env.LANG || ''
    return /utf-?8/i.test(locale)
  }

  /** Writes what is pending and closes `--output`. */
  close(): void {
    this.#write(this.#take(this.#pending.length))
    if (this.#file !== undefined) {
      this.#empty(this.#file)
      closeSync(this.#file)
    }
    this.#file = undefined
  }

  /** Nobody catches what an empty stack throws: an output that takes no more ends the program here. */
  #flushOrEnd(): void {
    try {
      this.#flushLines()
    } catch (error) {
      failure(this, error)
      this.host.exit(this.status)
    }
  }

  #flushLines(): void {
    this.#write(this.#take(this.#pending.lastIndexOf('\n') + 1))
  }

  /** The first part of what is pending, once, also if it cannot be written. */
  #take(length: number): string {
    const text = this.#pending.slice(0, length)
    this.#pending = this.#pending.slice(length)
    return text
  }

  #write(text: string): void {
    if (text === '' || this.#alone) return
    if (this.terminal) this.#beforeShown()
    const fd = this.#file ?? (this.#patient ? this.host.stdout.fd : undefined)
    if (fd === undefined) return void this.host.stdout.write(text)
    this.#empty(fd)
    this.#writeNow(fd, Buffer.from(text))
  }

  #empty(fd: number): void {
    if (this.#stale) ftruncateSync(fd)
    this.#stale = false
  }

  #writeNow(fd: number, bytes: Buffer): void {
    for (let at = 0; at < bytes.length && !this.#alone; ) {
      try {
        at += writeSync(fd, bytes, at)
      } catch (cause) {
        if (reasonOf(cause) === 'EAGAIN') Atomics.wait(NEVER, 0, 0, PIPE_FULL_MS)
        else if (reasonOf(cause) === 'EPIPE') this.#readerLeft()
        else throw cannotWrite('the output', cause, FULL_HINT)
      }
    }
  }

  /** What was written to standard output cannot be: says so, and goes on as without a reader. */
  #outputFailed(cause: unknown): void {
    // The reader of our output left (`| head -1`): nothing more to say, and nothing to complain about.
    if (reasonOf(cause) !== 'EPIPE' && !this.#alone) failure(this, cannotWrite('the output', cause, FULL_HINT))
    this.#readerLeft()
  }

  #readerLeft(): void {
    if (this.#alone) return
    this.#alone = true
    if (this.#afterReader === undefined) this.host.exit(this.status)
    else this.#afterReader()
  }

  #onSigint(): void {
    if (this.#interrupted || this.#interrupt === undefined) this.host.exit(130)
    this.#interrupted = true
    this.#interrupt()
  }
}

const isInput = (output: string): VrrpscopeError =>
  new VrrpscopeError(
    'usage/output-is-input',
    `--output ${output} is a file that is to be read`,
    'give --output another file',
  )

function isSameFile(file: BigIntStats, path: string): boolean {
  try {
    const { dev, ino } = path === '-' ? fstatSync(0, { bigint: true }) : statSync(path, { bigint: true })
    return dev === file.dev && ino === file.ino
  } catch {
    return false // it will be said of the input
  }
}

function cannotWrite(what: string, cause: unknown, hint: string): VrrpscopeError {
  return new VrrpscopeError('output/cannot-write', `cannot write ${what}: ${reasonOf(cause)}`, hint, { cause })
}

const FULL_HINT = 'check the space on that file system'
// A pipe is read by somebody else, and nobody wakes us when there is room in it.
const PIPE_FULL_MS = 1
const NEVER = new Int32Array(new SharedArrayBuffer(4))

/** The system's word for what went wrong: `ENOSPC`, `EACCES`. */
export function reasonOf(cause: unknown): string {
  if (cause instanceof Error && 'code' in cause) return String(cause.code)
  return cause instanceof Error ? cause.message : String(cause)
}

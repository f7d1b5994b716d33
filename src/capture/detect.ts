import { VrrpscopeError } from '../core/errors.ts'
import { FrameView } from '../wire/view.ts'
import { InputLog } from './log.ts'
import { PCAP_MAGICS, PcapParser } from './pcap.ts'
import { Block, PcapngParser } from './pcapng.ts'
import type { CaptureRun } from './run.ts'
import { type CaptureSummary, type ClockQuality, type FrameSink, INTERRUPTED, type RecordParser } from './source.ts'
import { ByteWindow } from './window.ts'

export const MAGIC_LEN = 4
const READ_ON = 'what was read is in the output; let it be read to its end before you rely on what is not there'

/** What is read by help of a program only, by the first four bytes. */
const PACKERS: ReadonlyMap<number, string> = new Map([
  [0xfd377a58, 'xz'],
  [0x425a6839, 'bzip2'],
  [0x04224d18, 'lz4'],
])

export type Format = 'pcap' | 'pcapng' | 'gzip' | 'zstd'

/** What the first four bytes say; undefined where they say nothing we know, or are fewer. */
export function detectFormat(head: Uint8Array): Format | undefined {
  if (head.length < MAGIC_LEN) return undefined
  const dv = new DataView(head.buffer, head.byteOffset, head.length)
  const big = dv.getUint32(0)
  const little = dv.getUint32(0, true)
  if (big === Block.SectionHeader) return 'pcapng'
  if (PCAP_MAGICS.includes(big) || PCAP_MAGICS.includes(little)) return 'pcap'
  if (big >>> 16 === 0x1f8b) return 'gzip'
  // A skippable frame may come first: pzstd begins with one.
  if (little === 0xfd2fb528 || (little & ~15) === 0x184d2a50) return 'zstd'
  return undefined
}

/** Reads a capture whatever its format: the first bytes choose the parser. */
export class CaptureParser implements RecordParser {
  readonly view = new FrameView()
  private readonly name: string
  private readonly run: CaptureRun
  private readonly clock: ClockQuality
  private readonly capture: number
  private readonly window = new ByteWindow()
  private log: InputLog | undefined
  private parser: RecordParser | undefined
  /** A file header comes next. */
  private begins = true
  private interrupted = false
  /** Why no parser was chosen, where that is known. */
  private cause: VrrpscopeError | undefined

  constructor(name: string, run: CaptureRun, clock: ClockQuality = 'kernel') {
    this.name = name
    this.run = run
    this.clock = clock
    this.capture = run.addCapture()
  }

  get done(): boolean {
    return this.parser?.done ?? this.cause !== undefined
  }

  /** Why nothing of this input could be read; undefined where something was, or the reader gave up. Asked at its end. */
  get failure(): VrrpscopeError | undefined {
    if (this.parser !== undefined || this.interrupted) return undefined
    return this.cause ?? (this.window.total > 0 ? this.badMagic() : this.empty())
  }

  feed(chunk: Uint8Array): void {
    this.window.feed(chunk)
  }

  /** The reader gives up here: a record that is unfinished is no fault of the input. `howFar`: a rest was not read. */
  interrupt(howFar?: string): void {
    this.interrupted = true
    this.window.drop()
    if (howFar !== undefined) this.abandon(INTERRUPTED, `interrupted: ${howFar} were read`, READ_ON)
  }

  /** The file was truncated or replaced: what comes next is a file header again. */
  restart(): void {
    this.window.drop()
    this.parser?.restart()
    this.begins = true
  }

  /** No more bytes can be had, though the input has not ended. */
  abandon(code: string, message: string, hint: string): void {
    if (this.parser === undefined) this.cause ??= new VrrpscopeError(code, message, hint)
    else this.parser.abandon(code, message, hint)
  }

  /** What about the input misleads, though it is whole. */
  remark(code: string, message: string): void {
    this.parser?.remark(code, message)
  }

  next(sink: FrameSink): boolean {
    return this.begun()?.next(sink) ?? false
  }

  /** All frames of one chunk. The chunk may be reused when this returns. */
  push(chunk: Uint8Array, sink: FrameSink): void {
    this.feed(chunk)
    this.drain(sink)
  }

  drain(sink: FrameSink): void {
    this.begun()?.drain(sink)
  }

  end(): CaptureSummary {
    if (this.parser !== undefined) return this.parser.end()
    const log = this.logOf('pcap')
    const cause = this.cause ?? this.failure
    if (cause !== undefined) log.abandon(cause.code, cause.message, cause.hint)
    return log.end()
  }

  /** The parser for what comes next; undefined until its magic number is there. */
  private begun(): RecordParser | undefined {
    if (!this.begins) return this.parser
    const { window } = this
    if (this.cause !== undefined || !window.has(MAGIC_LEN)) return undefined
    const head = new Uint8Array(window.dv.buffer, window.dv.byteOffset + window.pos, MAGIC_LEN)
    this.begins = false
    this.parser = this.parserOf(detectFormat(head))
    return this.parser
  }

  /** Another than before where a followed file was replaced by one of another format. */
  private parserOf(format: Format | undefined): RecordParser | undefined {
    const { parser, window, run, clock, view } = this
    if (parser !== undefined && (format === this.log?.format || (format !== 'pcap' && format !== 'pcapng')))
      return parser
    if (format === 'pcap') return new PcapParser(window, this.logOf(format), run, clock, view)
    if (format === 'pcapng') return new PcapngParser(window, this.logOf(format), run, clock, view)
    this.cause = this.badMagic()
    return undefined
  }

  private logOf(format: CaptureSummary['format']): InputLog {
    this.log ??= new InputLog(this.name, format, this.capture, this.run, this.window)
    this.log.format = format
    return this.log
  }

  private empty(): VrrpscopeError {
    return new VrrpscopeError(
      'pcap/empty',
      `${this.name} is empty`,
      'the capture wrote nothing: check the program that made it',
    )
  }

  private badMagic(): VrrpscopeError {
    const { dv, pos, limit } = this.window
    const packer = limit - pos < MAGIC_LEN ? undefined : PACKERS.get(dv.getUint32(pos))
    const hint =
      packer === undefined
        ? 'convert other formats with `editcap -F pcapng IN OUT`'
        : `it is compressed: pipe it in, \`${packer} -dc FILE | vrrpscope audit -\``
    return new VrrpscopeError('pcap/bad-magic', `${this.name} is neither pcap nor pcapng`, hint, { offset: 0 })
  }
}

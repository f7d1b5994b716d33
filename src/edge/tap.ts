import { pcapHeader } from '../capture/pcap-writer.ts'
import type { ClockQuality } from '../capture/source.ts'
import { LinkType } from '../wire/view.ts'
import { type CaptureFailure, captureError, explainCapture } from './capture-error.ts'
import { currentSecond } from './clock.ts'
import { FrameClock } from './frame-clock.ts'
import { PcapBatch, SNAP_LEN } from './pcap-batch.ts'
import { Priority, runInRealTime } from './priority.ts'
import { ringStamps } from './ring-stamps.ts'
import { latenessOf, TapInput } from './tap-input.ts'

// The tap: `cap` alone in a process, because it aborts its process when the interface goes down. Frames seen leave as
// nanosecond pcap on standard output, frames to send come as pcap on standard input, and what it has to say are lines
// of JSON on standard error. `cap` gives no drop counts, and no time stamps: those are read from libpcap's ring, or
// frames are stamped as they are handed over.

/** What a tap says on standard error, one JSON object a line. */
export type TapReport =
  | { readonly event: 'open'; readonly backend: 'cap'; readonly interface: string; readonly linkType: number }
  /** From now on frames are stamped so. */
  | { readonly event: 'clock'; readonly clock: ClockQuality }
  | ({ readonly event: 'late' | 'error' } & CaptureFailure)
  | { readonly event: 'unsent'; readonly message: string }
  /** An advert of the virtual router with this `willKey` left so much later than its record is stamped. */
  | { readonly event: 'sent-late'; readonly key: number; readonly byNs: number }
  /** Between these two frames (Unix time) the kernel dropped some. Whether it does again is not known. */
  | { readonly event: 'losing'; readonly fromMs: number; readonly toMs: number }
  /** On SIGUSR2: so many frames were stamped, and written, so far. */
  | { readonly event: 'count'; readonly frames: number }
  | {
      readonly event: 'end'
      readonly frames: number
      readonly sent: number
      readonly wills: number
      readonly dropped: null
    }

export interface TapOptions {
  readonly interfaceName: string
  readonly filter: string
  /** End with `tap/late-delivery` where frames would come late; otherwise that is only said. */
  readonly refuseLate?: boolean
  /** Keeps fewer frames: a speaker has use for the newest. */
  readonly forSpeaker?: boolean
  readonly stopOn?: readonly NodeJS.Signals[]
}

export interface TapStreams {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
}

/** What is used of the package `cap`, which has no types of its own. */
interface CapHandle {
  open(device: string, filter: string, ringLen: number, packet: Buffer): string
  send(frame: Buffer, length: number): void
  close(): void
  on(event: 'packet', listener: (length: number, truncated: boolean) => void): void
}

/** The kernel's ring: `cap` asks for slots of 64 KiB, so this holds some 2000 frames, and those of a speaker 250. */
const RING_LEN = 128 << 20
const SPEAKER_RING_LEN = 16 << 20

/**
 * Captures on one interface until the speaker on standard input ends (if there is one), a signal asks to stop, or nobody
 * reads any more. Throws what `captureError` makes where the interface cannot be opened.
 */
export async function runTap(options: TapOptions, streams: TapStreams): Promise<void> {
  const { interfaceName, refuseLate = false, forSpeaker = false, stopOn = ['SIGINT', 'SIGTERM', 'SIGHUP'] } = options
  const report = (line: TapReport) => streams.stderr.write(`${JSON.stringify(line)}\n`)
  const packet = Buffer.alloc(SNAP_LEN)
  const late = !hasImmediateMode()
  if (late && refuseLate) throw captureError(LATE)
  if (late) report({ event: 'late', ...LATE })
  const cap = await loadCap()
  const linkType = open(cap, options, packet)
  report({ event: 'open', backend: 'cap', interface: interfaceName, linkType })

  runInRealTime(forSpeaker ? Priority.first : Priority.before)
  const epochSec = currentSecond()
  // A speaker's time is monotonic, as its timers are.
  const clock = new FrameClock(forSpeaker || late ? undefined : ringStamps(), epochSec, report)
  const output = new PcapBatch(epochSec, (bytes) => streams.stdout.write(bytes))
  const input = new TapInput(
    (frame) => cap.send(frame, frame.length),
    (message) => report({ event: 'unsent', message }),
    (view) => {
      const late = forSpeaker ? latenessOf(view, Number(process.hrtime.bigint())) : undefined
      if (late !== undefined) report({ event: 'sent-late', ...late })
    },
  )
  process.on('SIGUSR2', () => {
    output.flush()
    report({ event: 'count', frames: output.frames })
  })
  streams.stdout.write(pcapHeader(linkType, 'ns', SNAP_LEN))
  cap.on('packet', (length) => output.add(clock.stamp(), packet, length))

  return new Promise((resolve) => {
    let ended = false
    const end = () => {
      if (ended) return
      ended = true
      const wills = input.sendWills()
      cap.close()
      streams.stdin.destroy()
      output.flush()
      report({ event: 'end', frames: output.frames, sent: input.sent, wills, dropped: null })
      resolve()
    }
    streams.stdout.on('error', end)
    for (const signal of stopOn) process.on(signal, end)
    if (streams.stdin.isTTY) return
    streams.stdin.on('data', (chunk: Buffer) => input.push(chunk))
    // Standard input that never said anything is no speaker's: `vrrpscope tap ens192 </dev/null` goes on.
    streams.stdin.once('end', () => input.begun && end())
    streams.stdin.on('error', end)
  })
}

async function loadCap(): Promise<CapHandle> {
  try {
    // @ts-expect-error: the package has no types
    const { Cap } = (await import('cap')).default as { Cap: new () => CapHandle }
    return new Cap()
  } catch (error) {
    throw captureError({
      code: 'tap/cap-missing',
      message: `the package cap is not built here: ${wordsOf(error).split('\n', 1)[0]}`,
      hint: 'sudo apt-get install libpcap-dev g++ make python3 && npm rebuild cap; or --backend tcpdump',
    })
  }
}

/** Handles that could not be opened: the destructor of `cap` aborts the process then, so it must never run. */
const unopened: CapHandle[] = []

function open(cap: CapHandle, { interfaceName, filter, forSpeaker }: TapOptions, packet: Buffer): number {
  try {
    return linkTypeOf(cap.open(interfaceName, filter, forSpeaker ? SPEAKER_RING_LEN : RING_LEN, packet))
  } catch (error) {
    unopened.push(cap)
    throw captureError(explainCapture(interfaceName, process.execPath, wordsOf(error)))
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const LATE = {
  code: 'tap/late-delivery',
  message: 'frames may come, and be stamped, up to one second late: cap finds no libpcap.so to ask for them at once',
  hint: 'sudo apt-get install libpcap-dev; or --backend tcpdump',
} as const

/**
 * `cap` looks libpcap.so (the link of the development package) up at run time to switch immediate mode on, and keeps
 * silent if it is not there. Node's loader finds it by the same search: it refuses what it finds, as it is no addon.
 */
function hasImmediateMode(): boolean {
  try {
    process.dlopen({ exports: {} }, 'libpcap.so')
  } catch (error) {
    return !String(error).includes('cannot open shared object')
  }
  return true
}

function linkTypeOf(name: string): number {
  const known: Readonly<Record<string, number>> = {
    NULL: LinkType.Null,
    ETHERNET: LinkType.Ethernet,
    LINKTYPE_LINUX_SLL: LinkType.LinuxSll,
    RAW: LinkType.Raw,
  }
  return known[name] ?? Number(name.replace('Unknown linktype ', ''))
}

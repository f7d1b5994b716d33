import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ClockQuality } from '../capture/source.ts'
import { findInterface } from './interfaces.ts'

// The programs that can capture for us. Each speaks pcap on standard output; only the tap also sends.

export type BackendName = 'cap' | 'tcpdump' | 'dumpcap'

export interface Backend {
  readonly name: BackendName
  /** The tap says if it can do better. */
  readonly clock: ClockQuality
  readonly tellsDrops: boolean
  readonly canSend: boolean
  /** What a privilege would be given to. */
  readonly program: string
  argv(interfaceName: string, filter: string): string[]
  /** Makes a running child say its counts, which `countsIn` then finds. */
  readonly askBy?: NodeJS.Signals
  /** The latest counts in what the program says, if it says any. */
  countsIn(said: string): Counts | undefined
}

/** What a capture has counted since its child began. */
export interface Counts {
  /** By the kernel, too many to be kept. */
  readonly dropped: number
  /** That came to its buffer so far and were not dropped: so many it hands on. */
  readonly taken?: number
}

/** An advert with 255 IPv6 addresses, in a tunnel, fits. */
const MOST_SNAP_LEN = 4608
/** MAC addresses and tags, before what the MTU counts. */
const LINK_LEN = 64
const RING_MIB = 64

/** Absolute path of a program, or undefined. Looks where administrators' programs are, too. */
export function findProgram(name: string): string | undefined {
  const dirs = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/local/sbin']
  return dirs
    .map((dir) => join(dir, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

/** `refuseLate`: do not start where frames would come late; `forSpeaker`: what it sends matters more than what it sees. */
export function capBackend({ refuseLate = false, forSpeaker = false } = {}): Backend {
  // Run from source, the child needs the loader that its parent has.
  const fromSource = import.meta.url.endsWith('.ts')
  const script = fileURLToPath(new URL(`./tap-child.${fromSource ? 'ts' : 'js'}`, import.meta.url))
  const loader = fromSource ? ['--import', import.meta.resolve('tsx')] : []
  const words = [...(refuseLate ? ['refuse-late'] : []), ...(forSpeaker ? ['for-speaker'] : [])]
  return {
    name: 'cap',
    clock: 'arrival',
    tellsDrops: false,
    canSend: true,
    program: process.execPath,
    argv: (interfaceName, filter) => [...loader, script, interfaceName, filter, ...words],
    askBy: 'SIGUSR2',
    countsIn: () => undefined, // it reports them
  }
}

export function tcpdumpBackend(): Backend | undefined {
  const program = findProgram('tcpdump')
  if (program === undefined) return undefined
  return {
    name: 'tcpdump',
    clock: 'kernel',
    tellsDrops: true,
    canSend: false,
    program,
    argv: (interfaceName, filter) => [
      ...['-i', interfaceName, '-n', '-w', '-', '-U', '--immediate-mode', '--time-stamp-precision=nano'],
      ...['-s', snapLenOf(interfaceName), '-B', String(RING_MIB << 10), filter],
    ],
    askBy: 'SIGUSR1',
    countsIn: (said) => {
      const [received, dropped] =
        lastNumbers(said, /(\d+) packets? received by filter[,\s]+(\d+) packets? dropped/g) ?? []
      return dropped === undefined ? undefined : { dropped, taken: received! - dropped }
    },
  }
}

export function dumpcapBackend(): Backend | undefined {
  const program = findProgram('dumpcap')
  if (program === undefined) return undefined
  return {
    name: 'dumpcap',
    clock: 'kernel',
    tellsDrops: true,
    canSend: false,
    program,
    argv: (interfaceName, filter) => [
      ...['-i', interfaceName, '-w', '-', '-P', '-q'],
      ...['-s', snapLenOf(interfaceName), '-B', String(RING_MIB), '-f', filter],
    ],
    countsIn: (said) => {
      const [dropped] = lastNumbers(said, /received\/dropped on interface .*: \d+\/(\d+)/g) ?? []
      return dropped === undefined ? undefined : { dropped }
    },
  }
}

/** The kernel's ring has slots of this length, and holds the more frames the shorter they are: some 32 000 of 1500 bytes. */
function snapLenOf(interfaceName: string): string {
  const mtu = findInterface(interfaceName)?.mtu ?? MOST_SNAP_LEN
  return String(Math.min(MOST_SNAP_LEN, mtu + LINK_LEN))
}

function lastNumbers(text: string, pattern: RegExp): number[] | undefined {
  return [...text.matchAll(pattern)].at(-1)?.slice(1).map(Number)
}

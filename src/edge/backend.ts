import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ClockQuality } from '../capture/source.ts'

// The programs that can capture for us. Each speaks pcap on standard output; only the tap also sends.

export type BackendName = 'cap' | 'tcpdump' | 'dumpcap'

export interface Backend {
  readonly name: BackendName
  readonly clock: ClockQuality
  readonly canSend: boolean
  /** What a privilege would be given to. */
  readonly program: string
  argv(interfaceName: string, filter: string): string[]
  /** The kernel's drop count in what the program says, if it says it there. */
  dropsIn(said: string): number | undefined
}

/** An advert with 255 IPv6 addresses, in a tunnel, fits. Short slots let the kernel's ring hold more frames. */
const SNAP_LEN = '4608'
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
    canSend: true,
    program: process.execPath,
    argv: (interfaceName, filter) => [...loader, script, interfaceName, filter, ...words],
    dropsIn: () => undefined,
  }
}

export function tcpdumpBackend(): Backend | undefined {
  const program = findProgram('tcpdump')
  if (program === undefined) return undefined
  return {
    name: 'tcpdump',
    clock: 'kernel',
    canSend: false,
    program,
    argv: (interfaceName, filter) => [
      ...['-i', interfaceName, '-n', '-w', '-', '-U', '--immediate-mode', '--time-stamp-precision=nano'],
      ...['-s', SNAP_LEN, '-B', String(RING_MIB << 10), filter],
    ],
    dropsIn: (said) => lastNumber(said, /(\d+) packets? dropped by kernel/g),
  }
}

export function dumpcapBackend(): Backend | undefined {
  const program = findProgram('dumpcap')
  if (program === undefined) return undefined
  return {
    name: 'dumpcap',
    clock: 'kernel',
    canSend: false,
    program,
    argv: (interfaceName, filter) => [
      ...['-i', interfaceName, '-w', '-', '-P', '-q', '-s', SNAP_LEN, '-B', String(RING_MIB), '-f', filter],
    ],
    dropsIn: (said) => lastNumber(said, /received\/dropped on interface .*: \d+\/(\d+)/g),
  }
}

function lastNumber(text: string, pattern: RegExp): number | undefined {
  const last = [...text.matchAll(pattern)].at(-1)
  return last === undefined ? undefined : Number(last[1])
}

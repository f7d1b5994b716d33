import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  accessSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, join } from 'node:path'
import { VrrpscopeError } from '../core/errors.ts'

// A switch and hosts in network namespaces of their own: real daemons on a wire that nobody else is on. Names carry the
// owner's process id, so runs side by side do not meet, and what a killed run left behind is known for what it is.

/** One host of a lab, with one interface (`INTERFACE`) on the switch. Addresses are `192.0.2.11/24`. */
export interface LabHost {
  readonly name: string
  readonly addresses: readonly string[]
  /** Fixed so that captures compare; by default 02:00:00:00:00:01 and up in the order of the hosts. */
  readonly mac?: string
  /** IPv6 is off by default: its neighbour discovery would be noise in IPv4 labs. */
  readonly ipv6?: boolean
}

/** The name of every host's interface. */
export const INTERFACE = 'ens192'

/** The place of a command that is no host: the switch, whose bridge `BRIDGE` sees every frame. */
export const SWITCH = 'sw'
export const BRIDGE = 'br0'

/** What a fault strikes: VRRP and AH alone, or every frame. */
export type Traffic = 'adverts' | 'everything'

/** Where an interface is taken down: at the host, or by pulling its cable at the switch. */
export type LinkEnd = 'host' | 'switch'

export interface CommandResult {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** A program that runs inside a lab until it is stopped or the lab is closed. */
export interface LabProcess {
  readonly child: ChildProcess
  readonly pid: number
  /** What it has said so far on both outputs (the last 256 KiB). */
  output(): string
  /** Its exit status, -1 if a signal ended it. */
  readonly exited: Promise<number>
}

export interface LabCapture {
  readonly file: string
  /** Ends the recording and returns tcpdump's own summary, with its drop counts. */
  stop(): Promise<string>
}

const ROOT = '/run/vrrpscope-lab'
const MAX_OUTPUT = 1 << 18

const PACKAGES: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  nft: 'nftables',
  sysctl: 'procps',
  '/usr/lib/frr/vrrpd': 'frr',
  vtysh: 'frr',
}

/** What stands in the way of a lab with these programs, in words that can be acted on; empty if nothing does. */
export function missingForLab(programs: readonly string[] = []): string[] {
  const missing = ['ip', 'nft', 'sysctl', ...programs]
    .filter((program) => !isInstalled(program))
    .map((program) => {
      const isOwn = program.includes('/') && PACKAGES[program] === undefined
      return isOwn
        ? `${program} is no program`
        : `${program} is not installed: sudo apt-get install ${PACKAGES[program] ?? program}`
    })
  if (process.getuid?.() !== 0) missing.unshift('network namespaces need root: run it with sudo')
  return missing
}

export class Lab {
  /** Namespaces are `PREFIX-HOST`. */
  readonly prefix = `vl${process.pid.toString(36)}${randomBytes(2).toString('hex')}`
  /** Own run directory: configurations, pid files, sockets, captures. Removed by `close`. */
  readonly dir = join(ROOT, this.prefix)
  readonly hosts: readonly LabHost[]
  readonly #processes = new Set<LabProcess>()
  readonly #onExit = () => removeLab(this.prefix)
  #faults = 0

  private constructor(hosts: readonly LabHost[]) {
    this.hosts = hosts
  }

  /** Builds switch and hosts. Throws `lab/unavailable` and leaves nothing behind where that is not possible. */
  static async create(hosts: readonly LabHost[]): Promise<Lab> {
    const missing = missingForLab()
    if (missing.length > 0)
      throw new VrrpscopeError('lab/unavailable', 'a lab cannot be built here', missing.join('; '))
    removeLeftovers()
    const lab = new Lab(hosts)
    mkdirSync(lab.dir, { recursive: true })
    writeFileSync(join(lab.dir, 'owner'), `${process.pid} ${startTicks(process.pid)}`)
    process.once('exit', lab.#onExit)
    try {
      await lab.#build()
    } catch (cause) {
      await lab.close()
      throw new VrrpscopeError('lab/unavailable', 'the network namespaces could not be built', String(cause), { cause })
    }
    return lab
  }

  netns(host: string): string {
    return `${this.prefix}-${host}`
  }

  /** Runs a command to its end. Never rejects for a status other than 0. */
  run(host: string, argv: readonly string[], timeoutMs = 30_000): Promise<CommandResult> {
    return new Promise((resolve) => {
      execFile('ip', ['netns', 'exec', this.netns(host), ...argv], { timeout: timeoutMs }, (error, stdout, stderr) =>
        resolve({ status: error ? (typeof error.code === 'number' ? error.code : -1) : 0, stdout, stderr }),
      )
    })
  }

  /** Runs a command that has to work, and returns what it printed. */
  async must(host: string, argv: readonly string[]): Promise<string> {
    const result = await this.run(host, argv)
    if (result.status !== 0)
      throw new VrrpscopeError('lab/command', `${argv.join(' ')} failed on ${host}`, result.stderr.trim())
    return result.stdout
  }

  /**
   * Starts a program. `ip netns exec` becomes it, so signals to the process id reach it. With `logFile` it writes there
   * instead of into a pipe: a daemon that says much never waits for us to read, and we need not.
   */
  start(
    host: string,
    argv: readonly string[],
    { env = process.env, logFile }: { env?: NodeJS.ProcessEnv; logFile?: string } = {},
  ): LabProcess {
    const log = logFile === undefined ? undefined : openSync(logFile, 'a')
    const out = log ?? 'pipe'
    const child = spawn('ip', ['netns', 'exec', this.netns(host), ...argv], { stdio: ['pipe', out, out], env })
    if (log !== undefined) closeSync(log)
    let said = ''
    const hear = (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-MAX_OUTPUT)
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.stdin?.on('error', () => {}) // it ended before it read everything: its status tells
    const exited = new Promise<number>((resolve) => {
      child.once('error', () => resolve(-1))
      child.once('close', (status) => resolve(status ?? -1))
    })
    const started: LabProcess = {
      child,
      pid: child.pid ?? -1,
      output: () => (logFile === undefined ? said : readText(logFile).slice(-MAX_OUTPUT)),
      exited,
    }
    this.#processes.add(started)
    exited.then(() => this.#processes.delete(started))
    return started
  }

  /** Records on a host's interface, or on the switch, into `name` in the run directory; resolves once it listens. */
  async capture(host: string, name: string, filter = ''): Promise<LabCapture> {
    const interfaceName = host === SWITCH ? BRIDGE : INTERFACE
    const file = join(this.dir, name)
    // Without immediate mode the frames of the last second are lost when the capture is stopped.
    // With nanoseconds the kernel stamps a frame once, for all who capture it, and not when each is given it.
    const flags = [
      '--immediate-mode',
      '--time-stamp-precision=nano',
      '-U',
      '-n',
      '-Z',
      'root',
      '-B',
      '16384',
      '-w',
      file,
    ]
    const tcpdump = this.start(host, ['tcpdump', '-i', interfaceName, ...flags, filter])
    if (!(await waitFor(() => tcpdump.output().includes('listening on'), 5000)))
      throw new VrrpscopeError('lab/capture', `tcpdump does not start on ${host}`, tcpdump.output().trim())
    return {
      file,
      async stop() {
        await sleep(50) // what was sent until now is still on its way through the kernel
        tcpdump.child.kill('SIGINT')
        await tcpdump.exited
        return tcpdump.output()
      },
    }
  }

  async linkDown(host: string, end: LinkEnd = 'host'): Promise<void> {
    await this.#setLink(host, end, 'down')
  }

  async linkUp(host: string, end: LinkEnd = 'host'): Promise<void> {
    await this.#setLink(host, end, 'up')
  }

  /** Nothing passes between the two sides, in either direction, until the returned function is called. */
  partition(side: readonly string[], other: readonly string[]): Promise<() => Promise<void>> {
    const [a, b] = [portSet(side), portSet(other)]
    return this.#drop(SWITCH, 'bridge', 'hook forward', [`iifname ${a} oifname ${b}`, `iifname ${b} oifname ${a}`])
  }

  /**
   * One-way loss, until the returned function is called: `from` a host (what it sends gets to the switch's port and no
   * further: not even the bridge sees it), `to` a host (the bridge sees it, the host does not), or `deaf` (it arrives,
   * a capture on the host shows it, and its programs never get it: a local firewall).
   */
  loss(way: 'from' | 'to' | 'deaf', host: string, traffic: Traffic = 'adverts'): Promise<() => Promise<void>> {
    const [at, device] = way === 'deaf' ? [host, INTERFACE] : [SWITCH, port(host)]
    const hook = `hook ${way === 'to' ? 'egress' : 'ingress'} device "${device}"`
    return this.#drop(at, 'netdev', hook, [traffic === 'adverts' ? 'meta l4proto { 112, 51 }' : ''])
  }

  /** Ends every program in the lab and removes it. Safe to call twice. */
  async close(): Promise<void> {
    process.off('exit', this.#onExit)
    removeLab(this.prefix)
    await Promise.all([...this.#processes].map((one) => one.exited))
  }

  async #build(): Promise<void> {
    const names = [SWITCH, ...this.hosts.map((host) => host.name)]
    await ipBatch([], ...names.map((name) => `netns add ${this.netns(name)}`))
    await this.#setIpv6(SWITCH, false)
    for (const host of this.hosts) await this.#setIpv6(host.name, host.ipv6 ?? false)
    await ipBatch(
      ['-n', this.netns(SWITCH)],
      `link add name ${BRIDGE} type bridge mcast_snooping 0 stp_state 0 forward_delay 0`,
      `link set ${BRIDGE} up`,
      ...this.hosts.flatMap((host) => [
        `link add name ${port(host.name)} type veth peer name ${INTERFACE} netns ${this.netns(host.name)}`,
        `link set ${port(host.name)} master ${BRIDGE} up`,
      ]),
    )
    for (const [i, host] of this.hosts.entries()) {
      await ipBatch(
        ['-n', this.netns(host.name)],
        `link set ${INTERFACE} address ${host.mac ?? `02:00:00:00:00:${(i + 1).toString(16).padStart(2, '0')}`}`,
        'link set lo up',
        `link set ${INTERFACE} up`,
        ...host.addresses.map((a) => `addr add ${a} dev ${INTERFACE}${a.includes(':') ? ' nodad' : ''}`),
      )
    }
  }

  async #setIpv6(host: string, on: boolean): Promise<void> {
    const settings = ['all', 'default'].flatMap((which) => [
      `net.ipv6.conf.${which}.disable_ipv6=${on ? 0 : 1}`,
      `net.ipv6.conf.${which}.accept_dad=0`,
    ])
    await this.must(host, ['sysctl', '-qw', ...settings])
  }

  async #setLink(host: string, end: LinkEnd, state: 'up' | 'down'): Promise<void> {
    const [at, device] = end === 'host' ? [host, INTERFACE] : [SWITCH, port(host)]
    await this.must(at, ['ip', 'link', 'set', device, state])
  }

  async #drop(at: string, family: string, hook: string, matches: readonly string[]): Promise<() => Promise<void>> {
    const table = `${family} fault${++this.#faults}`
    const nft = (...lines: string[]) => this.must(at, ['nft', lines.join('; ')])
    await nft(
      `add table ${table}`,
      `add chain ${table} c { type filter ${hook} priority 0; }`,
      ...matches.map((match) => `add rule ${table} c ${match} drop`),
    )
    return async () => {
      await nft(`delete table ${table}`)
    }
  }
}

export const sleep = (durationMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, durationMs))

/** Polls until the condition holds; false if it does not in time. */
export async function waitFor(condition: () => boolean | Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs
  while (!(await condition())) {
    if (performance.now() > deadline) return false
    await sleep(20)
  }
  return true
}

const port = (host: string): string => `p-${host}`
const portSet = (hosts: readonly string[]): string => `{ ${hosts.map((host) => `"${port(host)}"`).join(', ')} }`

function ipBatch(flags: readonly string[], ...lines: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = execFile('ip', [...flags, '-batch', '-'], (error, _stdout, stderr) =>
      error ? reject(new Error(stderr.trim() || error.message)) : resolve(),
    )
    child.stdin?.end(`${lines.join('\n')}\n`)
  })
}

/** Removes the labs whose owner is gone: a run that was killed cannot clean up after itself. */
function removeLeftovers(): void {
  for (const prefix of listDir(ROOT)) {
    const [pid, ticks] = readText(join(ROOT, prefix, 'owner')).split(' ')
    // No owner yet: its run directory was made this instant.
    if (pid && startTicks(Number(pid)) !== ticks) removeLab(prefix)
  }
}

// Synchronous, because it also runs when the process exits.
function removeLab(prefix: string): void {
  for (const space of listDir('/run/netns').filter((name) => name.startsWith(`${prefix}-`))) {
    for (const pid of attempt('ip', ['netns', 'pids', space]).split(/\s+/).filter(Boolean)) {
      try {
        process.kill(Number(pid), 'SIGKILL')
      } catch {
        // It ended by itself in the meantime.
      }
    }
    attempt('ip', ['netns', 'del', space])
  }
  rmSync(join(ROOT, prefix), { recursive: true, force: true })
}

function attempt(command: string, argv: readonly string[]): string {
  try {
    return execFileSync(command, argv, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return ''
  }
}

/** When a process started, in clock ticks: with its id it names one process; ids alone come around again. */
function startTicks(pid: number): string | undefined {
  // The second field is the program's name in parentheses and may hold spaces: count behind it.
  return readText(`/proc/${pid}/stat`).split(') ')[1]?.split(' ')[19]
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function listDir(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

function isInstalled(program: string): boolean {
  const paths = program.startsWith('/')
    ? [program]
    : (process.env.PATH ?? '').split(delimiter).map((dir) => join(dir, program))
  return paths.some((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { virtualMac } from '../core/address.ts'
import { VrrpscopeError } from '../core/errors.ts'
import { INTERFACE, type Lab, type LabProcess, waitFor } from './lab.ts'

// Real VRRP daemons on the hosts of a lab, each with configuration, pid files and sockets in the lab's directory.

/** keepalived on one host: a parent and the VRRP child that does the work. */
export class Keepalived {
  /** Where its configuration is: what `-c` takes. */
  readonly configFile: string
  readonly #lab: Lab
  readonly #host: string
  readonly #binary: string
  readonly #pidFile: string
  readonly #vrrpPidFile: string
  #process: LabProcess | undefined

  constructor(lab: Lab, host: string, config: string, binary = 'keepalived') {
    this.#lab = lab
    this.#host = host
    this.#binary = binary
    this.configFile = join(lab.dir, `${host}.keepalived.conf`)
    this.#pidFile = join(lab.dir, `${host}.pid`)
    this.#vrrpPidFile = join(lab.dir, `${host}.vrrp.pid`)
    this.#configure(config)
  }

  /** Resolves once the VRRP child runs. */
  async start(): Promise<void> {
    const files = ['-f', this.configFile, '-p', this.#pidFile, '-r', this.#vrrpPidFile]
    // It keeps a copy of its configuration in the system's temporary directory, and leaves it there when it is killed.
    const env = ['env', `TMPDIR=${this.#lab.dir}`]
    // -G: where no log daemon runs, syslog writes to the console; a serial one holds keepalived up for half a second.
    const started = this.#lab.start(this.#host, [...env, this.#binary, '-n', '-l', '-G', '-D', '-P', ...files], {
      logFile: join(this.#lab.dir, `${this.#host}.log`),
    })
    this.#process = started
    let ended = false
    started.exited.then(() => {
      ended = true
    })
    if (!(await waitFor(() => ended || pidIn(this.#vrrpPidFile) !== undefined, 5000)) || ended)
      throw new VrrpscopeError('lab/keepalived', `keepalived does not run on ${this.#host}`, started.output().trim())
  }

  /** SIGTERM: priority 0 goes out at once, the process lives about one second more. */
  async stop(): Promise<void> {
    this.#process?.child.kill('SIGTERM')
    await this.#process?.exited
  }

  reload(config: string): void {
    this.#configure(config)
    this.#process?.child.kill('SIGHUP')
  }

  /**
   * A crash without goodbye: both processes are frozen before they are killed, because the parent restarts a dead child
   * and a child whose parent dies says priority 0. The addresses stay on the interface.
   */
  async crash(): Promise<void> {
    const pids = [this.#vrrpPid(), this.#process?.pid].filter((pid) => pid !== undefined)
    for (const pid of pids) process.kill(pid, 'SIGSTOP')
    for (const pid of pids) process.kill(pid, 'SIGKILL')
    await this.#process?.exited
    rmSync(this.#pidFile, { force: true })
    rmSync(this.#vrrpPidFile, { force: true })
  }

  /** The VRRP process is not scheduled until `thaw`. */
  freeze(): void {
    process.kill(this.#vrrpPid(), 'SIGSTOP')
  }

  thaw(): void {
    process.kill(this.#vrrpPid(), 'SIGCONT')
  }

  log(): string {
    return this.#process?.output() ?? ''
  }

  #configure(config: string): void {
    writeFileSync(this.configFile, config, { mode: 0o600 })
  }

  #vrrpPid(): number {
    const pid = pidIn(this.#vrrpPidFile)
    if (pid === undefined)
      throw new VrrpscopeError('lab/keepalived', `keepalived does not run on ${this.#host}`, 'start it first')
    return pid
  }
}

/** One virtual router that FRR serves; addresses are `192.0.2.161/24`. */
export interface FrrVirtualRouter {
  readonly vrid: number
  readonly family: 4 | 6
  readonly addresses: readonly string[]
}

/**
 * What `ip` is told to make the macvlan of a virtual router, with the virtual MAC and these addresses: vrrpd looks for it
 * and does not make it. The link-local address that the kernel would make of the MAC is the same on every router and comes
 * anew with every carrier, which vrrpd takes for a loss: over IPv6 one belongs among the addresses.
 */
export function macvlanCommands({ vrid, family, addresses }: FrrVirtualRouter): string[] {
  const name = `vrrp${family}-${vrid}`
  const noDad = family === 6 ? ' nodad' : ''
  return [
    `link add ${name} link ${INTERFACE} address ${virtualMac(family, vrid)} type macvlan mode bridge`,
    ...(family === 6 ? [`link set ${name} addrgenmode none`] : []),
    ...addresses.map((address) => `addr add ${address} dev ${name}${noDad}`),
    `link set ${name} up`,
  ]
}

/** FRR's zebra and vrrpd on one host. */
export class Frr {
  /** Where its configuration is: what `-c` takes. */
  readonly configFile: string
  readonly #lab: Lab
  readonly #host: string
  readonly #dir: string
  #zebra: LabProcess | undefined
  #vrrpd: LabProcess | undefined

  constructor(lab: Lab, host: string, config: string) {
    this.#lab = lab
    this.#host = host
    this.#dir = join(lab.dir, `frr-${host}`)
    this.configFile = join(this.#dir, 'vrrpd.conf')
    mkdirSync(this.#dir, { recursive: true })
    chmodSync(this.#dir, 0o777) // the daemons drop to the user frr
    writeFileSync(this.configFile, config)
    writeFileSync(join(this.#dir, 'zebra.conf'), `hostname ${host}\n`)
  }

  /** Makes its macvlan; over IPv6 with an address of its own, the last to be added: vrrpd sends from the first it finds. */
  async addVirtualRouter({ addresses, ...router }: FrrVirtualRouter): Promise<void> {
    const own = router.family === 6 ? [`${someLinkLocal()}/64`] : []
    for (const command of macvlanCommands({ ...router, addresses: [...addresses, ...own] }))
      await this.#lab.must(this.#host, ['ip', ...command.split(' ')])
  }

  /** Resolves once vrrpd answers its shell. */
  async start(): Promise<void> {
    this.#zebra ??= this.#daemon('zebra', join(this.#dir, 'zebra.conf'))
    await waitFor(async () => (await this.shell('show version', 'zebra')).includes('FRR'), 5000)
    this.#vrrpd = this.#daemon('vrrpd', this.configFile)
    if (!(await waitFor(async () => (await this.shell('show vrrp json')).includes('vrid'), 5000)))
      throw new VrrpscopeError('lab/frr', `vrrpd does not run on ${this.#host}`, this.log().trim())
  }

  /** SIGTERM to vrrpd: priority 0 if it is Active. */
  async stop(): Promise<void> {
    for (const daemon of [this.#vrrpd, this.#zebra]) {
      daemon?.child.kill('SIGTERM')
      await daemon?.exited
    }
    this.#zebra = undefined
  }

  /** SIGKILL to vrrpd: no goodbye, the addresses stay. */
  async crash(): Promise<void> {
    this.#vrrpd?.child.kill('SIGKILL')
    await this.#vrrpd?.exited
  }

  /** vrrpd is not scheduled until `thaw`. */
  freeze(): void {
    this.#vrrpd?.child.kill('SIGSTOP')
  }

  thaw(): void {
    this.#vrrpd?.child.kill('SIGCONT')
  }

  /** Lines of configuration, while it runs. */
  async configure(lines: readonly string[]): Promise<void> {
    const argv = ['configure terminal', ...lines].flatMap((line) => ['-c', line])
    await this.#lab.must(this.#host, ['vtysh', '--vty_socket', this.#dir, '-d', 'vrrpd', ...argv])
  }

  /** One command of FRR's shell, for its text or JSON. */
  async shell(command: string, daemon = 'vrrpd'): Promise<string> {
    const argv = ['vtysh', '--vty_socket', this.#dir, '-d', daemon, '-c', command]
    return (await this.#lab.run(this.#host, argv)).stdout
  }

  log(): string {
    return this.#vrrpd?.output() ?? ''
  }

  #daemon(name: 'zebra' | 'vrrpd', config: string): LabProcess {
    const own = ['-f', config, '-i', join(this.#dir, `${name}.pid`), '-z', join(this.#dir, 'zserv.api')]
    const shell = ['--vty_socket', this.#dir, '-P', '0', '-u', 'frr', '-g', 'frr']
    const log = ['--log', 'stdout', '--log-level', 'informational']
    // Each daemon makes a directory of its own in /var/tmp and leaves it there: let that be ours, for it alone.
    const inOurs = ['sh', '-c', 'mount --bind "$0" /var/tmp && exec "$@"', this.#dir]
    return this.#lab.start(this.#host, [...inOurs, `/usr/lib/frr/${name}`, ...own, ...shell, ...log], {
      logFile: join(this.#lab.dir, `${this.#host}.${name}.log`),
    })
  }
}

const someLinkLocal = (): string => `fe80::${randomBytes(8).toString('hex').match(/..../g)!.join(':')}`

function pidIn(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10)
    return pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}

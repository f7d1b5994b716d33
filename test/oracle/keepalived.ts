import { spawn, spawnSync } from 'node:child_process'

// keepalived -t, asked in a network namespace of its own that has the interfaces.

/** The interfaces of that namespace; every configuration names only these. */
export const INTERFACES = ['ens192', 'eth0', 'eth1']

export const keepalivedVersion = (): string =>
  spawnSync('keepalived', ['--version'], { encoding: 'utf8' }).stderr?.split('\n', 1)[0] ?? ''

export interface Verdict {
  readonly exit: number | null
  readonly said: readonly string[]
}

const ip = (...words: string[]): void => {
  const { status, stderr } = spawnSync('ip', words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`ip ${words.join(' ')}: ${stderr}`)
}

/** Makes the namespace; `close` deletes it. */
export function openNamespace(name: string): { readonly name: string; close(): void } {
  ip('netns', 'add', name)
  ip('-n', name, 'link', 'set', 'lo', 'up')
  for (const one of INTERFACES) {
    ip('-n', name, 'link', 'add', one, 'type', 'veth', 'peer', 'name', `p${one}`)
    ip('-n', name, 'link', 'set', one, 'up')
    ip('-n', name, 'link', 'set', `p${one}`, 'up')
  }
  ip('-n', name, 'addr', 'add', '192.0.2.11/24', 'dev', 'ens192')
  ip('-n', name, 'addr', 'add', '172.18.5.144/24', 'dev', 'ens192')
  return { name, close: () => ip('netns', 'del', name) }
}

/**
 * What keepalived says of one file of `directory`, line for line, the progress of its start left out. Exit null: killed
 * after `patienceMs`.
 */
export function askKeepalived(
  namespace: string,
  directory: string,
  file: string,
  words: readonly string[] = [],
  patienceMs = 60_000,
): Promise<Verdict> {
  const command = ['netns', 'exec', namespace, 'keepalived', '-t', '-l', '-G', '-f', file, ...words]
  return new Promise((resolve, reject) => {
    const child = spawn('ip', command, {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: patienceMs,
      killSignal: 'SIGKILL',
    })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    child.on('error', reject)
    child.on('close', (exit) =>
      resolve({
        exit,
        said: [...new Set(text.split('\n').filter((line) => line.trim() !== '' && !PROGRESS.test(line)))],
      }),
    )
  })
}

/** The progress of a start, and what keepalived says about itself. */
const PROGRESS =
  /^(Starting Keepalived|Running on Linux|Command line|\s*'|Opening file|Configuration file|NOTICE: setting config|Stopped|Initializing)/

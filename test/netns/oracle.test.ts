import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

// The oracle itself: keepalived -t over every configuration, in a namespace that has the interfaces. It must still say
// what test/config/keepalived/oracle.test.ts compares our findings with.

const DIRECTORY = fileURLToPath(new URL('../../fixtures/configs/oracle/', import.meta.url))
const NAMESPACE = `vso-${process.pid}`

const ip = (...words: string[]): void => {
  const { status, stderr } = spawnSync('ip', words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`ip ${words.join(' ')}: ${stderr}`)
}

const version = spawnSync('keepalived', ['--version'], { encoding: 'utf8' }).stderr?.split('\n', 1)[0] ?? ''
const canRun = process.getuid?.() === 0 && version.includes('v2.2.7')
if (!canRun) console.warn(`oracle: skipped, needs root and keepalived 2.2.7 (${version || 'no keepalived'})`)

/** Complaints about the machine, and the progress of a start; what the recording leaves out, too. */
const NOISE =
  /Starting Keepalived|Running on Linux|Command line|Opening file|Configuration file|NOTICE: setting config|^\s*'|Script user|SECURITY|keepalived_script|firewall|nftables|Stopped|Initializing|^$|outside range|invalid number|negative number|Non-existent interface|Can't find|cn_proc|process not supported|Deleting|Success|use_vmac or no_accept|Unable to set/

function ask(file: string): { exit: number | null; said: string[] } {
  const words = ['netns', 'exec', NAMESPACE, 'keepalived', '-t', '-l', '-f', file]
  const { status, stdout, stderr } = spawnSync('ip', words, { cwd: DIRECTORY, encoding: 'utf8' })
  const lines = (stdout + stderr)
    .split('\n')
    .filter((line) => !NOISE.test(line) || line.includes('iptables not'))
    .map((line) => line.replaceAll(`(${file}: Line`, '(Line'))
  return { exit: status, said: [...new Set(lines)] }
}

describe.runIf(canRun)('keepalived -t', () => {
  beforeAll(() => {
    ip('netns', 'add', NAMESPACE)
    ip('-n', NAMESPACE, 'link', 'set', 'lo', 'up')
    for (const name of ['ens192', 'eth0', 'eth1']) {
      ip('-n', NAMESPACE, 'link', 'add', name, 'type', 'veth', 'peer', 'name', `p${name}`)
      ip('-n', NAMESPACE, 'link', 'set', name, 'up')
      ip('-n', NAMESPACE, 'link', 'set', `p${name}`, 'up')
    }
    ip('-n', NAMESPACE, 'addr', 'add', '192.0.2.11/24', 'dev', 'ens192')
    ip('-n', NAMESPACE, 'addr', 'add', '172.18.5.144/24', 'dev', 'ens192')
  })
  afterAll(() => ip('netns', 'del', NAMESPACE))

  test('says of every configuration what was recorded', () => {
    const recorded = JSON.parse(readFileSync(`${DIRECTORY}/keepalived-2.2.7.json`, 'utf8'))
    const files = readdirSync(DIRECTORY).filter((file) => file.endsWith('.conf'))
    expect(files.length).toBeGreaterThanOrEqual(120)
    for (const file of files) expect(ask(file), file).toEqual(recorded[file])
  })
})

// What `npm start`, `npm test` and the benchmark need before they can run. Everything it says goes to standard error.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
export const PROGRAM = join(ROOT, 'dist/cli/main.js')

/** Debian packages of the whole test suite, each with a file or command that shows that it is there. */
export const TEST_PACKAGES = [
  { name: 'keepalived', probe: 'keepalived' },
  { name: 'frr', probe: '/usr/lib/frr/vrrpd' },
  { name: 'tshark', probe: 'tshark' },
  { name: 'tcpdump', probe: 'tcpdump' },
  { name: 'nftables', probe: 'nft' },
  { name: 'iptables', probe: 'iptables' },
  { name: 'iproute2', probe: 'ip' },
  { name: 'iputils-ping', probe: 'ping' },
  { name: 'procps', probe: 'sysctl' },
  { name: 'curl', probe: 'curl' },
  { name: 'prometheus', probe: 'promtool' },
  ...nativePackages(),
]

export const say = (text) => process.stderr.write(`${text}\n`)
export const isRoot = process.getuid?.() === 0

/** The packages that are missing and could not be installed. */
export function ensurePackages(packages) {
  const missing = packages.filter((wanted) => !isThere(wanted.probe)).map((wanted) => wanted.name)
  if (missing.length === 0) return []
  const command = ['apt-get', 'install', '--yes', '--no-install-recommends', ...missing]
  if (!isRoot || !isThere('apt-get')) {
    say(`set-up: missing Debian packages; as root run: ${command.join(' ')}`)
    return missing
  }
  say(`set-up: installing Debian packages: ${missing.join(' ')}`)
  if (!apt(command)) {
    say('set-up: apt does not know them yet, updating its lists')
    apt(['apt-get', 'update'])
    apt(command)
  }
  return packages.filter((wanted) => !isThere(wanted.probe)).map((wanted) => wanted.name)
}

/** Installs node_modules if they are not what package-lock.json says. */
export function ensureModules() {
  if (modulesMatchLock()) return buildCapIfPossible()
  // cap is optional and native. Where it cannot be built, not even trying is quicker and quieter.
  const scripts = canBuildCap() ? [] : ['--ignore-scripts']
  say(`set-up: npm ci${scripts.length > 0 ? ' (without cap: libpcap-dev, make, g++ or python3 is missing)' : ''}`)
  run('npm', ['ci', '--no-audit', '--no-fund', ...scripts], nativeEnvironment())
}

/** Bundles src/ into dist/ if anything in it is newer. */
export function ensureBuilt() {
  const stamp = join(ROOT, 'dist/.built')
  const sources = ['scripts/build.mjs', 'scripts/load.cjs', 'scripts/keep-code.cjs', 'package-lock.json'].map((name) =>
    mtime(join(ROOT, name)),
  )
  if (existsSync(stamp) && Math.max(newest(join(ROOT, 'src')), ...sources) <= mtime(stamp)) return
  say('set-up: building dist/')
  const started = new Date()
  run(process.execPath, [join(ROOT, 'scripts/build.mjs')])
  writeFileSync(stamp, `${started.toISOString()}\n`)
}

function nativePackages() {
  return [
    { name: 'libpcap-dev', probe: '/usr/include/pcap.h' },
    { name: 'make', probe: 'make' },
    { name: 'g++', probe: 'g++' },
    { name: 'python3', probe: 'python3' },
  ]
}

function canBuildCap() {
  return nativePackages().every((wanted) => isThere(wanted.probe))
}

function buildCapIfPossible() {
  const installed = existsSync(join(ROOT, 'node_modules/cap'))
  if (!installed || existsSync(join(ROOT, 'node_modules/cap/build/Release/cap.node')) || !canBuildCap()) return
  say('set-up: npm rebuild cap')
  spawnSync('npm', ['rebuild', 'cap'], { cwd: ROOT, stdio: ['ignore', 2, 2], env: nativeEnvironment() })
}

/** Node's own headers, where they came with it: else node-gyp wants to download them. */
function nativeEnvironment() {
  const prefix = dirname(dirname(process.execPath))
  return existsSync(join(prefix, 'include/node/node.h')) ? { ...process.env, npm_config_nodedir: prefix } : process.env
}

/** npm notes in node_modules what it installed; optional packages may be absent. */
function modulesMatchLock() {
  const noted = join(ROOT, 'node_modules/.package-lock.json')
  if (!existsSync(noted)) return false
  const wanted = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages
  const installed = JSON.parse(readFileSync(noted, 'utf8')).packages
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  )
}

// Debian asks /usr/sbin/policy-rc.d before a package starts its service: keepalived, FRR and Prometheus are here to be
// run by tests, not by the machine. The answer stands only while this shell lives, and a machine's own answer stays.
const WITHOUT_SERVICES = `
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  trap 'rm -f $policy' EXIT
  trap 'exit 130' INT TERM HUP
  printf '#!/bin/sh\\n[ -d /proc/%d ] || exit 0\\nexit 101\\n' $$ >$policy
  chmod 755 $policy
fi
"$@"`

function apt(command) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const words = ['-c', WITHOUT_SERVICES, 'sh', ...command]
  return spawnSync('/bin/sh', words, { stdio: ['ignore', 2, 2], env }).status === 0
}

function run(command, words, env = process.env) {
  const { status, error } = spawnSync(command, words, { cwd: ROOT, stdio: ['ignore', 2, 2], env })
  if (status === 0) return
  say(`set-up: ${command} ${words.join(' ')} failed${error ? `: ${error.message}` : ''}`)
  process.exit(status || 1)
}

function isThere(probe) {
  if (probe.startsWith('/')) return existsSync(probe)
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return folders.some((folder) => existsSync(join(folder, probe)))
}

const mtime = (path) => statSync(path).mtimeMs

function newest(folder) {
  let latest = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    latest = Math.max(latest, mtime(path), entry.isDirectory() ? newest(path) : 0)
  }
  return latest
}

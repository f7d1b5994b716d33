// npm run bench [-- live [PART...]] [--quick]: what vrrpscope costs, beside tcpdump and tshark on the same files in the same run.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { DATA_CENTRE, makeAdverts, makeMixed, SIMPLE_IMIX } from '../test/bench/captures.mjs'
import { ensureBuilt, ensureModules, PROGRAM, ROOT, say } from './setup.mjs'

const quick = process.argv.includes('--quick')
const MIXED_BYTES = quick ? 80e6 : 1.6e9
const ADVERTS = quick ? 150_000 : 3_000_000
const ROUNDS = quick ? 3 : 5
const MIX =
  '0.1 % VRRP, 0.4 % ARP, ND, ICMP, IGMP, 9 % tagged, 5 % IPv6, 2 % VXLAN, 1 % GRE, 1 % MPLS, the rest TCP and UDP'
// What Node reads at its start by wish of the environment would be measured in every row.
const { NODE_EXTRA_CA_CERTS: _certificates, NODE_OPTIONS: _options, ...env } = process.env

ensureModules()
ensureBuilt()
if (process.argv.includes('live')) {
  const { benchLive } = await import('../test/bench/live.mjs')
  await benchLive(process.argv.slice(2).filter((word) => word !== 'live' && word !== '--quick'))
  process.exit()
}
const folder = mkdtempSync(join(tmpdir(), 'vrrpscope-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
process.on('SIGINT', () => process.exit(130))

const ours = (...words) => ({ name: `vrrpscope ${words[0]}`, command: process.execPath, words: [PROGRAM, ...words] })
const other = (name, ...words) => (isThere(name) ? { name, command: name, words } : undefined)
const rows = []
const devNull = openSync('/dev/null', 'w')

for (const [name, sizes] of Object.entries({ 'data centre': DATA_CENTRE, 'simple IMIX': SIMPLE_IMIX })) {
  const mixed = join(folder, 'mixed.pcap')
  const made = makeMixed(mixed, MIXED_BYTES, sizes)
  const mean = Math.round(made.bytes / made.frames - 16)
  say(`${name}: ${made.frames} frames of ${mean} bytes in the mean, ${(made.bytes / 1e9).toFixed(2)} GB: ${MIX}`)
  const filter = other('tcpdump', '-nr', mixed, '-w', '/dev/null', 'ip proto 112')
  await compare(`audit, ${name}`, ours('audit', mixed), filter, 0.6)
  rmSync(mixed)
}

const adverts = join(folder, 'adverts.pcap')
const many = makeAdverts(adverts, ADVERTS)
say(`advert capture: ${many.frames} adverts of 255 virtual routers, ${(many.bytes / 1e9).toFixed(2)} GB`)
const fields = ['-T', 'fields', '-e', 'vrrp.virt_rtr_id']
await compare('audit, adverts', ours('audit', adverts), other('tcpdump', '-nvr', adverts), 1 / 10)
await compare('audit, adverts', ours('audit', adverts), other('tshark', '-r', adverts, ...fields), 1 / 30, 1)
rmSync(adverts)

const node = { name: 'node -e 0', command: process.execPath, words: ['-e', '0'] }
const seed = join(ROOT, 'fixtures/captures/seed-unicast-start-sigterm-return')
const configs = ['n144', 'n145'].map((name) => join(seed, `${name}.keepalived.conf`))
await compare('start, --version', ours('--version'), node, 1.8, 20)
await compare('start, check of two files', ours('check', ...configs), node, 3, 20)
report()
speak('beats', 10, quick ? 5 : 60)
speak('beats', 1000, quick ? 10 : 120)
speak('many', quick ? 10 : 60)

/** Runs both by turns and notes the best time of each: what disturbs a run only ever makes it longer. */
async function compare(what, subject, rival, target, rounds = ROUNDS) {
  if (rival === undefined) return say(`${what}: not compared, the other program is not installed`)
  const best = { subject: { seconds: Infinity, megabytes: 0 }, rival: { seconds: Infinity, megabytes: 0 } }
  for (let round = 0; round < rounds; round++) {
    merge(best.subject, await measure(subject))
    merge(best.rival, await measure(rival))
  }
  rows.push({ what, rivalName: rival.name, target, ...best })
}

function merge(best, run) {
  best.seconds = Math.min(best.seconds, run.seconds)
  best.megabytes = Math.max(best.megabytes, run.megabytes)
}

/** One run of a program, output thrown away: wall time, and peak memory as the kernel counted it at the last look. */
function measure({ command, words }) {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(command, words, { cwd: ROOT, env, stdio: ['ignore', devNull, 'ignore'] })
    let megabytes = 0
    const look = setInterval(() => {
      megabytes = Math.max(megabytes, peakMegabytes(child.pid))
    }, 20)
    child.on('error', reject)
    child.on('exit', (status) => {
      clearInterval(look)
      if (status !== 0) reject(new Error(`${command} ${words.join(' ')} ended with ${status}`))
      else resolve({ seconds: (performance.now() - started) / 1000, megabytes })
    })
  })
}

function peakMegabytes(pid) {
  try {
    const match = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return match === null ? 0 : Number(match[1]) / 1024
  } catch {
    return 0
  }
}

function report() {
  const table = rows.map(({ what, rivalName, target, subject, rival }) => {
    const ratio = subject.seconds / rival.seconds
    return {
      measured: what,
      'vrrpscope s': subject.seconds.toFixed(3),
      'peak MB': subject.megabytes.toFixed(0),
      beside: rivalName,
      'its s': rival.seconds.toFixed(3),
      ratio: ratio.toFixed(3),
      'at most': target.toFixed(3),
      met: ratio <= target ? 'yes' : 'no',
    }
  })
  console.table(table)
}

/** Prints how even the adverts of speak are beside keepalived's, and how 255 virtual routers fare. */
function speak(...what) {
  const words = ['--import', 'tsx', 'test/bench/speak.ts', ...what.map(String)]
  spawnSync(process.execPath, words, { cwd: ROOT, stdio: 'inherit' })
}

function isThere(name) {
  return (process.env.PATH ?? '').split(delimiter).some((path) => existsSync(join(path, name)))
}

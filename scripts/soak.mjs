// npm run soak [-- PART...]: the long form of what the tests do briefly, about an hour and a half in all; root for the live parts.
// Ends with one line for each part. `npm run soak -- netns` runs one of them.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { ensureBuilt, ensureModules, ROOT } from './setup.mjs'

const script = (name, ...words) => [process.execPath, join(ROOT, 'scripts', name), ...words]
const vitest = (project) => [join(ROOT, 'node_modules/.bin/vitest'), 'run', '--project', project, '--reporter=dot']

/** What runs, and how often: a test that fails now and then fails here. */
const PARTS = {
  fuzz: { command: script('fuzz.mjs', '--frames', '5000000') },
  // Random configurations against keepalived -t.
  oracle: { command: script('soak-oracle.mjs', '10000') },
  // Every mutant against every case, then the suite against keepalived and FRR, six times each.
  conform: { command: script('soak-conform.mjs') },
  unit: { command: vitest('unit'), times: 5 },
  long: { command: vitest('long'), times: 5 },
  process: { command: vitest('process'), times: 5 },
  netns: { command: vitest('netns'), times: 5 },
  // A minute of 50 000 adverts a second for a speaker.
  flood: { command: ['env', 'FLOOD_SEC=60', ...vitest('netns'), 'test/netns/speak-flood.test.ts'] },
  // Every kind of router with every fault, told in time by both backends.
  matrix: { command: vitest('matrix') },
  // Floods of 60 000 adverts a second for 20 s; 255 virtual routers at 100 ms for 10 minutes.
  live: { command: script('bench.mjs', 'live') },
  bench: { command: script('bench.mjs') },
}

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(PARTS)
const unknown = wanted.find((part) => PARTS[part] === undefined)
if (unknown !== undefined) {
  console.error(`soak: no part ${unknown}; there are ${Object.keys(PARTS).join(', ')}`)
  process.exit(2)
}
ensureModules()
ensureBuilt()
const results = wanted.map(run)
console.log(`\n${results.map(({ line }) => line).join('\n')}`)
process.exit(results.some(({ failures }) => failures > 0) ? 1 : 0)

function run(part) {
  const { command, times = 1 } = PARTS[part]
  const started = performance.now()
  let failures = 0
  for (let time = 1; time <= times; time++) {
    console.log(`\n== ${part}${times > 1 ? `, ${time} of ${times}` : ''}`)
    if (spawnSync(command[0], command.slice(1), { cwd: ROOT, stdio: 'inherit' }).status !== 0) failures++
  }
  const minutes = ((performance.now() - started) / 60_000).toFixed(1)
  return { failures, line: `${part}: ${times} run${times > 1 ? 's' : ''}, ${failures} failed, ${minutes} min` }
}

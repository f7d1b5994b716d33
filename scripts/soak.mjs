// npm run soak [-- MINUTES [PROJECT [FILE...]]]: the tests again and again, to find the one that fails now and then.
// PROJECT `conform` is no project of vitest: the whole suite against keepalived, whose verdicts must stay what they were.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt, ensureModules, ROOT } from './setup.mjs'

const [minutes = '30', project = 'netns', ...files] = process.argv.slice(2)
const until = Date.now() + Number(minutes) * 60_000
ensureModules()
ensureBuilt()
let runs = 0
let failures = 0
if (project === 'conform') process.exit(soakConform())
do {
  const words = ['run', '--project', project, '--reporter=dot', ...files]
  const { status, signal } = spawnSync(join(ROOT, 'node_modules/.bin/vitest'), words, { cwd: ROOT, stdio: 'inherit' })
  if (signal) break
  runs++
  if (status !== 0) failures++
  console.log(`${new Date().toISOString()} run ${runs}, ${failures} failed`)
} while (Date.now() < until)
process.exit(failures > 0 ? 1 : 0)

/** Runs the suite again and again against the same daemon, and the whole proof once; returns the exit status. */
function soakConform() {
  const dir = mkdtempSync(join(tmpdir(), 'vrrpscope-soak-'))
  const first = join(dir, 'first.json')
  const proof = spawnSync(process.execPath, [join(ROOT, 'scripts/proof.mjs'), '--check'], { stdio: 'inherit' }).status
  do {
    const words = [join(ROOT, 'dist/cli/main.js'), 'conform', '--lab', 'keepalived', '-q', '-f', 'json']
    if (runs > 0) words.push('--baseline', first)
    const { stdout, signal } = spawnSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 1 << 28 })
    if (signal) break
    const { summary, baseline, wallMs } = JSON.parse(stdout)
    if (runs++ === 0) writeFileSync(first, stdout)
    const changes = (baseline?.changes ?? []).filter(({ before }) => before !== 'inconclusive')
    if (changes.length > 0) failures++
    console.log(
      `run ${runs}: ${Math.round(wallMs / 1000)} s, ${JSON.stringify(summary)}, changed: ${JSON.stringify(changes)}`,
    )
  } while (Date.now() < until)
  rmSync(dir, { recursive: true })
  return failures > 0 || proof !== 0 ? 1 : 0
}

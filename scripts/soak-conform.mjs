// node scripts/soak-conform.mjs MINUTES: every mutant against every case once, then the whole suite against keepalived
// again and again, whose verdicts must stay what they were.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt, PROGRAM, ROOT } from './setup.mjs'

const [minutes = '20'] = process.argv.slice(2)
const until = Date.now() + Number(minutes) * 60_000
ensureBuilt()
const dir = mkdtempSync(join(tmpdir(), 'vrrpscope-soak-'))
const first = join(dir, 'first.json')
const proof = spawnSync(process.execPath, [join(ROOT, 'scripts/proof.mjs'), '--check'], { stdio: 'inherit' }).status
let runs = 0
let failures = 0
do {
  const words = [PROGRAM, 'conform', '--lab', 'keepalived', '-q', '-f', 'json']
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
process.exit(failures > 0 || proof !== 0 ? 1 : 0)

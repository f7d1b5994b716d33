// node scripts/soak-conform.mjs [DAEMON...]: every mutant against every case, then three runs of the whole suite against
// keepalived and FRR, and three more with a busy loop on a core. The verdicts of a daemon must be the same in all of
// them; at most 2 % of the cases of a run may be inconclusive. About 25 minutes; root.
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureBuilt, PROGRAM, ROOT } from './setup.mjs'

const RUNS = 3
const INCONCLUSIVE_SHARE = 0.02

const asked = process.argv.slice(2)
ensureBuilt()
let failures =
  asked.length > 0
    ? 0
    : spawnSync(process.execPath, [join(ROOT, 'scripts/proof.mjs'), '--check'], { stdio: 'inherit' }).status
for (const daemon of asked.length > 0 ? asked : ['keepalived', 'frr']) {
  const reports = [...runsOf(daemon, 'alone'), ...(await beside(() => runsOf(daemon, 'beside a busy loop')))]
  const outcomes = new Map()
  for (const { cases } of reports)
    for (const { id, outcome } of cases)
      if (outcome !== 'inconclusive') outcomes.set(id, new Set([...(outcomes.get(id) ?? []), outcome]))
  const torn = [...outcomes].filter(([, all]) => all.size > 1)
  for (const [id, all] of torn) console.log(`${daemon}: ${id}: ${[...all].join(', then ')}`)
  console.log(`${daemon}: ${outcomes.size} cases, ${torn.length} with more than one verdict in ${reports.length} runs`)
  failures += torn.length
}
process.exit(failures > 0 ? 1 : 0)

function runsOf(daemon, words) {
  return Array.from({ length: RUNS }, (_, i) => {
    const argv = [PROGRAM, 'conform', '--lab', daemon, '-q', '-f', 'json']
    const { stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8', maxBuffer: 1 << 28 })
    if (stdout === '') throw new Error(stderr)
    const report = JSON.parse(stdout)
    const { summary, cases, wallMs, noise } = report
    const isTooVague = summary.inconclusive > INCONCLUSIVE_SHARE * (cases.length - summary.skipped)
    if (isTooVague) failures++
    console.log(
      `${daemon} ${words}, run ${i + 1}: ${Math.round(wallMs / 1000)} s, ${JSON.stringify(summary)}, late by ${Math.round(noise.alarmMs)} ms at worst${isTooVague ? ': TOO MANY INCONCLUSIVE' : ''}`,
    )
    for (const { id, why } of cases.filter(({ outcome }) => outcome === 'inconclusive')) console.log(`  ${id}: ${why}`)
    return report
  })
}

/** With a process beside it that never rests. */
async function beside(work) {
  const loop = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' })
  try {
    return work()
  } finally {
    loop.kill('SIGKILL')
  }
}

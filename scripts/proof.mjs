// node scripts/proof.mjs: every mutant against every case on the virtual LAN, to docs/conformance/proof.md (minutes).
// With --check it writes nothing, and fails where the page is behind. `node scripts/proof.mjs CASE...` runs these cases alone
// and takes what the page says of the others.
import { fork } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { register } from 'tsx/esm/api'

register()
const { CASES } = await import('../src/conform/cases/index.ts')
const { MUTANTS } = await import('../src/conform/mutants/index.ts')
const { stagesOf } = await import('../src/conform/virtual/suite.ts')
const { runVirtually } = await import('../src/conform/virtual/world.ts')
const { keyedHash } = await import('../src/edge/keyed-hash.ts')

const page = new URL('../docs/conformance/proof.md', import.meta.url)
const settle = () => new Promise((resolve) => setImmediate(resolve))

const asked = process.argv.slice(2).filter((word) => word.includes('/'))
/** What the page says of each mutant, where only some cases are run. */
const known = new Map(
  asked.length === 0
    ? []
    : [...readFileSync(page, 'utf8').matchAll(/^\| (\S+) \| it .* \| (.*) \|$/gm)].map(([, name, ids]) => [
        name,
        ids.split(', '),
      ]),
)

async function isFailedBy(candidate, mutant) {
  for (const { router, others } of stagesOf(candidate)) {
    const { outcome, expected } = await runVirtually(candidate, router, others, { hash: keyedHash, settle, mutant })
    if (outcome === 'fail' || outcome === 'non-strict' || (outcome === 'info' && expected !== undefined)) return true
  }
  return false
}

/** The rows of the mutants that one process looks after: each `of`th from `part` on. */
async function rowsOf(part, of) {
  const rows = []
  for (const [i, mutant] of MUTANTS.entries()) {
    if (i % of !== part) continue
    const caught = new Set(known.get(mutant.name)?.filter((id) => !asked.includes(id)))
    for (const candidate of CASES)
      if ((asked.length === 0 || asked.includes(candidate.id)) && (await isFailedBy(candidate, mutant)))
        caught.add(candidate.id)
    rows.push({ i, caught: CASES.map(({ id }) => id).filter((id) => caught.has(id)) })
  }
  return rows
}

if (process.send !== undefined) {
  const [part, of] = process.argv.slice(-2).map(Number)
  process.send(await rowsOf(part, of))
  process.exit(0)
}

const processes = availableParallelism()
const parts = Array.from({ length: processes }, (_, part) => {
  const child = fork(fileURLToPath(import.meta.url), [...asked, String(part), String(processes)])
  return new Promise((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', (status) => reject(new Error(`a part ended with ${status}`)))
  })
})
const rows = (await Promise.all(parts))
  .flat()
  .sort((a, b) => a.i - b.i)
  .map(({ i, caught }) => ({ mutant: MUTANTS[i], caught }))

const provenBy = new Map(CASES.map(({ id }) => [id, rows.filter(({ caught }) => caught.includes(id)).length]))
const text = [
  '# Proof',
  '',
  'Written by `node scripts/proof.mjs`. A case that nothing fails proves nothing: each is run against our own speaker with one',
  'thing wrong at a time, on the virtual LAN. `npm test` asserts that the sound speaker passes every case, that every case is',
  'failed by the mutants it names, and that every mutant is failed by a case. This is the whole table.',
  '',
  `${MUTANTS.length} mutants, ${CASES.length} cases; the least proven case is failed by ${Math.min(...provenBy.values())}.`,
  '',
  '## Cases that each mutant fails',
  '',
  '| mutant | what is wrong with it | cases |',
  '|---|---|---|',
  ...rows.map(({ mutant, caught }) => `| ${mutant.name} | it ${mutant.sentence} | ${caught.join(', ')} |`),
  '',
  '## Mutants that fail each case',
  '',
  '| case | how many |',
  '|---|---|',
  ...[...provenBy].map(([id, count]) => `| ${id} | ${count} |`),
  '',
].join('\n')

if (!process.argv.includes('--check')) writeFileSync(page, text)
else if (readFileSync(page, 'utf8') !== text) {
  console.error('docs/conformance/proof.md is behind: node scripts/proof.mjs')
  process.exit(1)
}

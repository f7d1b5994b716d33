// npm test: set-up, lint, types, then the four vitest projects. Ends with a line `N passed, N failed[, N skipped]`.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt, ensureModules, ensurePackages, isRoot, ROOT, say, TEST_PACKAGES } from './setup.mjs'

const inCi = process.env.CI === 'true'
const bin = (name) => join(ROOT, 'node_modules/.bin', name)
const total = { passed: 0, failed: 0, skipped: 0 }
const results = mkdtempSync(join(tmpdir(), 'vrrpscope-test-'))

try {
  checkMachine()
  ensureModules()
  ensureBuilt()
  step('lint', bin('biome'), ['check', '.'])
  step('typecheck', bin('tsc'), ['-p', 'tsconfig.json', '--noEmit'])
  for (const project of ['unit', 'long', 'process', 'netns']) runProject(project)
} finally {
  rmSync(results, { recursive: true, force: true })
}
if (total.skipped > 0) say(`\nSKIPPED: ${total.skipped} tests did not run on this machine; the reasons are above.`)
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`)
process.exit(total.failed > 0 ? 1 : 0)

/** Elsewhere tests that lack something are skipped aloud; in CI that would be a green lie. */
function checkMachine() {
  const lacks = ensurePackages(TEST_PACKAGES).map((name) => `the Debian package ${name}`)
  if (!isRoot) lacks.push('root (network namespaces)')
  for (const lack of lacks) say(`${inCi ? 'FAILED' : 'SKIPPED'}: tests that need ${lack}`)
  if (inCi) total.failed += lacks.length
}

function step(name, command, words) {
  say(`\n== ${name}`)
  if (spawnSync(command, words, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0) return
  say(`FAILED: ${name}`)
  total.failed++
}

function runProject(project) {
  say(`\n== ${project} tests`)
  const file = join(results, `${project}.json`)
  const words = ['run', '--project', project, '--passWithNoTests', '--reporter=default', '--reporter=json']
  const { status } = spawnSync(bin('vitest'), [...words, `--outputFile.json=${file}`], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const failedBefore = total.failed
  if (existsSync(file)) count(JSON.parse(readFileSync(file, 'utf8')), project)
  // A file that does not load or an error outside of any test has no test to its name.
  if (status !== 0 && total.failed === failedBefore) total.failed++
}

function count(report, project) {
  const skipped = report.numPendingTests + report.numTodoTests
  total.passed += report.numPassedTests
  total.failed += report.numFailedTests
  total.skipped += skipped
  if (!inCi || project !== 'netns' || skipped === 0) return
  say(`FAILED: ${skipped} ${project} tests were skipped`)
  total.failed += skipped
  total.skipped -= skipped
}

// node scripts/conformance-docs.mjs [NAME...]: runs the suite against the daemons of this machine and writes
// docs/conformance/NAME.md and README.md. Needs root. Fails where a deviation has no explanation in deviations.json, or a
// page could not be made.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt, ROOT } from './setup.mjs'

const RUNS = {
  'keepalived-v2': ['--lab', 'keepalived', '--vrrp-version', '2'],
  'keepalived-v3-ipv4': ['--lab', 'keepalived'],
  'keepalived-v3-ipv6': ['--lab', 'keepalived', '--family', '6'],
  'keepalived-v2-vmac': ['--lab', 'keepalived', '--vrrp-version', '2', '--use-vmac'],
  'keepalived-v3-ipv4-vmac': ['--lab', 'keepalived', '--use-vmac'],
  'keepalived-v3-ipv6-vmac': ['--lab', 'keepalived', '--family', '6', '--use-vmac'],
  'keepalived-v2-strict': ['--lab', 'keepalived', '--vrrp-version', '2', '--strict'],
  'keepalived-v3-ipv4-strict': ['--lab', 'keepalived', '--strict'],
  'keepalived-v3-ipv6-strict': ['--lab', 'keepalived', '--family', '6', '--strict'],
  'frr-v2': ['--lab', 'frr', '--vrrp-version', '2'],
  'frr-v3-ipv4': ['--lab', 'frr'],
  'frr-v3-ipv6': ['--lab', 'frr', '--family', '6'],
}

const docs = join(ROOT, 'docs/conformance')
const deviations = JSON.parse(readFileSync(join(docs, 'deviations.json'), 'utf8'))
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => RUNS[name] === undefined)
if (unknown.length > 0) throw new Error(`no page ${unknown.join(', ')}; there are ${Object.keys(RUNS).join(', ')}`)
ensureBuilt()
const unexplained = []
const failed = []
for (const [name, words] of Object.entries(RUNS)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  // The other pages are made also where one cannot be.
  try {
    const { summary, wallMs } = run(name, words)
    console.log(`${name}: ${seconds(wallMs)} s, ${JSON.stringify(summary)}`)
  } catch (problem) {
    failed.push(`${name}: ${problem.message}`)
    console.error(`NOT MADE: ${failed.at(-1)}`)
  }
}
const reports = Object.keys(RUNS).flatMap((name) => {
  const file = join(docs, `${name}.json`)
  return existsSync(file) ? [{ name, report: JSON.parse(readFileSync(file, 'utf8')) }] : []
})
for (const { name, report } of reports) writeFileSync(join(docs, `${name}.md`), pageOf(name, report))
writeFileSync(join(docs, 'README.md'), indexOf(reports))
for (const one of failed) console.error(`NOT MADE: ${one}`)
for (const one of unexplained) console.error(`NO EXPLANATION in deviations.json: ${one}`)
process.exit(unexplained.length + failed.length > 0 ? 1 : 0)

function run(name, words) {
  const argv = [join(ROOT, 'dist/cli/main.js'), 'conform', ...words, '-f', 'json', '-q']
  const { stdout, stderr, status } = spawnSync(process.execPath, argv, { encoding: 'utf8', maxBuffer: 1 << 28 })
  if (![0, 1, 6].includes(status)) throw new Error(`exit ${status}: ${stderr.trim()}`)
  const report = JSON.parse(stdout)
  writeFileSync(join(docs, `${name}.json`), `${JSON.stringify(report)}\n`)
  return report
}

function pageOf(name, { device, cases, summary, noise, wallMs, serialMs }) {
  const amiss = cases.filter(({ outcome }) => outcome === 'fail' || outcome === 'non-strict')
  const untold = cases.filter(({ outcome }) => outcome === 'inconclusive')
  const recorded = cases.filter(({ outcome }) => outcome === 'info')
  return [
    `# ${device.name}`,
    '',
    `Written by \`node scripts/conformance-docs.mjs ${name}\`: \`vrrpscope conform ${RUNS[name].join(' ')}\`, ${device.description}.`,
    `${sums(summary)}. ${seconds(wallMs)} s; one after another the cases would have taken ${seconds(serialMs)} s; allowance for`,
    `noise ${noise.allowanceMs.toFixed(1)} ms.`,
    '',
    '## Deviations',
    '',
    '| case | outcome | clause | expected | seen | explanation |',
    '|---|---|---|---|---|---|',
    ...amiss.map((each) => {
      const { id, outcome, references, expected, actual } = each
      return `| ${[id, outcome, references[0], expected, actual, explanation(name, each)].map(cell).join(' | ')} |`
    }),
    ...(untold.length > 0 ? ['', '## Could not be told', ''] : []),
    ...untold.map(({ id, why }) => `- ${id}: ${cell(why)}`),
    ...(recorded.length > 0 ? ['', '## Recorded', ''] : []),
    ...recorded.map(({ id, why, actual }) => `- ${id}: ${cell(why ?? actual)}`),
    '',
    '## Passed',
    '',
    cases
      .filter(({ outcome }) => outcome === 'pass')
      .map(({ id }) => id)
      .join(', '),
    '',
  ].join('\n')
}

function explanation(name, { id, outcome }) {
  const found = deviations.find(({ runs, cases }) => new RegExp(runs).test(name) && cases.includes(id))
  if (found === undefined) unexplained.push(`${name}: ${outcome} ${id}`)
  return found === undefined ? '**unexplained**' : `${found.kind}: ${found.sentence}`
}

function indexOf(all) {
  const head = readFileSync(join(docs, 'head.md'), 'utf8').trimEnd()
  return [
    head,
    '',
    '## Results',
    '',
    '| run | pass | fail | non-strict | info | inconclusive | skipped | time |',
    '|---|---|---|---|---|---|---|---|',
    ...all.map(({ name, report: { summary: s, wallMs } }) => {
      const counts = [s.pass, s.fail, s['non-strict'], s.info, s.inconclusive, s.skipped]
      return `| [${name}](${name}.md) | ${counts.join(' | ')} | ${seconds(wallMs)} s |`
    }),
    '',
  ].join('\n')
}

function sums(summary) {
  return Object.entries(summary)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ')
}

function seconds(ms) {
  return Math.round(ms / 1000)
}

function cell(text) {
  return String(text ?? '')
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ')
}

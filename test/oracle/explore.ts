import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { glob } from '../../src/edge/glob.ts'
import { Random } from '../fuzz/random.ts'
import { answers, findingsOf, placeOf } from './compare.ts'
import { EXEMPT } from './exempt.ts'
import { askKeepalived } from './keepalived.ts'
import { type RandomConfig, randomConfig } from './random-config.ts'

const [, , from, count, ns] = process.argv
const dir = mkdtempSync(join(tmpdir(), 'vso-'))
const slot = 0
async function differ(config: RandomConfig): Promise<string[]> {
  const d = mkdtempSync(join(dir, 'c'))
  writeFileSync(join(d, 'k.conf'), config.text)
  for (const [n, t] of Object.entries(config.files)) writeFileSync(join(d, n), t)
  const v = await askKeepalived(ns!, d, 'k.conf', config.id === undefined ? [] : ['-i', config.id])
  let f
  try {
    f = findingsOf(
      'k.conf',
      config.text,
      (p) => glob(join(d, p)).map((x) => ({ name: basename(x), text: readFileSync(x, 'utf8') })),
      config.id,
    )
  } catch (e) {
    return ['THREW ' + (e as Error).message]
  } finally {
    rmSync(d, { recursive: true })
  }
  const out: string[] = []
  const said = v.said.filter((s) => !EXEMPT.some(([r]) => r.test(s)))
  for (const s of said) if (!f.some((x) => answers(x, s))) out.push('UNANSWERED ' + s)
  const ours = f.filter((x) => x.id === 'lint/syntax')
  if (v.exit === 0) for (const x of ours) out.push(`OURS-ONLY0 ${x.message} (${x.line}) ${JSON.stringify(x.values)}`)
  else if (process.env.EXTRA && !v.said.some((s) => /\*\*\* Configuration line|Non-existent/.test(s))) {
    for (const x of ours.filter(
      (x) =>
        x.severity === 'error' &&
        x.line !== null &&
        !v.said.some((s) => placeOf(s)?.line === x.line) &&
        !v.said.some((s) => /^\((\S+?)\)/.exec(s)?.[1] === x.values.instance) &&
        !v.said.some((s) => placeOf(s) === undefined),
    ))
      out.push(`OURS-ONLY5 ${x.message} (${x.line}) ${JSON.stringify(x.values)}`)
  }
  if (v.exit === null) return []
  return out
}
const norm = (s: string) =>
  s
    .replace(/^(UNANSWERED )\S* ?\(?(k.conf|part.conf)?:? ?Line \d+\)/, '$1 L')
    .replace(/(track file|script|process|instance|session) (VI_1|a|b|chk|VI_2)\b/i, '$1 N')
    .replace(/\(?\(?Line \d+\)|\(k.conf: Line \d+\)|\(part.conf: Line \d+\)/g, 'L')
    .replace(/\d+/g, '9')
    .replace(/'[^']*'/g, "'x'")
    .replace(/\((VI_9|G|H|a|b|chk)\)/, '(I)')
    .replace(/"instance":"[^"]*"/, '')
    .slice(0, 90)
async function shrink(config: RandomConfig, key: string): Promise<RandomConfig> {
  let lines = config.text.split('\n')
  let size = Math.ceil(lines.length / 2)
  let budget = 80
  while (size >= 1 && budget > 0) {
    let shrunk = false
    for (let i = 0; i < lines.length && budget > 0; i += size) {
      const next = [...lines.slice(0, i), ...lines.slice(i + size)]
      budget--
      if ((await differ({ ...config, text: next.join('\n') })).some((s) => norm(s) === key)) {
        lines = next
        shrunk = true
        i -= size
      }
    }
    if (!shrunk || size === 1) size = size === 1 && shrunk ? 1 : Math.floor(size / 2)
  }
  return { ...config, text: lines.join('\n') }
}
const classes = new Map<string, { n: number; config: RandomConfig; ex: string }>()
let asked = 0,
  withDiff = 0
let next = Number(from)
const end = next + Number(count)
async function worker() {
  while (next < end) {
    const seed = next++
    const config = randomConfig(new Random(seed))
    const diff = await differ(config)
    asked++
    if (diff.length) withDiff++
    for (const s of diff) {
      const k = norm(s)
      const c = classes.get(k)
      if (c) {
        c.n++
        if (config.text.length < c.config.text.length) {
          c.config = config
          c.ex = s
        }
      } else classes.set(k, { n: 1, config, ex: s })
    }
  }
}
await Promise.all([worker(), worker()])
console.log({ asked, withDiff, classes: classes.size })
for (const [k, c] of [...classes].sort((a, b) => b[1].n - a[1].n).slice(0, Number(process.env.TOP ?? 30))) {
  const s = await shrink(c.config, k)
  console.log(
    `\n#### ${c.n} ${c.ex}\n${s.text}${Object.entries(s.files)
      .map(([n, t]) => `\n--- ${n}\n${t}`)
      .join('')}${s.id ? '\n--- id ' + s.id : ''}`,
  )
  const d = await differ(s)
  console.log('  => ' + d.join('\n     '))
}
rmSync(dir, { recursive: true, force: true })

// npm run soak [-- MINUTES [PROJECT [FILE...]]]: the tests again and again, to find the one that fails now and then.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureBuilt, ensureModules, ROOT } from './setup.mjs'

const [minutes = '30', project = 'netns', ...files] = process.argv.slice(2)
const until = Date.now() + Number(minutes) * 60_000
ensureModules()
ensureBuilt()
let runs = 0
let failures = 0
do {
  const words = ['run', '--project', project, '--reporter=dot', ...files]
  const { status, signal } = spawnSync(join(ROOT, 'node_modules/.bin/vitest'), words, { cwd: ROOT, stdio: 'inherit' })
  if (signal) break
  runs++
  if (status !== 0) failures++
  console.log(`${new Date().toISOString()} run ${runs}, ${failures} failed`)
} while (Date.now() < until)
process.exit(failures > 0 ? 1 : 0)

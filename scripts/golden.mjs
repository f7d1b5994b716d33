// Writes fixtures/golden: the reports of all captures as text and JSON. Look at the difference before you commit it.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { register } from 'tsx/esm/api'
import { ROOT } from './setup.mjs'

process.chdir(ROOT)
register()
const { auditAs, GOLDEN, goldenAudits } = await import('../test/golden/audits.ts')

rmSync(GOLDEN, { recursive: true, force: true })
mkdirSync(GOLDEN, { recursive: true })
for (const { name, captures } of goldenAudits()) {
  writeFileSync(`${GOLDEN}${name}.json`, await auditAs('json', captures))
  writeFileSync(`${GOLDEN}${name}.txt`, await auditAs('text', captures))
}

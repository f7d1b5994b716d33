// Writes docs/rules.md from the rules in src: npm run docs. A test fails while the file is behind.
import { mkdirSync, writeFileSync } from 'node:fs'
import { register } from 'tsx/esm/api'

register()
const { rules } = await import('../src/checks/rules/index.ts')
const { explain } = await import('../src/checks/words.ts')
const { rulesPage } = await import('../src/report/rules-page.ts')

const docs = new URL('../docs/', import.meta.url)
mkdirSync(docs, { recursive: true })
writeFileSync(new URL('rules.md', docs), rulesPage(rules.map(explain)))

#!/usr/bin/env node
// Random keepalived configurations, held against `keepalived -t` 2.2.7: node scripts/soak-oracle.mjs [COUNT [SEED]]
// Prints each on which it and our check disagree; a disagreement is a defect, or an entry in test/oracle/exempt.ts.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { register } from 'tsx/esm/api'

const count = Number(process.argv[2] ?? 10_000)
const firstSeed = Number(process.argv[3] ?? Date.now() % 1_000_000)
if (!Number.isSafeInteger(count) || !Number.isSafeInteger(firstSeed)) throw new Error('COUNT and SEED are numbers')

register()
const { describeDifference, differences } = await import('../test/oracle/differ.ts')
const { keepalivedVersion, openNamespace } = await import('../test/oracle/keepalived.ts')
if (!keepalivedVersion().includes('v2.2.7')) throw new Error('this needs keepalived 2.2.7')

const PER_ROUND = 1000
const directory = mkdtempSync(join(tmpdir(), 'vrrpscope-oracle-'))
const namespace = openNamespace(`vso-${process.pid}`)
const cleanUp = () => {
  namespace.close()
  rmSync(directory, { recursive: true, force: true })
}
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    cleanUp()
    process.exit(130)
  })
let found = 0
try {
  for (let done = 0; done < count; done += PER_ROUND) {
    const size = Math.min(PER_ROUND, count - done)
    const different = await differences(namespace.name, directory, firstSeed + done, size)
    for (const one of different) console.log(`\n${describeDifference(one)}`)
    found += different.length
    console.log(`${done + size} configurations from seed ${firstSeed}: ${found} disagreements`)
  }
} finally {
  cleanUp()
}
process.exit(found > 0 ? 1 : 0)

// node scripts/keep-code.cjs WORDS...: runs vrrpscope, and keeps the bytecode of what it ran beside the files of dist/.
const { renameSync, writeFileSync } = require('node:fs')
const { codePath, modules } = require('../dist/cli/load.js')
const { run } = require('../dist/cli/run.js')

process.on('exit', () => {
  for (const [path, { script }] of modules) {
    // Half a file would crash V8: it is there whole or not at all.
    writeFileSync(`${path}.new`, script.createCachedData())
    renameSync(`${path}.new`, codePath(path))
  }
})
void run(process.argv.slice(2))

// dist/cli/load.js: `require` for the files of a command, with the bytecode that V8 made of them when they were built
// (scripts/keep-code.cjs). To compile them takes longer than to run them.
const { readFileSync, statSync } = require('node:fs')
const { dirname, join } = require('node:path')
const { Script } = require('node:vm')

/** V8 believes bytecode, so only the very Node that made it may have it; any other compiles. */
const NODE = `${process.version}-${process.arch}-${statSync(process.execPath).size}`
/** What was loaded, by path. */
const modules = new Map()

/** The exports of the file at an absolute path. */
function load(path) {
  const known = modules.get(path)
  if (known !== undefined) return known.exports
  const script = new Script(wrapped(readFileSync(path, 'utf8')), { filename: path, cachedData: keptCode(path) })
  const module = { exports: {}, script }
  modules.set(path, module)
  const folder = dirname(path)
  const requireFrom = (id) => (id.startsWith('./') ? load(join(folder, id)) : require(id))
  script.runInThisContext()(module.exports, requireFrom, module, path, folder)
  // A bundle's exports are getters, which would run at each call of an imported function. Now they have their values.
  module.exports = { ...module.exports }
  return module.exports
}

/** Where the bytecode of a file is kept. */
const codePath = (path) => `${path}.${NODE}.code`

// On the first line, so that lines in a stack are those of the file.
const wrapped = (text) => `(function (exports, require, module, __filename, __dirname) {${text}\n})`

function keptCode(path) {
  try {
    return readFileSync(codePath(path))
  } catch {
    return undefined
  }
}

module.exports = { load, modules, codePath }

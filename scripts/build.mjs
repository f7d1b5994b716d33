// npm run build: src/ to dist/, bundled. Node spends half a millisecond on every module file that it finds, reads and
// links; an audit uses two hundred. So each command is a program of its own, in one file and a few for what it seldom
// needs; what they share is there several times. The files are CommonJS: Node's loader of ES modules reads and links them
// in turns of the event loop, and shows every built-in module as one, lazy parts and all, which takes a fifth of a start.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build, transform } from 'esbuild'
import { ROOT } from './setup.mjs'

const commands = readdirSync(join(ROOT, 'src/cli/commands')).map((file) => file.replace('.ts', ''))
// It asks every command for its options.
const alone = commands.filter((command) => command !== 'completion')
const OWN_URL = "const ownUrl = require('node:url').pathToFileURL(__filename).href;"
/** The program with all commands: for `--help`, and for words that name none. */
const ALL = 'all'

rmSync(join(ROOT, 'dist'), { recursive: true, force: true })
write(join(ROOT, 'dist/package.json'), '{ "type": "commonjs" }\n')
await bundle('', { main: 'src/cli/main.ts', 'tap-child': 'src/edge/tap-child.ts' }, [runLater()])
for (const command of [...alone, ALL]) {
  await bundle(command, { run: 'src/cli/run.ts' }, [only(command)])
  // Where a command that captures looks for its child.
  write(join(ROOT, 'dist/cli', command, 'tap-child.js'), "require('../tap-child.js')\n")
}
copyFileSync(join(ROOT, 'scripts/load.cjs'), join(ROOT, 'dist/cli/load.js'))
write(
  join(ROOT, 'dist/cli/run.js'),
  `const { load } = require('./load.js')
const alone = new Set(${JSON.stringify(alone)})
exports.run = (words) => load(\`\${__dirname}/\${alone.has(words[0]) ? words[0] : '${ALL}'}/run.js\`).run(words)
`,
)
keepCode()

/** esbuild splits ES modules only: each file that comes of it is then made CommonJS. */
async function bundle(folder, entryPoints, plugins) {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints,
    outdir: join('dist/cli', folder),
    bundle: true,
    splitting: true,
    // Short to read for Node; lines stay lines, for who looks at a stack.
    minifyIdentifiers: true,
    minifySyntax: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Native, optional, and found only where it was built.
    external: ['cap'],
    plugins: [...plugins, withoutChildProcess()],
    logLevel: 'warning',
    write: false,
  })
  for (const { path, text } of outputFiles) write(path, await commonJs(text))
}

async function commonJs(text) {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    minifySyntax: true,
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'ownUrl' },
    banner: text.includes('import.meta.url') ? `'use strict';${OWN_URL}` : "'use strict';",
  })
  return code
}

/** Each command once, as far as it gets without a network: what it calls is compiled, and kept. */
function keepCode() {
  const seed = join(ROOT, 'fixtures/captures/seed-unicast-start-sigterm-return')
  const configs = ['n144', 'n145'].map((node) => join(seed, `${node}.keepalived.conf`))
  const typical = {
    audit: [join(seed, 'switch.pcap')],
    decode: [join(seed, 'switch.pcap')],
    check: configs,
    explain: ['state/no-active'],
  }
  for (const command of alone) {
    const words = [join(ROOT, 'scripts/keep-code.cjs'), command, ...(typical[command] ?? ['--help'])]
    const { status } = spawnSync(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] })
    if (status !== 0) throw new Error(`vrrpscope ${command} ended with ${status}`)
  }
}

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

/** Which program `main` goes on with is seen when it runs. */
function runLater() {
  return {
    name: 'run later',
    setup({ onResolve }) {
      onResolve({ filter: /^\.\/run\.ts$/ }, ({ importer }) =>
        importer.endsWith('/main.ts') ? { path: './run.js', external: true } : undefined,
      )
    },
  }
}

/** Leaves out the other commands: their names are known, their code is in another program. */
function only(command) {
  return {
    name: `only ${command}`,
    setup({ onResolve }) {
      onResolve({ filter: /^\.\/commands\/.*\.ts$/ }, ({ path }) =>
        command === ALL || path === `./commands/${command}.ts` ? undefined : { path: 'nothing', namespace: 'nothing' },
      )
    },
  }
}

/** commander loads node:child_process for commands that are programs of their own. We have none, and it takes 3 ms. */
function withoutChildProcess() {
  return {
    name: 'commander without child_process',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
        /[\\/]commander[\\/]/.test(importer) ? { path: 'nothing', namespace: 'nothing' } : undefined,
      )
      onLoad({ filter: /./, namespace: 'nothing' }, () => ({ contents: 'module.exports = {}' }))
    },
  }
}

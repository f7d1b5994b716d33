// npm run build: src/ to dist/, bundled. Node spends half a millisecond on every module file that it finds, reads and
// links; an audit uses two hundred. So each command is a program of its own, in one file and a few for what it seldom
// needs; what they share is there several times.
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { ROOT } from './setup.mjs'

const commands = readdirSync(join(ROOT, 'src/cli/commands')).map((file) => file.replace('.ts', ''))
// It asks every command for its options.
const alone = commands.filter((command) => command !== 'completion')
/** The program with all commands: for `--help`, and for words that name none. */
const ALL = 'all'

rmSync(join(ROOT, 'dist'), { recursive: true, force: true })
await bundle('', { main: 'src/cli/main.ts', 'tap-child': 'src/edge/tap-child.ts' }, [runLater()])
for (const command of [...alone, ALL]) {
  await bundle(command, { run: 'src/cli/run.ts' }, [only(command)])
  // Where a command that captures looks for its child.
  writeFileSync(join(ROOT, 'dist/cli', command, 'tap-child.js'), "import '../tap-child.js'\n")
}
writeFileSync(
  join(ROOT, 'dist/cli/run.js'),
  `const alone = new Set(${JSON.stringify(alone)})
export const run = async (words) =>
  (await import(\`./\${alone.has(words[0]) ? words[0] : '${ALL}'}/run.js\`)).run(words)
`,
)

function bundle(folder, entryPoints, plugins) {
  return build({
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
    // For the bundled packages that are CommonJS.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    plugins: [...plugins, withoutChildProcess()],
    logLevel: 'warning',
  })
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

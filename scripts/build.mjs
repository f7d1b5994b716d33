// npm run build: src/ to dist/, bundled. Node spends half a millisecond on every module file that it finds, reads and
// links; an audit uses two hundred. What only some commands need stays in chunks of its own, loaded when they are run.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { ROOT } from './setup.mjs'

rmSync(join(ROOT, 'dist'), { recursive: true, force: true })
await build({
  absWorkingDir: ROOT,
  entryPoints: { main: 'src/cli/main.ts', 'tap-child': 'src/edge/tap-child.ts' },
  outdir: 'dist/cli',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // Native, optional, and found only where it was built.
  external: ['cap'],
  // For the bundled packages that are CommonJS.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  plugins: [withoutChildProcess()],
  logLevel: 'warning',
})

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

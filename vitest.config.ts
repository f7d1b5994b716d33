import { defineConfig } from 'vitest/config'

// Four projects, from quick to slow. `unit` runs on virtual time and touches no process; `long` is of the same kind, with
// thousands of inputs or virtual hours in a test (`*.long.test.ts`); `process` runs the built program as a child; `netns`
// runs real daemons in network namespaces and needs root.
/** Labs with a pair of routers for each concurrent test: they wait for real time, not for a processor. */
const maxConcurrency = 20
const globalSetup = ['scripts/vitest-build.mjs']

export default defineConfig({
  test: {
    experimental: { fsModuleCache: true },
    // Nobody works beside them: the processor that would be kept free is taken, too.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.long.test.ts', 'test/process/**', 'test/netns/**'],
          testTimeout: 30_000,
          // Nothing pure leaves anything behind: a worker loads each module once, not once per file.
          isolate: false,
        },
      },
      {
        test: {
          name: 'long',
          include: ['test/**/*.long.test.ts'],
          exclude: ['test/process/**', 'test/netns/**'],
          testTimeout: 120_000,
          isolate: false,
        },
      },
      {
        test: {
          name: 'process',
          include: ['test/process/**/*.test.ts'],
          globalSetup,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'netns',
          include: ['test/netns/**/*.test.ts'],
          exclude: ['test/netns/**/*.long.test.ts'],
          globalSetup,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxConcurrency,
          fileParallelism: false,
        },
      },
      {
        // Every kind of router with every fault: `npm run soak -- matrix`, on a machine that does nothing else.
        test: {
          name: 'matrix',
          include: ['test/netns/**/*.long.test.ts'],
          globalSetup,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxConcurrency,
        },
      },
    ],
  },
})

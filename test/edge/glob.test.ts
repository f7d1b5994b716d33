import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { glob } from '../../src/edge/glob.ts'

const folder = mkdtempSync(join(tmpdir(), 'vrrpscope-glob-'))
afterAll(() => rmSync(folder, { recursive: true }))
for (const name of ['a', 'b', 'm', 'z', '-', '^', '.h']) writeFileSync(join(folder, name), '')

// What glob(3) of glibc 2.36 names, in the order of bytes.
test.each([
  { pattern: '[a-c]', names: ['a', 'b'] },
  { pattern: '[!a-z]', names: ['-', '^'] },
  { pattern: '[z-a]', names: [] },
  { pattern: '[!z-a]', names: ['-', '^', 'a', 'b', 'm', 'z'] },
  { pattern: '[zz-a-m]', names: ['-', 'm', 'z'] },
  { pattern: '[a^-]', names: ['-', '^', 'a'] },
  { pattern: '.?', names: ['.h'] },
])('$pattern names $names', ({ pattern, names }) => {
  expect(glob(join(folder, pattern)).map((path) => basename(path))).toEqual(names)
})

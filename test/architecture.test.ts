import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

// The import table of docs/architecture.md as a test: rooms that may be imported, and packages that may be.

const ROOMS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  wire: ['core'],
  config: ['core'],
  capture: ['core', 'wire'],
  model: ['core', 'wire', 'config:types'],
  observe: ['core', 'wire', 'config', 'model'],
  speaker: ['core', 'wire', 'config', 'model'],
  simulate: ['core', 'wire', 'config', 'capture', 'model', 'speaker'],
  checks: ['core', 'wire', 'config', 'model', 'observe', 'simulate'],
  conform: ['core', 'wire', 'config', 'capture', 'model', 'observe', 'speaker', 'simulate'],
  report: [
    'core',
    'config:types',
    'observe:types',
    'checks:types',
    'conform:types',
    'capture:types',
    'model:types',
    'wire:types',
  ],
  view: ['core', 'observe', 'checks'],
  edge: ['core', 'wire', 'capture', 'config', 'speaker', 'conform:types'],
  cli: [
    'core',
    'wire',
    'config',
    'capture',
    'model',
    'observe',
    'speaker',
    'simulate',
    'checks',
    'conform',
    'report',
    'view',
    'edge',
  ],
}

const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  core: ['ipaddr.js'],
  config: ['yaml', 'zod'],
  report: ['zod'],
  edge: ['cap', 'prom-client'],
  cli: ['commander'],
}

const IMPURE_ROOMS = new Set(['edge', 'cli'])
const IMPURE =
  /\b(?:Date\.now|new Date\(\)|performance\b|setTimeout|setInterval|setImmediate|Math\.random|process\.|console\.)/
const MOST_LINES = 500

interface Import {
  readonly target: string
  readonly typesOnly: boolean
}

interface Source {
  readonly file: string
  readonly room: string
  readonly code: string
  readonly lines: number
  readonly imports: readonly Import[]
}

const src = resolve(import.meta.dirname, '../src')
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map(readSource)

describe('the rooms of src/', () => {
  it('are the ones of the table', () => {
    expect([...new Set(sources.map((source) => source.room))].filter((room) => !(room in ROOMS))).toEqual([])
  })

  it('import only the rooms that the table allows', () => {
    const breaches = eachImport((source, { target, typesOnly }) => {
      if (!target.startsWith('.')) return false
      const room = relative(src, resolve(src, dirname(source.file), target)).split('/')[0]!
      const allowed = ROOMS[source.room]!
      return !(room === source.room || allowed.includes(room) || (typesOnly && allowed.includes(`${room}:types`)))
    })
    expect(breaches).toEqual([])
  })

  it('import only the packages that are theirs', () => {
    const breaches = eachImport((source, { target }) => {
      if (target.startsWith('.')) return false
      if (target.startsWith('node:')) return !IMPURE_ROOMS.has(source.room)
      return !(PACKAGES[source.room] ?? []).includes(packageOf(target))
    })
    expect(breaches).toEqual([])
  })

  it('keep the native capture library in one place', () => {
    expect(eachImport((source, { target }) => target === 'cap' && !/^edge\/tap[^/]*\.ts$/.test(source.file))).toEqual(
      [],
    )
  })

  it('are pure but for edge and cli: no clock, no chance, no process', () => {
    const breaches = sources
      .filter((source) => !IMPURE_ROOMS.has(source.room))
      .map((source) => ({ file: source.file, found: IMPURE.exec(withoutWords(source.code))?.[0] }))
      .filter(({ found }) => found !== undefined)
    expect(breaches).toEqual([])
  })

  it(`have no file of more than ${MOST_LINES} lines`, () => {
    expect(sources.filter((source) => source.lines > MOST_LINES).map((source) => source.file)).toEqual([])
  })
})

describe('the reader of imports', () => {
  it('sees every way to import, and whether it is types only', () => {
    const found = importsOf(`
      import a from './a.ts'
      import type { B } from '../core/b.ts'
      import { type C, type D } from './c.ts'
      import { type E, f } from './e.ts'
      export { g } from './g.ts'
      const h = await import('./h.ts')
      import 'node:fs'
    `)
    expect(found).toEqual([
      { target: './a.ts', typesOnly: false },
      { target: '../core/b.ts', typesOnly: true },
      { target: './c.ts', typesOnly: true },
      { target: './e.ts', typesOnly: false },
      { target: './g.ts', typesOnly: false },
      { target: 'node:fs', typesOnly: false },
      { target: './h.ts', typesOnly: false },
    ])
  })

  it('takes comments and strings for words', () => {
    expect(IMPURE.test(withoutWords("// process.exit\nconst a = 'console.log' /* setTimeout */"))).toBe(false)
    expect(IMPURE.test(withoutWords('const a = Date.now()'))).toBe(true)
  })
})

function readSource(file: string): Source {
  const code = readFileSync(join(src, file), 'utf8')
  return { file, room: file.split('/')[0]!, code, lines: code.split('\n').length - 1, imports: importsOf(code) }
}

function importsOf(code: string): Import[] {
  const found: Import[] = []
  for (const [, clause, target] of code.matchAll(/^\s*(?:import|export)\s+(?:([\w*{}\s,$]*?)\s+from\s+)?'([^']+)'/gm))
    found.push({ target: target!, typesOnly: isTypesOnly(clause ?? '') })
  for (const [, target] of code.matchAll(/\bimport\('([^']+)'\)/g)) found.push({ target: target!, typesOnly: false })
  return found
}

function isTypesOnly(clause: string): boolean {
  if (clause.startsWith('type ')) return true
  const names = /^\{([^}]*)\}$/
    .exec(clause.trim())?.[1]
    ?.split(',')
    .map((name) => name.trim())
    .filter(Boolean)
  return names !== undefined && names.length > 0 && names.every((name) => name.startsWith('type '))
}

function eachImport(isBreach: (source: Source, found: Import) => boolean): string[] {
  return sources.flatMap((source) =>
    source.imports.filter((found) => isBreach(source, found)).map(({ target }) => `${source.file} imports ${target}`),
  )
}

const packageOf = (target: string): string =>
  target.startsWith('@') ? target.split('/').slice(0, 2).join('/') : target.split('/')[0]!

const withoutWords = (code: string): string =>
  code
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''")

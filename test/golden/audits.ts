import { readdirSync } from 'node:fs'
import { failure } from '../../src/cli/failure.ts'
import { Io } from '../../src/cli/io.ts'
import { runProgram } from '../../src/cli/program.ts'
import { FakeHost } from '../cli/fake-host.ts'

// Relative to the project's root, where tests and scripts run: lines are broken the same wherever the root is.
const CAPTURES = 'fixtures/captures/'
export const GOLDEN = 'fixtures/golden/'

// One frame stream in several containers, or one network seen in two link types: no vantage points of one time line.
const SEPARATE = new Set(['format-variants', 'cooked-any'])

/** An audit whose report is kept in fixtures/golden: its name there, and the captures it is of. */
export interface GoldenAudit {
  readonly name: string
  readonly captures: readonly string[]
}

/** One audit for each directory of captures, its files being vantage points. */
export function goldenAudits(): GoldenAudit[] {
  return readdirSync(CAPTURES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .flatMap((directory) => {
      const files = readdirSync(CAPTURES + directory)
        .filter((name) => /\.pcap(ng)?$/.test(name))
        .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
        .map((name) => `${directory}/${name}`)
      if (!SEPARATE.has(directory)) return [{ name: directory, captures: files }]
      return files.map((file) => ({ name: file.replace('/', '--').replace(/\.pcap(ng)?$/, ''), captures: [file] }))
    })
}

/** What the program prints, with its version left out. */
export async function auditAs(format: 'text' | 'json', captures: readonly string[]): Promise<string> {
  const host = new FakeHost({ LANG: 'C.UTF-8' })
  const io = new Io(host)
  try {
    await runProgram(['audit', '-f', format, ...captures.map((name) => CAPTURES + name)], io)
    io.close()
  } catch (error) {
    failure(io, error)
  }
  const version = /"version": "[^"]*"/
  return host.out.replace(version, '"version": "*"')
}

/** The bridge sees everything: it comes first. */
const rank = (name: string): number => (name.startsWith('switch') ? 0 : 1)

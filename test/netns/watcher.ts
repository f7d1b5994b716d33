import { fileURLToPath } from 'node:url'
import { type Lab, type LabProcess, waitFor } from '../../src/edge/lab.ts'

export const PROGRAM = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** One line of `sniff -f jsonl`, and when it got here. */
export interface Told {
  readonly type: string
  readonly at: string
  readonly arrivedMs: number
  readonly [field: string]: unknown
}

/** A running `vrrpscope sniff -f jsonl` in a lab. */
export class Watcher {
  readonly process: LabProcess
  readonly told: Told[] = []
  #rest = ''

  constructor(lab: Lab, host: string, ...words: readonly string[]) {
    this.process = lab.start(host, [process.execPath, PROGRAM, 'sniff', '-f', 'jsonl', ...words])
    this.process.child.stdout!.on('data', (chunk: Buffer) => {
      const lines = (this.#rest + chunk.toString()).split('\n')
      this.#rest = lines.pop()!
      const arrivedMs = Date.now()
      for (const line of lines) this.told.push({ ...JSON.parse(line), arrivedMs })
    })
  }

  /** Resolves once it captures. */
  async ready(): Promise<void> {
    if (!(await waitFor(() => this.process.output().includes('capturing with'), 10_000)))
      throw new Error(`sniff does not start: ${this.process.output()}`)
  }

  /** The first object with these fields, once it has come. */
  async sees(fields: Readonly<Record<string, unknown>>, timeoutMs = 10_000): Promise<Told> {
    await waitFor(() => this.find(fields) !== undefined, timeoutMs)
    const found = this.find(fields)
    if (found === undefined) {
      const about = this.told.filter(
        (one) =>
          one.type !== 'announcement' &&
          (fields.virtualRouter === undefined || one.virtualRouter === fields.virtualRouter),
      )
      throw new Error(
        `not told: ${JSON.stringify(fields)}; but ${about.map((one) => JSON.stringify(brief(one))).join(' ')}`,
      )
    }
    return found
  }

  find(fields: Readonly<Record<string, unknown>>): Told | undefined {
    return this.told.find((one) => Object.entries(fields).every(([name, value]) => one[name] === value))
  }

  /** What was told so far of one virtual router is not what `sees` is asked for next. */
  forget(virtualRouter: string): void {
    for (const [i, one] of this.told.entries())
      if (one.virtualRouter === virtualRouter) this.told[i] = { ...one, type: `earlier ${one.type}` }
  }

  /** Interrupts it; the summary is its last line. */
  async end(): Promise<Told> {
    this.process.child.kill('SIGINT')
    await this.process.exited
    return this.told.at(-1)!
  }
}

const brief = ({ type, at, id, cause, router, state, because, message }: Told) => {
  return { type, at: at.slice(14, 23), id, cause, router, state, because, message }
}

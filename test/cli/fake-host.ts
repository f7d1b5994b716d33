import { Writable } from 'node:stream'
import type { Host } from '../../src/cli/io.ts'

/** A process made of strings: what was written, and what it exited with. */
export class FakeHost {
  out = ''
  err = ''
  exitedWith: number | undefined
  #onSigint = () => {}

  readonly env: Record<string, string>
  readonly stdin = undefined as unknown as Host['stdin']
  readonly stdout: Host['stdout']
  readonly stderr: Host['stderr']

  /** With `columns`, its output is a terminal that wide. */
  constructor(env: Record<string, string> = {}, columns?: number) {
    this.env = env
    this.stdout = stream(columns, (text) => {
      this.out += text
    })
    this.stderr = stream(columns, (text) => {
      this.err += text
    })
  }

  on(_event: 'SIGINT', listener: () => void): void {
    this.#onSigint = listener
  }

  sigint(): void {
    this.#onSigint()
  }

  exit(status: number): never {
    this.exitedWith = status
    throw new Error(`exit ${status}`)
  }
}

function stream(columns: number | undefined, take: (text: string) => void): Host['stdout'] {
  const writable = new Writable({
    write(chunk, _encoding, done) {
      take(String(chunk))
      done()
    },
  })
  return Object.assign(writable, { isTTY: columns !== undefined, columns }) as unknown as Host['stdout']
}

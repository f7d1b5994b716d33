import { type ChildProcess, spawn } from 'node:child_process'
import type { ScriptConfig } from '../config/model.ts'
import { NS_PER_MS } from '../core/time.ts'
import { Priority, prefer } from './priority.ts'

/** Runs scripts at their intervals, one process of each at a time; a late one is killed, which is a failure. */
export class ScriptRunner {
  readonly #timers: NodeJS.Timeout[] = []
  readonly #running = new Map<ScriptConfig, ChildProcess>()
  readonly #onResult: (script: ScriptConfig, success: boolean) => void

  constructor(scripts: readonly ScriptConfig[], onResult: (script: ScriptConfig, success: boolean) => void) {
    this.#onResult = onResult
    for (const script of scripts) {
      this.#run(script)
      this.#timers.push(setInterval(() => this.#run(script), script.interval / NS_PER_MS))
    }
  }

  /** No more runs, and what runs is killed with all that it started. */
  close(): void {
    for (const timer of this.#timers) clearInterval(timer)
    for (const child of this.#running.values()) killAll(child)
    this.#running.clear()
  }

  #run(script: ScriptConfig): void {
    if (this.#running.has(script)) return
    // A session of its own: what the script starts goes with it.
    const child = spawn('/bin/sh', ['-c', script.command], { stdio: 'ignore', detached: true })
    this.#running.set(script, child)
    prefer(child.pid, Priority.usual)
    const timer = setTimeout(() => killAll(child), script.timeout / NS_PER_MS)
    const ended = (success: boolean): void => {
      clearTimeout(timer)
      if (this.#running.get(script) !== child) return
      this.#running.delete(script)
      this.#onResult(script, success)
    }
    child.once('error', () => ended(false))
    child.once('exit', (status) => ended(status === 0))
  }
}

function killAll(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}

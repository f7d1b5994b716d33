import { Exit } from './exit.ts'
import { failure } from './failure.ts'
import { Io } from './io.ts'
import { runProgram } from './program.ts'

/** The only place that catches: a failure is one line and a hint on standard error, and the exit status. */
export async function run(words: readonly string[]): Promise<void> {
  const io = new Io(process)
  // What is thrown where nobody waits for it. A terminal is given back on exit, before the words are written to it.
  process.once('uncaughtException', (error) => {
    process.once('exit', () => {
      failure(io, error)
      process.exitCode = io.status
    })
    process.exit(Exit.internal)
  })
  // What waits for nothing that could come would end without a word.
  process.once('exit', () => {
    if (process.exitCode !== undefined) return
    failure(io, new Error('the command did not end'))
    process.exitCode = io.status
  })
  try {
    await runProgram(words, io)
    io.close()
  } catch (error) {
    failure(io, error)
  }
  process.exitCode = io.status
}

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
    process.exit()
  })
  try {
    await runProgram(words, io)
    io.close()
  } catch (error) {
    failure(io, error)
  }
  process.exitCode = io.status
}

import { failure } from './failure.ts'
import { Io } from './io.ts'
import { runProgram } from './program.ts'

/** The only place that catches: a failure is one line and a hint on standard error, and the exit status. */
export async function run(words: readonly string[]): Promise<void> {
  const io = new Io(process)
  try {
    await runProgram(words, io)
    io.close()
  } catch (error) {
    failure(io, error)
  }
  process.exitCode = io.status
}

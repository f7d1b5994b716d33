#!/usr/bin/env node
import { VERSION } from './version.ts'

const words = process.argv.slice(2)
if (words[0] === '--version' || words[0] === '-V') process.stdout.write(`${VERSION}\n`)
else await run()

/** The only place that catches: a failure is one line and a hint on standard error, and the exit status. */
async function run(): Promise<void> {
  const [{ Io }, { runProgram }, { failure }] = await Promise.all([
    import('./io.ts'),
    import('./program.ts'),
    import('./failure.ts'),
  ])
  const io = new Io(process)
  try {
    await runProgram(words, io)
    io.close()
  } catch (error) {
    failure(io, error)
  }
  process.exitCode = io.status
}

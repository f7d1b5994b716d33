import { Command, InvalidArgumentError } from 'commander'
import { CaptureRun } from '../../capture/run.ts'
import { VrrpscopeError } from '../../core/errors.ts'
import { nearest } from '../../core/nearest.ts'
import { readCaptures } from '../../edge/files.ts'
import { Exit } from '../exit.ts'
import { tellDamage, tellRemarks } from '../failure.ts'
import { withOutputFlags, withShowingFlags } from '../flags.ts'
import { FRAME_FIELDS } from '../frame-fields.ts'
import { type FrameFormat, FrameLines } from '../frame-lines.ts'
import type { Io } from '../io.ts'
import { type Narrowing, narrowed, withNarrowing } from '../narrow.ts'
import { Progress } from '../progress.ts'

interface Flags extends Narrowing {
  readonly format: FrameFormat
  readonly fields?: readonly string[]
  readonly follow?: boolean
}

/** `vrrpscope decode <capture...>`: every frame of interest, one line each. */
export const decodeCommand = (io: Io): Command =>
  withNarrowing(withShowingFlags(withOutputFlags(new Command('decode'), ['text', 'jsonl', 'csv'])))
    .description('every frame of interest, one line each; -v all its fields')
    .argument('<capture...>', 'pcap or pcapng, also compressed; - is standard input')
    .option('--fields <a,b,...>', 'these fields only, as csv unless another format is asked for', parseFields)
    .option('--follow', 'wait for what is still written to the file, until interrupted')
    .action(async (captures: string[], flags: Flags, command: Command) => {
      const asked = command.getOptionValueSource('format') === 'cli'
      const format = asked || flags.fields === undefined ? flags.format : 'csv'
      if (format === 'text' && flags.fields !== undefined) throw FIELDS_NEED_COLUMNS
      io.waitForReader()
      const run = new CaptureRun()
      const lines = new FrameLines(io, run, format, flags.fields)
      const stop = new AbortController()
      io.onInterrupt(() => stop.abort())
      const progress = new Progress(io)
      const summaries = await readCaptures(captures, run, narrowed(lines, flags, run), {
        follow: flags.follow ?? false,
        signal: stop.signal,
        onProgress: (read, total) => progress.update(read, total),
      })
      progress.clear()
      tellDamage(io, summaries)
      tellRemarks(io, summaries)
      if (io.interrupted && summaries.every(({ packets }) => packets === 0)) io.exitWith(Exit.interrupted)
      else if (lines.adverts === 0) io.exitWith(Exit.nothing)
    })

function parseFields(text: string): string[] {
  const names = text.split(',').map((name) => name.trim())
  for (const name of names) {
    if (FRAME_FIELDS.includes(name)) continue
    const like = nearest(name, FRAME_FIELDS)
    throw new InvalidArgumentError(`No field ${name}${like === undefined ? '' : `; did you mean ${like}?`}`)
  }
  return names
}

const FIELDS_NEED_COLUMNS = new VrrpscopeError(
  'usage/fields-with-text',
  '--fields chooses columns, and text has none',
  'leave -f away for csv, or take -f jsonl',
)

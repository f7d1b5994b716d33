import type { VrrpscopeError } from '../core/errors.ts'
import { runTap, type TapReport } from './tap.ts'

// What a live capture starts as its child. Loads nothing but the tap, so that a restart costs little.

const [interfaceName = '', filter = '', ...words] = process.argv.slice(2)

// An interrupt at the terminal reaches the whole process group; the parent ends, and with it our standard input.
process.on('SIGINT', () => {})
const options = {
  interfaceName,
  filter,
  refuseLate: words.includes('refuse-late'),
  forSpeaker: words.includes('for-speaker'),
  stopOn: ['SIGTERM', 'SIGHUP'],
} as const
runTap(options, process).then(
  () => process.exit(0),
  ({ code, message, hint }: VrrpscopeError) => {
    process.stderr.write(`${JSON.stringify({ event: 'error', code, message, hint } satisfies TapReport)}\n`)
    process.exit(4)
  },
)

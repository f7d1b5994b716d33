import { runTap } from './tap.ts'

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
void runTap(options, process).then((status) => process.exit(status))

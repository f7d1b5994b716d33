import { Command, CommanderError, Help } from 'commander'
import { VrrpscopeError } from '../core/errors.ts'
import { nearest } from '../core/nearest.ts'
import { COMMANDS, findCommand } from './commands.ts'
import type { Io } from './io.ts'
import { VERSION } from './version.ts'

/** Runs one command line. Loads the module of the command it names and no other. Throws VrrpscopeError. */
export async function runProgram(words: readonly string[], io: Io): Promise<void> {
  const [name, ...rest] = words
  if (name === undefined) return usage(io, true)
  if (name === 'help') return rest[0] === undefined ? usage(io, false) : runProgram([rest[0], '--help'], io)
  if (name === '--help' || name === '-h') return usage(io, false)
  if (name === '--version' || name === '-V') return io.print(`${VERSION}\n`)
  const entry = findCommand(name)
  if (entry === undefined) throw unknownCommand(name)
  await parse((await entry.load())(io), rest, io)
}

/** Parses with our own words for mistakes in place of commander's, and takes over the common flags. */
async function parse(command: Command, words: readonly string[], io: Io): Promise<void> {
  const root = new Command('vrrpscope')
  command
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.print(text), writeErr: () => {} })
    .configureHelp({ optionDescription: (option) => HELP.optionDescription(option).replace(NOTHING, '') })
    .hook('preAction', (_, action) => io.use(action.opts(), readBy(action)))
  root.exitOverride().addCommand(command)
  try {
    await root.parseAsync([command.name(), ...words], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return
    throw usageError(error, command)
  }
}

/** What a command line may name to be read: captures and configurations, also as `name=path`. */
function readBy(command: Command): string[] {
  const words = [...command.args, ...[command.opts().config ?? []].flat()]
  return words.flatMap((word) => [word, word.replace(/^[^=]*=/, '')])
}

const HELP = new Help()
/** How commander prints the default of a repeatable option and of a switch. */
const NOTHING = / \(default: (\[\]|false)\)$/

function usageError(error: CommanderError, command: Command): VrrpscopeError {
  const message = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ')
  return new VrrpscopeError(
    `usage/${kebab(error.code.replace('commander.', ''))}`,
    message,
    `vrrpscope ${command.name()} --help`,
  )
}

const kebab = (word: string): string => word.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

function unknownCommand(name: string): VrrpscopeError {
  const like = nearest(
    name,
    COMMANDS.map((entry) => entry.name),
  )
  const isFlag = name.startsWith('-')
  return new VrrpscopeError(
    isFlag ? 'usage/unknown-option' : 'usage/unknown-command',
    isFlag ? `unknown option ${name}: the command comes first` : `no command ${name}`,
    like === undefined ? 'vrrpscope --help lists the commands' : `did you mean vrrpscope ${like}?`,
  )
}

function usage(io: Io, mistaken: boolean): void {
  const width = Math.max(...COMMANDS.map((entry) => entry.usage.length))
  const lines = COMMANDS.map((entry) => `  ${entry.usage.padEnd(width)}  ${entry.summary}`)
  const text = [
    `vrrpscope ${VERSION}: who is Active, who rejects whom and why, how long the takeover took.`,
    '',
    'Commands:',
    ...lines,
    '',
    'vrrpscope <command> --help tells its options.',
  ]
  if (mistaken)
    throw new VrrpscopeError(
      'usage/no-command',
      'no command given',
      'vrrpscope --help lists the commands; try vrrpscope audit FILE.pcap',
    )
  io.print(`${text.join('\n')}\n`)
}

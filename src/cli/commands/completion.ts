import { Argument, Command } from 'commander'
import { COMMANDS } from '../commands.ts'
import type { Io } from '../io.ts'
import { bashCompletion, type CommandWords, fishCompletion, zshCompletion } from '../shells.ts'

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const

/** `vrrpscope completion <shell>`: a script made from the commands as they are, so that it cannot fall behind them. */
export const completionCommand = (io: Io): Command =>
  new Command('completion')
    .description('completion script for a shell: source <(vrrpscope completion bash)')
    .addArgument(new Argument('<shell>').choices(Object.keys(SHELLS)))
    .action(async (shell: keyof typeof SHELLS) => io.print(SHELLS[shell](await allWords(io))))

async function allWords(io: Io): Promise<CommandWords[]> {
  return Promise.all(
    COMMANDS.map(async ({ name, summary, load }) => {
      const command = (await load())(io)
      const options = command.options
        .filter((option) => !option.hidden)
        .map((option) => ({
          long: option.long ?? option.short ?? '',
          short: option.long === undefined ? undefined : option.short,
          text: option.description,
          choices: option.argChoices ?? [],
          takesFile: /file|dir|path/i.test(option.flags),
          takesValue: option.required || option.optional,
        }))
      const [first] = command.registeredArguments
      return { name, summary, options, choices: first?.argChoices ?? [], first: first?.name() ?? '' }
    }),
  )
}

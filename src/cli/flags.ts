import { type Command, Option } from 'commander'
import type { Severity } from '../checks/finding.ts'

/** How times are written: absolute UTC, since the first frame, or since the line before. */
export type TimeStyle = 'iso' | 'rel' | 'delta'

/** The flags that mean the same in every command that has them. */
export interface CommonFlags {
  readonly output?: string
  readonly color: 'auto' | 'always' | 'never'
  readonly time: TimeStyle
  readonly failOn: Severity | 'never'
  readonly quiet: boolean
  readonly verbose: boolean
  readonly showSecrets: boolean
  readonly anonymize: boolean
}

/** Adds all of the common flags; `formats` are what `-f` takes, the first is the default. */
export function withCommonFlags(command: Command, formats: readonly string[]): Command {
  return withShowingFlags(withOutputFlags(command, formats)).addOption(
    new Option('--fail-on <severity>', 'exit 1 for findings of this severity or above')
      .choices(['error', 'warning', 'info', 'never'])
      .default('error'),
  )
}

/** The flags of a command that shows what networks say: times, detail, secrets, names. */
export function withShowingFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--time <style>', 'UTC, since the first frame, or since the line before')
        .choices(['iso', 'rel', 'delta'])
        .default('iso'),
    )
    .option('-v, --verbose', 'more of everything')
    .option('--show-secrets', 'do not mask passwords and keys')
    .option('--anonymize', 'rename addresses, MACs and names, the same way throughout')
}

/** The flags of a command that only writes: format, output, colour, quiet. */
export function withOutputFlags(command: Command, formats: readonly string[]): Command {
  if (formats.length > 0)
    command.addOption(new Option('-f, --format <name>', 'output format').choices(formats).default(formats[0]))
  return command
    .option('-o, --output <file>', 'write the result to a file')
    .addOption(
      new Option('--color <when>', 'also NO_COLOR, FORCE_COLOR').choices(['auto', 'always', 'never']).default('auto'),
    )
    .option('-q, --quiet', 'no remarks on standard error')
}

/** Adds -c/--config: one value, repeated once per node. */
export function withConfigFlag(command: Command): Command {
  return command.option(
    '-c, --config <[name=]file>',
    'keepalived.conf, FRR or YAML; once per node',
    (value: string, before: string[]) => [...before, value],
    [] as string[],
  )
}

// Completion scripts for three shells. Rule and case ids are asked of `vrrpscope explain --list`, interface names of
// /sys/class/net, both at the moment of completion.

/** What completion knows of one option. */
export interface OptionWords {
  readonly long: string
  readonly short: string | undefined
  readonly text: string
  readonly choices: readonly string[]
  readonly takesFile: boolean
  readonly takesValue: boolean
}

/** What completion knows of one command; `first` is the name of its first argument. */
export interface CommandWords {
  readonly name: string
  readonly summary: string
  readonly options: readonly OptionWords[]
  readonly choices: readonly string[]
  readonly first: string
}

/** What a command's arguments are, by the name of the first. */
function argumentKind(command: CommandWords): 'interface' | 'id' | 'choice' | 'file' | 'none' {
  if (command.choices.length > 0) return 'choice'
  if (command.first.startsWith('interface')) return 'interface'
  if (command.first === 'id') return 'id'
  return command.first === '' ? 'none' : 'file'
}

export function bashCompletion(commands: readonly CommandWords[]): string {
  const cases = commands.map((command) => {
    const values = command.options
      .filter((option) => option.choices.length > 0)
      .map((option) => `        ${flags(option).join('|')}) words="${option.choices.join(' ')}" ;;`)
    const files = command.options.filter((option) => option.takesFile).flatMap(flags)
    if (files.length > 0) values.push(`        ${files.join('|')}) COMPREPLY=($(compgen -f -- "$word")); return ;;`)
    return [
      `    ${command.name})`,
      '      case "$before" in',
      ...values,
      `        *) if [[ $word == -* ]]; then words="${command.options.flatMap(flags).join(' ')}"`,
      `           else ${bashArgument(command)}; fi ;;`,
      '      esac ;;',
    ].join('\n')
  })
  return `# bash completion for vrrpscope: source <(vrrpscope completion bash)
_vrrpscope() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} words=""
  if [[ $COMP_CWORD == 1 ]]; then
    COMPREPLY=($(compgen -W "${commands.map((command) => command.name).join(' ')} help" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    help) words="${commands.map((command) => command.name).join(' ')}" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o filenames -F _vrrpscope vrrpscope
`
}

function bashArgument(command: CommandWords): string {
  switch (argumentKind(command)) {
    case 'choice':
      return `words="${command.choices.join(' ')}"`
    case 'interface':
      return 'words="$(ls /sys/class/net 2>/dev/null)"'
    case 'id':
      return 'words="$(vrrpscope explain --list 2>/dev/null)"'
    case 'file':
      return 'COMPREPLY=($(compgen -f -- "$word")); return'
    case 'none':
      return ':'
  }
}

export function zshCompletion(commands: readonly CommandWords[]): string {
  const cases = commands.map((command) => {
    const options = command.options.flatMap((option) => flags(option).map((flag) => zshOption(flag, option)))
    const lines = [...options, zshArgument(command)].filter((line) => line !== '')
    return `    ${command.name})\n      _arguments ${lines.join(' \\\n        ')} ;;`
  })
  return `#compdef vrrpscope
# zsh completion for vrrpscope: source <(vrrpscope completion zsh)
_vrrpscope() {
  local -a commands
  commands=(
${commands.map((command) => `    '${command.name}:${zshText(command.summary)}'`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  shift words
  (( CURRENT-- ))
  case $words[1] in
${cases.join('\n')}
  esac
}
compdef _vrrpscope vrrpscope
`
}

const zshText = (text: string): string => text.replaceAll("'", "'\\''").replaceAll(/[[\]:]/g, (mark) => `\\${mark}`)

function zshOption(flag: string, option: OptionWords): string {
  const value =
    option.choices.length > 0
      ? `:value:(${option.choices.join(' ')})`
      : option.takesFile
        ? ':file:_files'
        : option.takesValue
          ? ':value:'
          : ''
  return `'*${flag}[${zshText(option.text)}]${value}'`
}

function zshArgument(command: CommandWords): string {
  switch (argumentKind(command)) {
    case 'choice':
      return `'1:${command.first}:(${command.choices.join(' ')})'`
    case 'interface':
      return `'1:interface:(\${(f)"$(ls /sys/class/net 2>/dev/null)"})'`
    case 'id':
      return `'1:id:(\${(f)"$(vrrpscope explain --list 2>/dev/null)"})'`
    case 'file':
      return `'*:file:_files'`
    case 'none':
      return ''
  }
}

export function fishCompletion(commands: readonly CommandWords[]): string {
  const lines = ['# fish completion for vrrpscope: vrrpscope completion fish | source', 'complete -c vrrpscope -f']
  for (const command of commands) {
    lines.push(`complete -c vrrpscope -n __fish_use_subcommand -a ${command.name} -d ${quote(command.summary)}`)
    const when = `complete -c vrrpscope -n '__fish_seen_subcommand_from ${command.name}'`
    const argument = fishArgument(command)
    if (argument !== '') lines.push(`${when} ${argument}`)
    for (const option of command.options) lines.push(`${when} ${fishOption(option)}`)
  }
  return `${lines.join('\n')}\n`
}

const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

function fishOption(option: OptionWords): string {
  const parts = [`-l ${option.long.replace(/^--/, '')}`]
  if (option.short !== undefined) parts.push(`-s ${option.short.replace(/^-/, '')}`)
  if (option.choices.length > 0) parts.push(`-x -a ${quote(option.choices.join(' '))}`)
  else if (option.takesFile) parts.push('-r -F')
  else if (option.takesValue) parts.push('-x')
  return `${parts.join(' ')} -d ${quote(option.text)}`
}

function fishArgument(command: CommandWords): string {
  switch (argumentKind(command)) {
    case 'choice':
      return `-a ${quote(command.choices.join(' '))}`
    case 'interface':
      return "-a '(ls /sys/class/net 2>/dev/null)'"
    case 'id':
      return "-a '(vrrpscope explain --list 2>/dev/null)'"
    case 'file':
      return '-F'
    case 'none':
      return ''
  }
}

const flags = (option: OptionWords): string[] =>
  option.short === undefined ? [option.long] : [option.long, option.short]

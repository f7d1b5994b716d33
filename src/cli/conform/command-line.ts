import type { ConformFlags } from './flags.ts'

/** The command line that runs these cases against this device again, without selection and output. */
export function commandOf(interfaceName: string | undefined, flags: ConformFlags): string {
  const words = ['vrrpscope', 'conform']
  const option = (name: string, value: string | number | undefined): void => {
    if (value !== undefined) words.push(name, quoted(String(value)))
  }
  if (interfaceName !== undefined) words.push(quoted(interfaceName))
  option('--device', flags.device)
  option('--lab', flags.lab)
  if (flags.virtual) words.push('--virtual')
  option('--vrrp-version', flags.vrrpVersion)
  option('--family', flags.family)
  if (flags.useVmac) words.push('--use-vmac')
  if (flags.strict) words.push('--strict')
  for (const line of flags.labConfig) option('--lab-config', line)
  option('--binary', flags.binary)
  if (flags.yesThisIsALab) words.push('--yes-this-is-a-lab')
  return words.join(' ')
}

/** As a shell takes it for one word. */
const quoted = (word: string): string => (/^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)

import { Command, Option } from 'commander'
import { Engine } from '../../checks/engine.ts'
import { lintRules } from '../../checks/rules/lint/index.ts'
import { explain } from '../../checks/words.ts'
import { printTree } from '../../config/keepalived/print-tree.ts'
import type { NodeConfig } from '../../config/model.ts'
import { VrrpscopeError } from '../../core/errors.ts'
import { MASK } from '../../core/mask.ts'
import { PROFILE_NAMES, type ProfileName } from '../../core/profile-name.ts'
import { loadConfigs } from '../../edge/config-files.ts'
import { learnConfigs } from '../../report/anonymize.ts'
import { checkText } from '../../report/check-text.ts'
import { jsonDocument } from '../../report/json.ts'
import { sarifReport } from '../../report/sarif.ts'
import { checkReport } from '../check-report.ts'
import { Exit } from '../exit.ts'
import { withCommonFlags } from '../flags.ts'
import type { Io } from '../io.ts'
import { anonymizerOf } from '../renamed.ts'
import { styleOf } from '../render.ts'
import { failsOn } from '../verdict.ts'

interface Flags {
  readonly format: 'text' | 'json' | 'sarif'
  readonly profile?: ProfileName
  readonly configId?: string
  readonly printModel?: true
  readonly printTree?: true
  readonly schema?: true
}

/** `vrrpscope check <config...>`: what will go wrong, before it is deployed. */
export const checkCommand = (io: Io): Command =>
  withCommonFlags(new Command('check'), ['text', 'json', 'sarif'])
    .description('check configurations alone and against each other; say what will happen')
    .argument('[config...]', 'keepalived.conf, FRR, YAML or a how-to with here-documents; name=path names the node')
    .addOption(new Option('--profile <name>', 'the implementation that all nodes run').choices(PROFILE_NAMES))
    .option('--config-id <id>', 'what keepalived -i would be given: decides @ID lines')
    .option('--print-model', 'print what was read, as YAML that check, audit and sniff read in its place')
    .option('--print-tree', 'print the statements of keepalived.conf as the daemon sees them')
    .option('--schema', 'print the JSON Schema of the YAML, for editors')
    .action(async (specs: string[], flags: Flags) => {
      if (flags.schema) return io.print(jsonDocument((await import('../../config/yaml-schema.ts')).configJsonSchema()))
      if (specs.length === 0)
        throw new VrrpscopeError('usage/missing-argument', 'no configuration given', 'vrrpscope check --help')
      const nodes = await loadConfigs(specs, { ...flags, onInclude: (path) => io.spare(path) })
      const mask = io.flags.showSecrets ? undefined : MASK
      const trees = flags.printTree ? nodes.map(({ tree }) => (tree === undefined ? '' : printTree(tree, mask))) : []
      const model = flags.printModel ? (await import('../../config/print-yaml.ts')).printYaml(nodes, mask) : ''
      if (!flags.printTree && !flags.printModel) check(io, nodes, flags.format)
      else io.print(shown(io, trees.join('') + model, nodes))
      sayUnusable(io, nodes)
    })

function check(io: Io, nodes: readonly NodeConfig[], format: Flags['format']): void {
  const { showSecrets, failOn } = io.flags
  const engine = new Engine(lintRules, { nodes })
  engine.start()
  const findings = engine.findings()
  const fails = failsOn(findings, failOn)
  const report = checkReport(nodes, findings, lintRules, { showSecrets, fails })
  const text = rendered()
  io.print(shown(io, text, nodes))
  if (fails) io.exitWith(Exit.findings)

  function rendered(): string {
    if (format === 'text') return checkText(report, nodes, styleOf(io), showSecrets)
    return format === 'json' ? jsonDocument(report) : sarifReport(report, lintRules.map(explain))
  }
}

/** The words of people in a configuration are not known: comments and instance names in excerpts stay. */
function shown(io: Io, text: string, nodes: readonly NodeConfig[]): string {
  const anonymizer = anonymizerOf(io)
  if (anonymizer === undefined) return text
  learnConfigs(anonymizer, nodes)
  anonymizer.learnAddresses(text)
  return anonymizer.apply(text)
}

/** A file that comes to no virtual router cannot be what was meant. */
function sayUnusable(io: Io, nodes: readonly NodeConfig[]): void {
  const empty = nodes.filter((node) => node.routers.length === 0)
  if (empty.length === 0) return
  const files = empty.map((node) => node.file).join(', ')
  io.warn(`vrrpscope: config/no-virtual-router: ${files}: no virtual router that a daemon would run`)
  io.warn('hint: look at the findings, if there are any, and whether this is the right file')
  io.exitWith(Exit.usage)
}

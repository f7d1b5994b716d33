import { Engine } from '../../src/checks/engine.ts'
import type { Finding } from '../../src/checks/finding.ts'
import { lintRules } from '../../src/checks/rules/lint/index.ts'
import { readKeepalived } from '../../src/config/keepalived/lower.ts'
import type { Statement } from '../../src/config/keepalived/parser.ts'
import type { IncludeReader } from '../../src/config/text.ts'

/** What our check makes of a configuration for keepalived 2.2. */
export function checked(
  name: string,
  text: string,
  include: IncludeReader = () => [],
  configId?: string,
): { readonly findings: readonly Finding[]; readonly statements: readonly Statement[] } {
  const node = readKeepalived({ name, text }, { node: 'a', include, profile: 'keepalived-2.2', configId })
  const engine = new Engine(lintRules, { nodes: [node] })
  engine.start()
  return { findings: engine.findings(), statements: node.tree?.statements ?? [] }
}

export const findingsOf = (name: string, text: string): readonly Finding[] => checked(name, text).findings

/** Where a complaint of keepalived stands: `(Line 5)`, `(a.conf: Line 5)` where there are several files, else nowhere. */
export function placeOf(complaint: string): { readonly file: string | undefined; readonly line: number } | undefined {
  const match = /^\((?:(\S+): )?Line (\d+)\)/.exec(complaint)
  return match === null ? undefined : { file: match[1], line: Number(match[2]) }
}

/** Whether a finding stands where keepalived's complaint does: on its line, else on the instance it names. */
export function answers(finding: Finding, complaint: string): boolean {
  const place = placeOf(complaint)
  if (place !== undefined)
    return finding.line === place.line && (place.file === undefined || place.file === finding.file)
  const instance = /^\((\S+?)\)/.exec(complaint)
  if (instance !== null) return finding.values.instance === instance[1]
  return finding.severity !== 'info'
}

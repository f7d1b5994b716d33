import { VrrpscopeError } from '../core/errors.ts'
import type { ProfileName } from '../core/profile-name.ts'
import { readFrr } from './frr.ts'
import { hereDocuments } from './here-documents.ts'
import { readKeepalived } from './keepalived/lower.ts'
import type { NodeConfig } from './model.ts'
import { nodeName } from './node-names.ts'
import type { IncludeReader, SourceText } from './text.ts'

export interface ReadOptions {
  /** From `name=path`. */
  readonly name?: string | undefined
  readonly profile?: ProfileName | undefined
  readonly configId?: string | undefined
  readonly include: IncludeReader
}

export type Dialect = NodeConfig['dialect']

/**
 * The nodes of one configuration file: one of keepalived.conf or FRR, one per document of a how-to, any number of YAML.
 * Throws VrrpscopeError (`config/...`) only for what is no configuration at all.
 */
export async function readConfig(source: SourceText, options: ReadOptions): Promise<readonly NodeConfig[]> {
  if (source.text.includes('\0'))
    throw new VrrpscopeError(
      'config/binary',
      `${source.name} is not text`,
      'give a keepalived.conf, an FRR configuration or YAML; captures go to audit',
    )
  if (dialectOf(source) === 'yaml') {
    const { readYaml } = await import('./yaml.ts')
    return readYaml(source, options)
  }
  const documents = hereDocuments(source)
  if (documents.length === 0) return [readDaemon(source, options.name ?? nodeName(source), options)]
  return documents.map((document, i) => {
    const name = options.name ?? nodeName(document)
    const again = documents.slice(0, i).filter((before) => (options.name ?? nodeName(before)) === name).length
    return readDaemon(document, again === 0 ? name : `${name}#${again + 1}`, options)
  })
}

/** One node of keepalived or FRR. */
export function readDaemon(source: SourceText, node: string, options: ReadOptions): NodeConfig {
  const { profile, configId, include } = options
  if (dialectOf(source) === 'frr') return readFrr(source, node, profile?.startsWith('frr') ? profile : undefined)
  return readKeepalived(source, { node, include, configId, profile: profile?.startsWith('frr') ? undefined : profile })
}

/** By what only one of them has: the file's ending, `vrrp N` lines, a YAML key at the start of a line. */
export function dialectOf(source: SourceText): Dialect {
  if (/\.ya?ml$/i.test(source.name)) return 'yaml'
  if (/^\s*(vrrp_instance|global_defs|vrrp_sync_group|static_ipaddress|virtual_server)\b/m.test(source.text))
    return 'keepalived'
  if (
    /^\s*(no\s+)?vrrp\s+(\d+|default|autoconfigure)\b/m.test(source.text) ||
    /^frr (version|defaults)\b/m.test(source.text)
  )
    return 'frr'
  return /^(nodes|networks|\$schema|version)\s*:/m.test(source.text) ? 'yaml' : 'keepalived'
}

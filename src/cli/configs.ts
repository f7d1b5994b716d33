import type { NodeConfig } from '../config/model.ts'
import { VrrpscopeError } from '../core/errors.ts'
import type { ProfileName } from '../core/profile-name.ts'
import type { Io } from './io.ts'

/**
 * The configurations that -c names, each with at least one virtual router. Loads the readers only if there are any.
 * Throws `config/...`: what an audit cannot use is wrong usage; so is to write over an included file.
 */
export async function configsOf(
  io: Io,
  specs: readonly string[],
  profile?: ProfileName,
): Promise<readonly NodeConfig[]> {
  if (specs.length === 0) return []
  const { loadConfigs } = await import('../edge/config-files.ts')
  const nodes = await loadConfigs(specs, { profile, onInclude: (path) => io.spare(path) })
  for (const node of nodes) if (node.routers.length === 0) throw nothingIn(node)
  return nodes
}

function nothingIn({ file, notes }: NodeConfig): VrrpscopeError {
  const worst = notes[0]
  const hint =
    worst === undefined
      ? 'name the file that holds the vrrp_instance blocks or the vrrp lines'
      : 'vrrpscope check tells what is wrong with it'
  return new VrrpscopeError('config/no-virtual-router', `${file}: no virtual router in it`, hint)
}

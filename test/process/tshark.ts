import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A node of tshark's JSON: every leaf is a string. */
export type Tree = { readonly [name: string]: Tree | string | readonly (Tree | string)[] }

export const hasTshark = (): boolean => spawnSync('tshark', ['--version']).status === 0

/** The protocol layers of every frame of a capture, as tshark reads them. */
export function dissect(file: string, ...options: readonly string[]): Tree[] {
  const command = ['-n', '-r', file, '-T', 'json', '--no-duplicate-keys', ...options]
  const run = spawnSync('tshark', command, { maxBuffer: 1 << 29 })
  const packets = JSON.parse(run.stdout.toString('utf8')) as { _source: { layers: Tree } }[]
  return packets.map((packet) => packet._source.layers)
}

/** The same of several captures, one behind the other as if they were one. */
export function dissectTogether(files: readonly string[]): Tree[] {
  const folder = mkdtempSync(join(tmpdir(), 'vrrpscope-together-'))
  try {
    const whole = join(folder, 'whole.pcapng')
    const merge = spawnSync('mergecap', ['-a', '-F', 'pcapng', '-w', whole, ...files])
    // It stops where a capture is cut short, which tshark reads up to there.
    if (merge.status !== 0) return files.flatMap((file) => dissect(file))
    // Packets of different captures are not parts of each other.
    return dissect(whole, '-o', 'ip.defragment:FALSE', '-o', 'ipv6.defragment:FALSE')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** All values of a field in a tree, in order, with what hangs below other names. */
export function all(tree: Tree | undefined, name: string): string[] {
  if (tree === undefined) return []
  return Object.entries(tree).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value as Tree | string]).flatMap((item: Tree | string) =>
      typeof item === 'string' ? (key === name ? [item] : []) : all(item, name),
    ),
  )
}

export const one = (tree: Tree | undefined, name: string): string | undefined => all(tree, name)[0]

/** A layer of the outer packet; undefined where it is absent or only quoted in another one. */
export function layer(tree: Tree, name: string): Tree | undefined {
  const found = tree[name]
  return typeof found === 'object' && !Array.isArray(found) ? (found as Tree) : undefined
}

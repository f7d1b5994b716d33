import { Layer, NO_PATH, paths } from './path.ts'

// The tags and tunnels of the one frame that `locate` is reading. They enter the table of paths only if the frame turns
// out to be ours: junk must not fill it.

/** Deeper than any real network; a frame that nests further is none of ours. */
const MAX_LAYERS = 8
/** Headers that are no part of a path (priority tags, reserved labels, inner Ethernet headers) are bounded as well. */
const MAX_HOPS = 8

const layers = new Uint8Array(MAX_LAYERS)
const values = new Uint32Array(MAX_LAYERS)
let depth = 0
let hops = 0

export function begin(): void {
  depth = 0
  hops = 0
}

/** One more layer of the path; false if that is too deep. */
export function enter(layer: Layer, value: number): boolean {
  if (depth >= MAX_LAYERS) return false
  layers[depth] = layer
  values[depth] = value
  depth++
  return true
}

/** One more header that is no layer of its own; false if that is too many. */
export const pass = (): boolean => ++hops <= MAX_HOPS

/** The last VLAN of the walk, whatever tunnel lies in it; -1 if there was none. */
export function innermostVlan(): number {
  for (let i = depth - 1; i >= 0; i--) if (layers[i] === Layer.Vlan) return values[i]!
  return -1
}

/** The id of the path walked since `begin`. */
export function internedPath(): number {
  let path = NO_PATH
  for (let i = 0; i < depth; i++) path = paths.child(path, layers[i] as Layer, values[i]!)
  return path
}

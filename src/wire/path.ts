// The tags and tunnels around a packet are part of a virtual router's identity. They are interned: a small integer in
// the hot path, words ('vlan 20/vxlan 5001') only where somebody reads them.

/** One step of a path. `Gre` and `Erspan` are the forms that carry no key or session. */
export const Layer = { Vlan: 1, Vxlan: 2, Gre: 3, GreKey: 4, Erspan: 5, ErspanSession: 6, Mpls: 7 } as const
export type Layer = (typeof Layer)[keyof typeof Layer]

/** The untagged segment. */
export const NO_PATH = 0

const WORDS = ['', 'vlan', 'vxlan', 'gre', 'gre', 'erspan', 'erspan', 'mpls'] as const
const HAS_VALUE = [false, true, true, false, true, false, true, true] as const
const OVERFLOW_TEXT = 'unlisted'
const VLAN_IDS = 4096

/**
 * Paths as a tree of (parent, layer, value). Senders choose what is in it, so it is bounded: when it is full, every
 * path not yet known shares one id whose text is 'unlisted'. Ids live as long as the table.
 */
export class PathTable {
  readonly #limit: number
  readonly #parents = [NO_PATH]
  readonly #layers = [0]
  readonly #values = [0]
  readonly #texts: (string | undefined)[] = ['']
  readonly #children = new Map<number, number>()
  // Single tags are nearly all there is on a trunk: an array instead of the map.
  readonly #singleVlan = new Int32Array(VLAN_IDS).fill(-1)
  #overflow = -1

  /** `limit` paths at most, 65 536 where none is given. */
  constructor(limit = 1 << 16) {
    this.#limit = limit
  }

  /** Id of the path `parent` continued by one layer. Allocates only the first time. */
  child(parent: number, layer: Layer, value: number): number {
    if (parent === this.#overflow) return parent
    if (layer === Layer.Vlan && parent === NO_PATH) {
      const known = this.#singleVlan[value]!
      if (known >= 0) return known
    }
    return this.#children.get(childKey(parent, layer, value)) ?? this.#add(parent, layer, value)
  }

  /** '' , 'vlan 20', 'vlan 20.7' (QinQ, outer tag first), 'vxlan 5001', 'vlan 20/gre 7', 'mpls 100.200'. */
  text(id: number): string {
    const known = this.#texts[id]
    if (known !== undefined) return known
    const layer = this.#layers[id]
    if (layer === undefined) return ''
    const parent = this.#parents[id]!
    const stacked = this.#layers[parent] === layer && (layer === Layer.Vlan || layer === Layer.Mpls)
    const words = HAS_VALUE[layer] ? `${WORDS[layer]} ${this.#values[id]}` : WORDS[layer]!
    const text = stacked
      ? `${this.text(parent)}.${this.#values[id]}`
      : parent === NO_PATH
        ? words
        : `${this.text(parent)}/${words}`
    this.#texts[id] = text
    return text
  }

  #add(parent: number, layer: Layer, value: number): number {
    const id = this.#parents.length
    if (id >= this.#limit) {
      if (this.#overflow < 0) {
        this.#overflow = id
        this.#texts[id] = OVERFLOW_TEXT
      }
      return this.#overflow
    }
    this.#parents.push(parent)
    this.#layers.push(layer)
    this.#values.push(value)
    this.#children.set(childKey(parent, layer, value), id)
    if (layer === Layer.Vlan && parent === NO_PATH) this.#singleVlan[value] = id
    return id
  }
}

// 16 bits of parent, 3 of layer, 32 of value: 51 bits, exact in a double.
const childKey = (parent: number, layer: number, value: number): number => (parent * 8 + layer) * 0x1_0000_0000 + value

/** The table of the run. */
export const paths = new PathTable()

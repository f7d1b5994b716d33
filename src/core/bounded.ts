/** A map that forgets what was set longest ago: senders choose the keys. */
export class BoundedMap<K, V> {
  readonly #map = new Map<K, V>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  get(key: K): V | undefined {
    return this.#map.get(key)
  }

  /** Sets and makes it the newest. */
  set(key: K, value: V): void {
    if (!this.#map.delete(key) && this.#map.size >= this.#limit) this.#map.delete(this.#map.keys().next().value!)
    this.#map.set(key, value)
  }

  delete(key: K): void {
    this.#map.delete(key)
  }

  values(): Iterable<V> {
    return this.#map.values()
  }
}

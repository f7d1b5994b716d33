import type { IpIdTrack } from './live.ts'

/** Ids that may be missing in a row that still counts as one row. */
const MAX_MISSING = 64

/** Ids that a vantage point may lag behind another whose clock is before its own. */
const MAX_BEHIND = 4096

/** Follows the IPv4 identification of one router's adverts: keepalived counts them from 1, others jump. */
export class IpIdCounter implements IpIdTrack {
  last = -1
  consecutive = 0
  missing = 0
  restarts = 0

  /** True where `id` goes on from the last one, with at most a few missing. */
  continues(id: number): boolean {
    return this.leftOut(id) !== undefined
  }

  /** How many ids are missing where `id` goes on from the last one; undefined where it does not. */
  leftOut(id: number): number | undefined {
    const ahead = this.#ahead(id)
    return ahead >= 1 && ahead <= MAX_MISSING ? ahead - 1 : undefined
  }

  /** How many adverts ago it was `id`'s turn; undefined where ids do not count adverts, or it was too long ago. */
  behind(id: number): number | undefined {
    const behind = (this.last - id) & 0xffff
    return this.consecutive >= 2 && id > 0 && behind <= MAX_BEHIND ? behind : undefined
  }

  note(id: number): void {
    if (id < 0) return
    if (id === this.last + 1 && this.last > 0) {
      this.consecutive++
      this.last = id
      return
    }
    if (this.last >= 0) {
      const ahead = this.#ahead(id)
      if (ahead === 1) this.consecutive++
      else if (id === 1) this.restarts++
      else if (ahead >= 2 && ahead <= MAX_MISSING && this.consecutive >= 2) this.missing += ahead - 1
    }
    this.last = id
  }

  // 16 bits that wrap; keepalived leaves out 0.
  #ahead(id: number): number {
    if (id < 0 || this.last < 0) return -1
    const ahead = (id - this.last) & 0xffff
    return id < this.last && this.last + ahead > 0xffff ? ahead - 1 || 1 : ahead
  }
}

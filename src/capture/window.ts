const EMPTY = new DataView(new ArrayBuffer(0))
const CARRY_START = 4096

/**
 * Contiguous records out of chunks that end anywhere. A record that lies whole inside a chunk is read in place; one that
 * is split is gathered in a buffer of its own, which grows with the bytes that came and never with a length that a file
 * claims.
 */
export class ByteWindow {
  /** The bytes to read from: `pos` is the first unread, `limit` one past the last. */
  dv: DataView = EMPTY
  pos = 0
  limit = 0
  /** Bytes fed so far. */
  total = 0

  /** Stream offset of byte 0 of `dv`. */
  private base = 0
  private chunk: Uint8Array = new Uint8Array(0)
  private chunkDv: DataView = EMPTY
  /** First byte of `chunk` that neither was read in place nor gathered. */
  private chunkPos = 0
  private carry = new Uint8Array(CARRY_START)
  private carryDv = new DataView(this.carry.buffer)
  private carrying = false
  private toSkip = 0

  /** Takes the next chunk; `has` must have refused before, so that what the last one left over is gathered. */
  feed(chunk: Uint8Array): void {
    this.total += chunk.length
    // A file is read into the same memory again and again.
    if (chunk !== this.chunk) this.chunkDv = new DataView(chunk.buffer, chunk.byteOffset, chunk.length)
    this.chunk = chunk
    this.chunkPos = Math.min(this.toSkip, chunk.length)
    this.toSkip -= this.chunkPos
    if (!this.carrying) this.readChunk()
  }

  /** Whether `need` bytes lie contiguous from `pos`. False: feed more. May move `dv` and `pos`. */
  has(need: number): boolean {
    return this.limit - this.pos >= need || this.gather(need)
  }

  /** Leaves `count` bytes that `has` confirmed behind. Views of them stay good until the next `has`. */
  advance(count: number): void {
    this.pos += count
    if (this.carrying && this.pos === this.limit) this.readChunk()
  }

  /** Passes over `count` bytes, also of chunks still to come, without keeping them. */
  skip(count: number): void {
    const gathered = this.carrying ? Math.min(count, this.limit - this.pos) : 0
    if (this.carrying) this.advance(gathered)
    if (this.carrying) return
    const here = Math.min(count - gathered, this.limit - this.pos)
    this.pos += here
    this.toSkip = count - gathered - here
  }

  /** Forgets the record that is unfinished; the next chunk starts a new one. */
  drop(): void {
    this.chunkPos = this.chunk.length
    this.toSkip = 0
    this.readChunk()
  }

  /** Stream offset of `pos`. */
  get offset(): number {
    return this.base + this.pos
  }

  /** The bytes end inside something: some are gathered, or wanted to be skipped. */
  get unfinished(): boolean {
    return this.limit > this.pos || this.toSkip > 0
  }

  private gather(need: number): boolean {
    if (this.toSkip > 0) return false
    if (!this.carrying) this.carryRestOfChunk()
    this.append(Math.min(need - (this.limit - this.pos), this.chunk.length - this.chunkPos))
    return this.limit - this.pos >= need
  }

  private carryRestOfChunk(): void {
    const rest = this.limit - this.pos
    this.base += this.pos
    this.chunkPos = this.pos
    this.carrying = true
    this.pos = 0
    this.limit = 0
    this.append(rest)
  }

  private append(count: number): void {
    const length = this.limit + count
    if (length > this.carry.length) this.growCarry(length)
    this.carry.set(this.chunk.subarray(this.chunkPos, this.chunkPos + count), this.limit)
    this.chunkPos += count
    this.limit = length
    this.dv = this.carryDv
  }

  private growCarry(length: number): void {
    const grown = new Uint8Array(Math.max(length, this.carry.length * 2))
    grown.set(this.carry.subarray(0, this.limit))
    this.carry = grown
    this.carryDv = new DataView(grown.buffer)
  }

  private readChunk(): void {
    this.carrying = false
    this.base = this.total - this.chunk.length
    this.dv = this.chunkDv
    this.pos = this.chunkPos
    this.limit = this.chunk.length
  }
}

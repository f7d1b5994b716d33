/** Captures as bytes, put together by hand from fields; `big` chooses the byte order. */
export class Bytes {
  private readonly parts: number[] = []
  private readonly big: boolean

  constructor(big = false) {
    this.big = big
  }

  u8(...values: number[]): this {
    this.parts.push(...values)
    return this
  }

  u16(...values: number[]): this {
    for (const value of values) this.number(value, 2)
    return this
  }

  u32(...values: number[]): this {
    for (const value of values) this.number(value, 4)
    return this
  }

  text(value: string): this {
    return this.u8(...new TextEncoder().encode(value))
  }

  /** Zeros up to a multiple of four. */
  pad(): this {
    while (this.parts.length % 4 !== 0) this.parts.push(0)
    return this
  }

  add(other: Bytes): this {
    return this.u8(...other.parts)
  }

  get length(): number {
    return this.parts.length
  }

  done(): Uint8Array {
    return Uint8Array.from(this.parts)
  }

  private number(value: number, size: number): void {
    const bytes = Array.from({ length: size }, (_, i) => Math.floor(value / 2 ** (8 * i)) & 0xff)
    this.parts.push(...(this.big ? bytes.reverse() : bytes))
  }
}

/** A pcap file header. */
export const pcapHeader = (magic: number, link = 1, big = false): Bytes =>
  new Bytes(big).u32(magic).u16(2, 4).u32(0, 0, 65535, link)

/** A pcap record; `wireLen` is the frame's length unless given. */
export const pcapRecord = (
  sec: number,
  fraction: number,
  frame: number[],
  big = false,
  wireLen = frame.length,
): Bytes => new Bytes(big).u32(sec, fraction, frame.length, wireLen).u8(...frame)

/** A pcapng block around a body. */
export function block(type: number, body: Bytes, big = false): Bytes {
  body.pad()
  const length = body.length + 12
  return new Bytes(big).u32(type, length).add(body).u32(length)
}

export const section = (big = false): Bytes =>
  block(0x0a0d0d0a, new Bytes(big).u32(0x1a2b3c4d).u16(1, 0).u32(0xffffffff, 0xffffffff), big)

export const option = (code: number, value: Bytes, big = false): Bytes =>
  new Bytes(big).u16(code, value.length).add(value).pad()

export const face = (link: number, options: Bytes[] = [], big = false, snapLen = 0): Bytes =>
  block(
    1,
    options.reduce((body, o) => body.add(o), new Bytes(big).u16(link, 0).u32(snapLen)),
    big,
  )

/** An enhanced packet block. `high` and `low` are the halves of the time stamp. */
export const enhanced = (
  number: number,
  [high, low]: readonly [number, number],
  frame: number[],
  options: Bytes[] = [],
  big = false,
  wireLen = frame.length,
): Bytes => {
  const body = new Bytes(big)
    .u32(number, high, low, frame.length, wireLen)
    .u8(...frame)
    .pad()
  return block(
    6,
    options.reduce((all, o) => all.add(o), body),
    big,
  )
}

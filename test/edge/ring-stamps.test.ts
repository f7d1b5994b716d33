import { describe, expect, it } from 'vitest'
import { type ReadMemory, RingStamps } from '../../src/edge/ring-stamps.ts'

const PAGE_LEN = 4096
const NOW_SEC = Math.floor(Date.now() / 1000)
const FILLED = 1
const LOSING = 4
const DATA_AT = 70

/** A ring as the kernel and libpcap use it. */
function ring(slotLen: number, blocks: number) {
  let blockLen = PAGE_LEN
  while (blockLen < slotLen) blockLen *= 2
  const perBlock = Math.floor(blockLen / slotLen)
  const memory = Buffer.alloc(blocks * blockLen)
  const count = blocks * perBlock
  const read: ReadMemory = (into, length, at) => {
    if (at + length > memory.length) throw new Error('beyond')
    memory.copy(into, 0, at, at + length)
  }
  const slotAt = (slot: number) =>
    Math.floor((slot % count) / perBlock) * blockLen + ((slot % count) % perBlock) * slotLen
  const stamps = new RingStamps(read, memory.length, PAGE_LEN)
  let [head, tail] = [0, 0]
  return {
    count,
    stamps,
    fill(nsec: number, { sec = NOW_SEC, length = 60, losing = false } = {}) {
      const at = slotAt(head++)
      memory.writeUInt32LE(losing ? FILLED | LOSING : FILLED, at)
      memory.writeUInt32LE(length, at + 4)
      memory.writeUInt32LE(length, at + 8)
      memory.writeUInt16LE(DATA_AT, at + 12)
      memory.writeUInt32LE(sec, at + 16)
      memory.writeUInt32LE(nsec, at + 20)
      memory.fill(0xff, at + DATA_AT, at + DATA_AT + length) // what a sender may write
    },
    /** libpcap hands the next frame over; its stamp, in ns since NOW_SEC. */
    handOver() {
      const stamp = stamps.stamp(NOW_SEC)
      memory.writeUInt32LE(0, slotAt(tail++))
      return stamp
    },
    /** libpcap gives the next frame back unseen. */
    passOver() {
      memory.writeUInt32LE(0, slotAt(tail++))
    },
  }
}

describe('stamps from the ring', () => {
  for (const [name, slotLen, blocks] of [
    ['two slots in a page', 1616, 8],
    ['one slot in a page', 2064, 16],
    ['a slot longer than a page', 9136, 16],
    ['slots of 64 KiB', 65_616, 16],
    ['three slots in a block', 1344, 8],
  ] as const)
    it(`are those of the frames, in order and round the ring: ${name}`, () => {
      const { fill, handOver, count } = ring(slotLen, blocks)
      const [given, told]: [number[], (number | undefined)[]] = [[], []]
      for (let i = 0; i < 3 * count; i++) {
        given.push(1000 * i)
        fill(1000 * i)
        if (i % 3 === 0) continue // two wait at times
        while (told.length < given.length) told.push(handOver())
      }
      expect(told).toEqual(given.slice(0, told.length))
    })

  it('pass over what libpcap passes over, even at the beginning', () => {
    const { fill, handOver, passOver } = ring(1616, 8)
    for (const nsec of [1, 2, 3, 4]) fill(nsec)
    passOver()
    passOver()
    expect(handOver()).toBe(3)
    expect(handOver()).toBe(4)
    fill(5)
    fill(6)
    passOver()
    expect(handOver()).toBe(6)
  })

  it('count from the epoch they are asked for', () => {
    const { fill, handOver } = ring(1616, 8)
    fill(7, { sec: NOW_SEC - 2 })
    expect(handOver()).toBe(7 - 2e9)
  })

  it('tell that the kernel had dropped frames before one', () => {
    const { fill, handOver, stamps } = ring(1616, 8)
    fill(1)
    fill(2, { losing: true })
    handOver()
    expect(stamps.losing).toBe(false)
    handOver()
    expect(stamps.losing).toBe(true)
  })

  it('are not told where the ring is not as expected', () => {
    expect(ring(1616, 8).handOver()).toBeUndefined()
    for (const sec of [1, NOW_SEC - 90_000, NOW_SEC + 90_000]) {
      const { fill, handOver } = ring(1616, 8)
      fill(1, { sec })
      expect(handOver()).toBeUndefined()
    }
    const unreadable = () => {
      throw new Error('EIO')
    }
    expect(new RingStamps(unreadable, 1 << 20, PAGE_LEN).stamp(NOW_SEC)).toBeUndefined()
  })
})

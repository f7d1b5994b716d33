import { csvRow } from '../../src/report/csv.ts'
import { jsonLine } from '../../src/report/json.ts'
import { describe } from '../../src/wire/describe.ts'
import { fieldsOf } from '../../src/wire/fields.ts'
import { locate } from '../../src/wire/locate.ts'
import { factOf } from '../../src/wire/sighting.ts'
import { verifyAh, verifyTrailer } from '../../src/wire/verify.ts'
import { FrameView, Kind } from '../../src/wire/view.ts'
import { captureFiles, readCapture } from '../wire/captured.ts'
import { TUNNELLED } from '../wire/tunnelled.ts'
import { Random } from './random.ts'

// Frames of the fixture captures and of every tunnel, damaged at random, through everything that reads bytes.

export interface Seed {
  readonly frame: Uint8Array
  readonly linkType: number
  readonly wireLen: number
}

/** Every different frame of the fixtures, and the crafted ones in tunnels. */
export function seeds(): Seed[] {
  const found = new Map<string, Seed>()
  for (const name of captureFiles())
    readCapture(name, (v) => {
      const frame = new Uint8Array(v.dv.buffer, v.dv.byteOffset + v.start, v.end - v.start).slice()
      found.set(`${v.linkType} ${Buffer.from(frame).toString('latin1')}`, {
        frame,
        linkType: v.linkType,
        wireLen: v.wireLen,
      })
    })
  const crafted = Object.values(TUNNELLED).map(({ frame, linkType }) => ({ frame, linkType, wireLen: frame.length }))
  return [...found.values(), ...crafted]
}

const LINK_TYPES = [0, 1, 12, 14, 101, 108, 113, 228, 229, 276, 147]
// Numbers that lengths, counts, types and offsets break at.
const SHARP = [
  0, 1, 2, 4, 5, 6, 7, 8, 0x0f, 0x10, 0x1f, 0x20, 0x21, 0x31, 0x40, 0x45, 0x4f, 0x60, 0x7f, 0x80, 112, 51, 0xfe, 0xff,
]

/** One to four wounds: a byte changed or made sharp, bits turned, the end cut off or grown, a piece moved. */
export function mutated(seed: Seed, random: Random): Seed {
  let frame = seed.frame.slice()
  let { linkType, wireLen } = seed
  for (let wounds = 1 + random.below(4); wounds > 0; wounds--) {
    const at = frame.length === 0 ? 0 : random.below(frame.length)
    switch (random.below(8)) {
      case 0:
      case 1:
        frame[at]! ^= 1 << random.below(8)
        break
      case 2:
        frame[at] = random.pick(SHARP)
        break
      case 3:
        frame[at] = random.below(256)
        break
      case 4:
        frame = frame.slice(0, at)
        break
      case 5: {
        const grown = new Uint8Array(frame.length + random.below(64))
        grown.set(frame)
        frame = grown
        break
      }
      case 6:
        frame.copyWithin(at, random.below(frame.length + 1))
        break
      default:
        if (random.below(4) === 0) linkType = random.pick(LINK_TYPES)
        wireLen = random.below(3) === 0 ? random.below(2000) : frame.length
    }
  }
  return { frame, linkType, wireLen }
}

/**
 * Reads the frame in memory that ends where the frame does, so that a read outside of it throws. Returns what was found
 * for comparison; undefined where the frame is none of ours.
 */
export function readAll(seed: Seed): string | undefined {
  const exact = new ArrayBuffer(seed.frame.length)
  new Uint8Array(exact).set(seed.frame)
  return read(new DataView(exact), 0, seed)
}

/** The same frame amid other bytes: what is found must be the same. */
export function readShifted(seed: Seed, random: Random): string | undefined {
  const margin = 1 + random.below(9)
  const buffer = new Uint8Array(seed.frame.length + 2 * margin)
  for (let i = 0; i < buffer.length; i++) buffer[i] = random.below(256)
  buffer.set(seed.frame, margin)
  return read(new DataView(buffer.buffer), margin, seed)
}

const ZERO_HASH = { hmacMd5: () => new Uint8Array(16), hmacSha256: () => new Uint8Array(32) }
const NO_KEY = new Uint8Array(8)
const SHOWN = { showSecrets: true }

function read(dv: DataView, start: number, seed: Seed): string | undefined {
  const v = new FrameView()
  v.dv = dv
  v.start = start
  v.end = start + seed.frame.length
  v.wireLen = seed.wireLen
  v.linkType = seed.linkType
  const kind = locate(v)
  const fact = factOf(v, kind)
  if (fact === undefined) {
    if (kind !== Kind.None) throw new Error(`kind ${kind} without a fact`)
    return undefined
  }
  if (fact.kind === 'advert') {
    verifyAh(fact, NO_KEY, ZERO_HASH)
    verifyTrailer(fact, NO_KEY, ZERO_HASH)
  }
  const fields = fieldsOf(fact, SHOWN)
  return describe(fact, SHOWN) + jsonLine(fields) + csvRow(fields, Object.keys(fields))
}

export interface FuzzResult {
  readonly frames: number
  readonly ours: number
}

/** Throws on the first frame that breaks something, with all that is needed to make a vector of it. */
export function fuzzFrames(seed: number, frames: number, list: readonly Seed[] = seeds()): FuzzResult {
  const random = new Random(seed)
  let ours = 0
  for (let i = 0; i < frames; i++) {
    // In turn, so that every frame of every capture is mutated.
    const wounded = mutated(list[i % list.length]!, random)
    try {
      const found = readAll(wounded)
      if (found !== undefined) ours++
      if (i % 16 === 0 && readShifted(wounded, random) !== found) throw new Error('bytes around the frame were read')
      if (found !== undefined && CONTROL.test(found)) throw new Error('a control character reached the output')
    } catch (cause) {
      const hex = Buffer.from(wounded.frame).toString('hex')
      const where = `seed ${seed}, frame ${i}, link type ${wounded.linkType}, wire length ${wounded.wireLen}`
      throw new Error(`${where}: ${(cause as Error).message}\n${hex}`, { cause })
    }
  }
  return { frames, ours }
}

const CONTROL = /[\x00-\x09\x0b-\x1f\x7f-\x9f]/

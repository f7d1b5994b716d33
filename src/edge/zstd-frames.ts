// RFC 8878 3.1: a file is any number of frames, each complete in itself; Node's decoder stops behind the first one.
//
//   magic | descriptor | window, dictionary, size | block ... | checksum        Zstandard frame
//   magic | size       | user data                                              skippable frame

const FRAME = 0xfd2f_b528
const SKIPPABLE = 0x184d_2a50
/** The first bytes of a frame, as `split` leaves them out. */
export const ZSTD_MAGIC = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd)

const DICTIONARY_LENGTHS = [0, 1, 2, 4]
const SIZE_LENGTHS = [0, 2, 4, 8]
const RLE_BLOCK = 1

type Step = 'magic' | 'skip-size' | 'skip' | 'descriptor' | 'header' | 'block' | 'body' | 'checksum' | 'junk'

/** Finds where the frames of a stream begin and end. */
export class ZstdFrames {
  #step: Step = 'magic'
  /** Bytes that the step still lacks. */
  #wanted = 4
  #field: number[] = []
  #hasChecksum = false
  #isLast = false

  /** Whether a file may end here. */
  get isBetween(): boolean {
    return this.#step === 'magic' && this.#field.length === 0
  }

  /**
   * What the next bytes of the stream are: `begin`, pieces of a frame behind its magic number, `end`; `junk` once where
   * neither a frame nor a skippable one begins, and nothing after that.
   */
  *split(piece: Uint8Array): Generator<Uint8Array | 'begin' | 'end' | 'junk'> {
    let shown = 0
    for (let at = 0; at < piece.length && this.#step !== 'junk'; ) {
      const count = Math.min(this.#wanted, piece.length - at)
      // Of data nothing needs to be known.
      if (this.#step !== 'skip' && this.#step !== 'body' && this.#step !== 'header')
        this.#field.push(...piece.subarray(at, at + count))
      at += count
      this.#wanted -= count
      while (this.#wanted === 0) {
        const before = this.#step
        const step = this.#advance()
        if (before === 'magic') {
          shown = at
          if (step === 'descriptor') yield 'begin'
          if (step === 'junk') yield 'junk'
        } else if (step === 'magic' && before !== 'skip') {
          yield piece.subarray(shown, at)
          yield 'end'
        }
      }
    }
    if (this.#isInside && shown < piece.length) yield piece.subarray(shown)
  }

  get #isInside(): boolean {
    return !['magic', 'skip-size', 'skip', 'junk'].includes(this.#step)
  }

  /** The step that follows. */
  #advance(): Step {
    const value = this.#field.reduceRight((sum, byte) => sum * 256 + byte, 0)
    this.#field = []
    switch (this.#step) {
      case 'magic':
        if (value === FRAME) return this.#enter('descriptor', 1)
        if (value - (value % 16) === SKIPPABLE) return this.#enter('skip-size', 4)
        return this.#enter('junk', Number.POSITIVE_INFINITY)
      case 'skip-size':
        return this.#enter('skip', value)
      case 'descriptor': {
        const hasNoWindow = (value >> 5) & 1
        this.#hasChecksum = (value & 4) !== 0
        const sizeLength = value >> 6 === 0 ? hasNoWindow : SIZE_LENGTHS[value >> 6]!
        return this.#enter('header', 1 - hasNoWindow + DICTIONARY_LENGTHS[value & 3]! + sizeLength)
      }
      case 'header':
        return this.#enter('block', 3)
      case 'block':
        this.#isLast = (value & 1) !== 0
        return this.#enter('body', ((value >> 1) & 3) === RLE_BLOCK ? 1 : value >> 3)
      case 'body':
        if (!this.#isLast) return this.#enter('block', 3)
        return this.#hasChecksum ? this.#enter('checksum', 4) : this.#enter('magic', 4)
      default:
        return this.#enter('magic', 4)
    }
  }

  #enter(step: Step, wanted: number): Step {
    this.#step = step
    this.#wanted = wanted
    return step
  }
}

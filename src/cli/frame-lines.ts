import type { CaptureInterface, FrameSink } from '../capture/source.ts'
import { parseIp } from '../core/address.ts'
import { numberInCapture } from '../core/frame-number.ts'
import { printable } from '../core/printable.ts'
import { isoFromNs, NS_PER_SEC, type Ns, type Timeline } from '../core/time.ts'
import type { Anonymizer } from '../report/anonymize.ts'
import { csvHead, csvRow } from '../report/csv.ts'
import { jsonLine } from '../report/json.ts'
import { describe } from '../wire/describe.ts'
import type { Fact, Sighting } from '../wire/facts.ts'
import { type FieldValue, fieldsOf } from '../wire/fields.ts'
import { locate } from '../wire/locate.ts'
import { factOf } from '../wire/sighting.ts'
import type { FrameView } from '../wire/view.ts'
import type { Io } from './io.ts'
import { LineTimes } from './line-times.ts'
import { anonymizerOf, renamed } from './renamed.ts'

export type FrameFormat = 'text' | 'jsonl' | 'csv'

/** The columns of csv where none are chosen. */
const USUAL_FIELDS: readonly string[] = [
  'frame',
  'time',
  'type',
  'path',
  'src',
  'dst',
  'version',
  'vrid',
  'priority',
  'intervalMs',
  'addresses',
  'auth',
  'checksumReadings',
  'defects',
]

/** Prints every frame of interest as it comes: a sink for any reader. */
export class FrameLines implements FrameSink {
  /** How many of them were VRRP adverts. */
  adverts = 0
  readonly #io: Io
  readonly #run: Timeline
  readonly #format: FrameFormat
  readonly #fields: readonly string[] | undefined
  readonly #interfaces: string[] = []
  /** Where frames come from: a capture whose interfaces are told apart shows none by itself. */
  readonly #places = new Set<number>()
  readonly #anonymizer: Anonymizer | undefined
  readonly #times: LineTimes

  /** `run` is the time line that the reader starts; `fields` are chosen from FRAME_FIELDS; `times` those of all lines. */
  constructor(
    io: Io,
    run: Timeline,
    format: FrameFormat,
    fields: readonly string[] | undefined,
    times = new LineTimes(),
  ) {
    this.#times = times
    this.#io = io
    this.#run = run
    this.#format = format
    this.#fields = fields
    this.#anonymizer = anonymizerOf(io)
    if (format === 'csv') io.print(csvHead(fields ?? USUAL_FIELDS))
  }

  onInterface(face: CaptureInterface): void {
    this.#interfaces[face.index] = face.name
    if (face.within !== undefined) this.#places.delete(face.within)
    this.#places.add(face.index)
    this.#anonymizer?.learnName(face.name, 'interface')
  }

  begins(firstNs: Ns): void {
    this.#times.begins(firstNs)
  }

  onFrame(view: FrameView): void {
    this.#times.begins(view.tNs as Ns)
    const fact = factOf(view, locate(view))
    if (fact === undefined) return
    if (fact.kind === 'advert') this.adverts++
    this.#io.print(this.#linesOf(fact))
  }

  #linesOf(fact: Fact): string {
    switch (this.#format) {
      case 'text':
        return renamed(this.#io, this.#textOf(fact))
      case 'jsonl':
        return jsonLine(renamed(this.#io, this.#chosen(this.#entryOf(fact))))
      case 'csv':
        return renamed(this.#io, csvRow(this.#entryOf(fact), this.#fields ?? USUAL_FIELDS))
    }
  }

  /** The line of `describe`; with -v every field below it, under the name that --fields takes. */
  #textOf(fact: Fact): string {
    const { verbose, showSecrets } = this.#io.flags
    const number = String(numberInCapture(fact.frameNo)).padStart(5)
    const vantage = this.#places.size > 1 ? `  at ${this.#interfaces[fact.source]}` : ''
    const line = `${number}  ${this.#timeOf(fact.tNs)}  ${describe(fact, { showSecrets })}${vantage}`
    if (!verbose) return `${printable(line)}\n`
    const fields = Object.entries(this.#entryOf(fact))
    const width = Math.max(0, ...fields.map(([name]) => name.length))
    const more = fields.map(([name, value]) => `       ${name.padEnd(width)}  ${asText(value)}`)
    return [line, ...more].map((text) => `${printable(text)}\n`).join('')
  }

  #timeOf(at: Ns): string {
    const { time } = this.#io.flags
    const origin = this.#times.originOf(at, time)
    if (time === 'iso') return isoFromNs(this.#run, at)
    return ((at - origin) / NS_PER_SEC).toFixed(6).padStart(11)
  }

  /** The fields of wire/fields.ts, with the words that reports use: `type` is the kind of frame. */
  #entryOf(fact: Fact): Record<string, FieldValue> {
    const { kind, frame, source: _, type, ...own } = fieldsOf(fact, this.#io.flags)
    return {
      type: kind!,
      frame: frame!,
      time: isoFromNs(this.#run, fact.tNs),
      interface: this.#interfaces[fact.source] ?? '',
      ...own,
      ...(this.#anonymizer !== undefined && isSpiAddress(fact) ? { ahSpi: this.#renamedSpi(fact.advert.ah!.spi) } : {}),
      ...(type === undefined ? {} : { vrrpType: type }),
    }
  }

  #renamedSpi(spi: number): number {
    const renamed = parseIp(this.#anonymizer!.apply(addressOf(spi)))!
    return new DataView(renamed.bytes.buffer, renamed.bytes.byteOffset).getUint32(0)
  }

  #chosen(entry: Record<string, FieldValue>): object {
    if (this.#fields === undefined) return entry
    return Object.fromEntries(this.#fields.filter((name) => name in entry).map((name) => [name, entry[name]]))
  }
}

/** keepalived's SPI is the source address, written as a number: it tells the address just as well. */
function isSpiAddress(fact: Fact): fact is Sighting {
  if (fact.kind !== 'advert' || fact.advert.ah === undefined) return false
  const address = addressOf(fact.advert.ah.spi)
  return [fact.src, fact.dst, ...fact.advert.addresses].some(({ text }) => text === address)
}

const addressOf = (spi: number): string => [spi >>> 24, (spi >>> 16) & 255, (spi >>> 8) & 255, spi & 255].join('.')

const asText = (value: FieldValue): string => (Array.isArray(value) ? value.join(' ') || 'none' : String(value))

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { interfaceBlock, packetBlock, sectionHeaderBlock } from '../../capture/pcapng-writer.ts'
import type { RecordedFrame } from '../../conform/segment.ts'
import { VrrpscopeError } from '../../core/errors.ts'
import type { Timeline } from '../../core/time.ts'
import { LinkType } from '../../wire/view.ts'
import { reasonOf } from '../io.ts'
import { VERSION } from '../version.ts'

/** One pcapng for each case that did not pass, under the case's name: what the tester sent and what it heard. */
export class EvidenceFiles {
  readonly #dir: string
  readonly #timeline: Timeline
  readonly #kept = new Map<string, readonly RecordedFrame[]>()

  /** Throws `output/cannot-write` before anything runs. */
  constructor(dir: string, timeline: Timeline) {
    this.#dir = dir
    this.#timeline = timeline
    try {
      mkdirSync(dir, { recursive: true })
    } catch (cause) {
      throw new VrrpscopeError('output/cannot-write', `cannot make ${dir}: ${reasonOf(cause)}`, 'name a directory')
    }
  }

  /** The name of the file; it is written by `close`, because who writes keeps no time. */
  save(id: string, frames: readonly RecordedFrame[]): string {
    const file = join(this.#dir, `${id.replaceAll('/', '-')}.pcapng`)
    this.#kept.set(file, frames)
    return file
  }

  close(): void {
    for (const [file, frames] of this.#kept) {
      const blocks = frames.map(({ tNs, bytes, sent }) =>
        packetBlock({ interface: 0, at: tNs, frame: bytes, direction: sent ? 'out' : 'in' }, this.#timeline),
      )
      const face = { name: 'tester', linkType: LinkType.Ethernet, snapLen: 0 }
      writeFileSync(file, Buffer.concat([sectionHeaderBlock(`vrrpscope ${VERSION}`), interfaceBlock(face), ...blocks]))
    }
  }
}

import { sll2IfIndex } from '../wire/sll.ts'
import { type FrameView, LinkType } from '../wire/view.ts'
import type { InputLog } from './log.ts'
import type { FrameSink } from './source.ts'

/** More than a host has where somebody looks at all its interfaces; a hostile file must not fill the memory with them. */
const MAX_PARTS = 1024

/**
 * Tells the interfaces of a capture of all of them (`tcpdump -i any`) apart: what is sent on the one is not heard on the
 * other. Linux cooked v2 names the interface in every frame; v1 does not.
 */
export class CookedInterfaces {
  private readonly log: InputLog
  private readonly whole: number
  private readonly parts = new Map<number, number>()
  private lastIfIndex = -1
  private lastPart = -1

  constructor(log: InputLog, whole: number) {
    this.log = log
    this.whole = whole
  }

  /** Where the frame was captured; of the whole, where it is cut or there are too many. */
  sourceOf(view: FrameView, sink: FrameSink): number {
    const ifIndex = sll2IfIndex(view)
    if (ifIndex === this.lastIfIndex) return this.lastPart
    const part = ifIndex < 0 ? this.whole : (this.parts.get(ifIndex) ?? this.newPart(ifIndex, sink))
    this.lastIfIndex = ifIndex
    this.lastPart = part
    return part
  }

  private newPart(ifIndex: number, sink: FrameSink): number {
    if (this.log.interfaceCount >= MAX_PARTS) return this.whole
    const part = this.log.partFor(this.whole, ifIndex, sink)
    this.parts.set(ifIndex, part)
    return part
  }
}

/** Undefined where all frames of an interface are of one. */
export const cookedInterfaces = (log: InputLog, source: number, linkType: number): CookedInterfaces | undefined =>
  linkType === LinkType.LinuxSll2 ? new CookedInterfaces(log, source) : undefined

import type { RouterConfig } from '../../config/model.ts'
import type { Fault } from '../../speaker/faults.ts'
import type { Link } from '../../speaker/ports.ts'
import { FrameView } from '../../wire/view.ts'
import { type Heard, heardIn } from '../heard.ts'

// A device with one thing wrong: in its state machine or codec (a fault of the speaker), or in what stands between
// those and the wire (a mutation of its link).

export interface DeviceMutant {
  readonly name: string
  /** What it does, with the device as its subject. */
  readonly sentence: string
  readonly fault?: Fault
  readonly link?: LinkMutation
}

/** Frames on their way out or in: each becomes the frames that are returned; undefined leaves it alone. */
export interface LinkMutation {
  readonly outgoing?: (frame: Uint8Array, fact: Heard, routers: readonly RouterConfig[]) => Uint8Array[] | undefined
  readonly incoming?: (frame: Uint8Array, fact: Heard, routers: readonly RouterConfig[]) => Uint8Array[] | undefined
  /** What the device sends of its own accord on hearing something. */
  readonly reaction?: (fact: Heard, routers: readonly RouterConfig[]) => Uint8Array[]
}

/** The link as the mutated device has it. */
export function mutatedLink(link: Link, mutation: LinkMutation, routers: readonly RouterConfig[]): Link {
  const { outgoing, incoming, reaction } = mutation
  return {
    mtu: link.mtu,
    send: (frame) => {
      const fact = factIn(frame)
      const frames = fact === undefined ? undefined : outgoing?.(frame, fact, routers)
      for (const each of frames ?? [frame]) link.send(each)
    },
    onFrame: (receive) =>
      link.onFrame((view) => {
        const frame = new Uint8Array(view.dv.buffer, view.dv.byteOffset + view.start, view.end - view.start)
        const fact = factIn(frame)
        const frames = fact === undefined ? undefined : incoming?.(frame, fact, routers)
        if (frames === undefined) receive(view)
        else for (const each of frames) receive(viewOfFrame(each, view))
        if (fact !== undefined) for (const each of reaction?.(fact, routers) ?? []) link.send(each)
      }),
  }
}

function viewOfFrame(frame: Uint8Array, like?: FrameView): FrameView {
  const view = new FrameView()
  view.dv = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  view.end = frame.byteLength
  view.wireLen = frame.byteLength
  if (like !== undefined) view.tNs = like.tNs
  return view
}

function factIn(frame: Uint8Array): Heard | undefined {
  return heardIn(viewOfFrame(frame))
}

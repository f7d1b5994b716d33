import { FrameView } from '../../src/wire/view.ts'

/** A view of one frame as a reader presents it, with other bytes on both sides that no decoder may touch. */
export function viewOfFrame(frame: Uint8Array, linkType = 1, wireLen = frame.length): FrameView {
  const margin = 3
  const buffer = new Uint8Array(frame.length + 2 * margin).fill(0xa5)
  buffer.set(frame, margin)
  const v = new FrameView()
  v.dv = new DataView(buffer.buffer)
  v.start = margin
  v.end = margin + frame.length
  v.wireLen = wireLen
  v.linkType = linkType
  v.frameNo = 1
  return v
}

/** Hex with spaces and line breaks wherever they help, to bytes. */
export const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/\s/g, ''), 'hex'))

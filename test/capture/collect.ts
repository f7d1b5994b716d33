import { CaptureParser } from '../../src/capture/detect.ts'
import { CaptureRun } from '../../src/capture/run.ts'
import type { CaptureGap, CaptureInterface, CaptureSummary } from '../../src/capture/source.ts'

export interface Frame {
  readonly frameNo: number
  readonly source: number
  readonly linkType: number
  readonly tNs: number
  readonly wireLen: number
  readonly direction: number
  readonly bytes: number[]
}

export interface Collected {
  readonly run: CaptureRun
  readonly frames: Frame[]
  readonly faces: CaptureInterface[]
  readonly gaps: CaptureGap[]
  readonly summary: CaptureSummary
}

/** Everything a parser makes of `chunks`. */
export function collect(...chunks: Uint8Array[]): Collected {
  const run = new CaptureRun()
  const parser = new CaptureParser('test', run)
  const frames: Frame[] = []
  const faces: CaptureInterface[] = []
  const gaps: CaptureGap[] = []
  for (const chunk of chunks)
    parser.push(chunk, {
      onFrame: ({ frameNo, source, linkType, tNs, wireLen, direction, dv, start, end }) => {
        const bytes = [...new Uint8Array(dv.buffer, dv.byteOffset + start, end - start)]
        frames.push({ frameNo, source, linkType, tNs, wireLen, direction, bytes })
      },
      onInterface: (face) => faces.push(face),
      onGap: (gap) => gaps.push(gap),
    })
  return { run, frames, faces, gaps, summary: parser.end() }
}

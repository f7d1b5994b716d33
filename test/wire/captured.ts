import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CaptureParser } from '../../src/capture/detect.ts'
import { CaptureRun } from '../../src/capture/run.ts'
import type { FrameView } from '../../src/wire/view.ts'

const ROOT = 'fixtures/captures'

/** Every capture file of the fixtures, as `v2-ah/switch.pcap`. */
export const captureFiles = (): string[] =>
  readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.pcap(ng)?$/.test(name))
    .sort()

/** Calls `each` with every frame of a fixture capture, as the real reader presents it. */
export function readCapture(name: string, each: (view: FrameView) => void): void {
  const parser = new CaptureParser(name, new CaptureRun())
  parser.push(readFileSync(join(ROOT, name)), { onFrame: each })
  parser.end()
}

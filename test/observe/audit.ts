import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CaptureParser } from '../../src/capture/detect.ts'
import { mergeCaptures } from '../../src/capture/merge.ts'
import { CaptureRun } from '../../src/capture/run.ts'
import { TrafficObserver } from '../../src/observe/observer.ts'
import type { ObserverOptions, Snapshot } from '../../src/observe/options.ts'

export const CAPTURES = join(import.meta.dirname, '../../fixtures/captures')

/** Shows captures to an observer, as `audit` does, and returns what it knows at the end. Times count from the first frame. */
export async function observed(
  files: readonly string[],
  options: ObserverOptions = {},
): Promise<Snapshot & { startNs: number }> {
  const run = new CaptureRun()
  const observer = new TrafficObserver(options)
  let startNs = Number.POSITIVE_INFINITY
  const inputs = files.map((file) => {
    const chunks: Uint8Array[] = [readFileSync(join(CAPTURES, file))]
    return {
      parser: new CaptureParser(file, run),
      chunks: { read: async () => chunks.shift(), close: async () => {} },
    }
  })
  await mergeCaptures(inputs, {
    onInterface: (face) => observer.onInterface(face),
    onFrame: (view) => {
      startNs = Math.min(startNs, view.tNs)
      observer.onFrame(view)
    },
    onGap: (gap) => observer.onGap(gap),
  })
  observer.end()
  return { ...observer.snapshot(), startNs }
}

/** The captures of a fixture directory. */
export const capturesIn = (directory: string): string[] =>
  readdirSync(join(CAPTURES, directory))
    .filter((name) => /\.pcap(ng)?$/.test(name))
    .map((name) => join(directory, name))

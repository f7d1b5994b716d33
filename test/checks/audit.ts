import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CaptureParser } from '../../src/capture/detect.ts'
import { mergeCaptures } from '../../src/capture/merge.ts'
import { CaptureRun } from '../../src/capture/run.ts'
import { Engine, type EngineOptions } from '../../src/checks/engine.ts'
import type { Finding } from '../../src/checks/finding.ts'
import { rules } from '../../src/checks/rules/index.ts'
import { TrafficObserver } from '../../src/observe/observer.ts'
import type { ObserverOptions } from '../../src/observe/options.ts'
import { CAPTURES } from '../observe/audit.ts'

/** The findings of captures under fixtures/captures, as `audit` has them. */
export async function audited(
  files: readonly string[],
  options: EngineOptions & Omit<ObserverOptions, 'listeners'> = {},
): Promise<readonly Finding[]> {
  const run = new CaptureRun()
  const engine = new Engine(rules, options)
  const observer = new TrafficObserver({ ...options, listeners: [engine] })
  engine.start(observer)
  const inputs = files.map((file) => {
    const chunks: Uint8Array[] = [readFileSync(join(CAPTURES, file))]
    return { parser: new CaptureParser(file, run), chunks: { read: async () => chunks.shift(), close: async () => {} } }
  })
  await mergeCaptures(inputs, observer)
  observer.end()
  return engine.findings()
}

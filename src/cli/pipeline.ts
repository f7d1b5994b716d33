import { CaptureRun } from '../capture/run.ts'
import { readCaptures } from '../edge/files.ts'
import type { RunResult } from '../report/document.ts'
import { Analysis, type AnalysisOptions } from './analysis.ts'
import { type Narrowing, narrowed } from './narrow.ts'

export interface AuditOptions extends AnalysisOptions {
  readonly narrowing?: Narrowing
  readonly follow?: boolean
  /** Ends the reading early; what was read is the result. */
  readonly signal?: AbortSignal
  readonly onProgress?: (read: number, total: number) => void
}

/** Captures to result: several files are several vantage points on one time line. Memory does not grow with their size. */
export async function auditCaptures(
  paths: readonly string[],
  options: AuditOptions = {},
): Promise<Omit<RunResult, 'verdict'>> {
  const { narrowing = {}, follow, signal, onProgress } = options
  const run = new CaptureRun()
  const analysis = new Analysis(options)
  const captures = await readCaptures(paths, run, narrowed(analysis, { ...narrowing, keepAnnouncements: true }, run), {
    ...(follow === undefined ? {} : { follow }),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  })
  analysis.observer.end()
  return analysis.result(run, captures)
}

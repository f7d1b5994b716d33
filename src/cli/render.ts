import { anonymizeReport } from '../report/anonymize.ts'
import { jsonDocument } from '../report/json.ts'
import { jsonlReport } from '../report/jsonl.ts'
import type { Report } from '../report/schema.ts'
import type { Style } from '../report/style.ts'
import { textReport } from '../report/text.ts'
import type { Looked } from '../report/timeline.ts'
import type { Io } from './io.ts'
import { anonymizerOf } from './renamed.ts'

export const REPORT_FORMATS = ['text', 'json', 'jsonl'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

/** How text is to look where this run's output goes. */
export function styleOf(io: Io): Style {
  const { color, columns, unicode } = io
  return { color, columns, unicode, time: io.flags.time, verbose: io.flags.verbose }
}

/** The report, with new names if they were asked for. */
export function shownReport(report: Report, io: Io): Report {
  const anonymizer = anonymizerOf(io)
  return anonymizer === undefined ? report : anonymizeReport(report, anonymizer)
}

/** A report in the format asked for, with new names if they were asked for. */
export function renderReport(report: Report, format: ReportFormat, io: Io, looked?: Looked): string {
  const shown = shownReport(report, io)
  switch (format) {
    case 'text':
      return textReport(shown, styleOf(io), looked)
    case 'json':
      return jsonDocument(shown)
    case 'jsonl':
      return jsonlReport(shown)
  }
}

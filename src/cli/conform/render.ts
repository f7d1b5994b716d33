import { conformJunit } from '../../report/conform/junit.ts'
import { conformMarkdown } from '../../report/conform/markdown.ts'
import type { ConformReport } from '../../report/conform/schema.ts'
import { conformTap } from '../../report/conform/tap.ts'
import { conformText } from '../../report/conform/text.ts'
import { jsonDocument } from '../../report/json.ts'
import type { Style } from '../../report/style.ts'

export const CONFORM_FORMATS = ['text', 'json', 'junit', 'tap', 'markdown'] as const
export type ConformFormat = (typeof CONFORM_FORMATS)[number]

export function renderConform(report: ConformReport, format: ConformFormat, style: Style): string {
  switch (format) {
    case 'text':
      return conformText(report, style)
    case 'json':
      return jsonDocument(report)
    case 'junit':
      return conformJunit(report)
    case 'tap':
      return conformTap(report)
    case 'markdown':
      return conformMarkdown(report)
  }
}

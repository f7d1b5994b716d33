import { printable } from '../core/printable.ts'
import type { FrameEntry, FrameValue } from './frames.ts'

/** The head line: the names of the fields. */
export const csvHead = (fields: readonly string[]): string => csvLine(fields)

/** The chosen fields of a frame, in order; a field that this frame does not have is empty. */
export const csvRow = (entry: FrameEntry, fields: readonly string[]): string =>
  csvLine(fields.map((field) => cell(entry[field] ?? '')))

const cell = (value: FrameValue): string => (Array.isArray(value) ? value.join(' ') : String(value))

/** RFC 4180, with a plain newline; control characters escaped. */
const csvLine = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\n`

function quoted(text: string): string {
  const safe = printable(text)
  return /[",]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

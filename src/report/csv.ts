import { printable } from '../core/printable.ts'
import type { FieldValue } from '../wire/fields.ts'

/** The head line: the names of the fields. */
export const csvHead = (fields: readonly string[]): string => csvLine(fields)

/** The chosen fields of a frame, in order; a field that this frame does not have is empty. */
export const csvRow = (frame: Readonly<Record<string, FieldValue>>, fields: readonly string[]): string =>
  csvLine(fields.map((field) => cell(frame[field] ?? '')))

const cell = (value: FieldValue): string => (Array.isArray(value) ? value.join(' ') : String(value))

/** RFC 4180, with a plain newline; control characters escaped. */
const csvLine = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\n`

function quoted(text: string): string {
  const safe = printable(text)
  return /[",]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

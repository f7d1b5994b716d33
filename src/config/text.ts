/** The text of one configuration file, under the name that reports use for it. */
export interface SourceText {
  readonly name: string
  readonly text: string
}

/** Where something was written. Lines and columns are 1-based. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/**
 * The files that an `include` of the file `from` names, in the order of glob(3); empty if none can be read. Does the
 * I/O that this room may not do: implemented by edge/config-files.ts, bounded there.
 */
export type IncludeReader = (pattern: string, from: string) => readonly SourceText[]

/**
 * A line of text that remembers for each character which column of the source line it came from, so that a word made by
 * a substitution is still reported where the reader can see its cause.
 */
export class TracedLine {
  readonly file: string
  readonly line: number
  readonly text: string
  /** Source column of each character; undefined while the text is the source line itself. */
  readonly columns: readonly number[] | undefined

  constructor(file: string, line: number, text: string, columns?: readonly number[]) {
    this.file = file
    this.line = line
    this.text = text
    this.columns = columns
  }

  column(at: number): number {
    return this.columns === undefined ? at + 1 : (this.columns[Math.min(at, this.columns.length - 1)] ?? 1)
  }

  place(at: number): Place {
    return { file: this.file, line: this.line, column: this.column(at) }
  }

  slice(from: number, to = this.text.length): TracedLine {
    const text = this.text.slice(from, to)
    const columns = this.columns?.slice(from, to) ?? Array.from(text, (_, i) => from + i + 1)
    return new TracedLine(this.file, this.line, text, columns)
  }

  /** The line with `[from, to)` replaced; the new characters all carry the column of `from`. */
  splice(from: number, to: number, text: string): TracedLine {
    const columns = this.columns ?? Array.from(this.text, (_, i) => i + 1)
    const inserted = Array.from({ length: text.length }, () => columns[from] ?? 1)
    return new TracedLine(this.file, this.line, this.text.slice(0, from) + text + this.text.slice(to), [
      ...columns.slice(0, from),
      ...inserted,
      ...columns.slice(to),
    ])
  }
}

import type { SourceText } from './text.ts'

/**
 * The documents that a how-to prints as `cat > FILE <<EOF ... EOF`, each with its text at the lines it has in the
 * how-to. Empty if the text has none. `<<-` strips leading tabs as the shell does; a quoted word changes nothing here.
 */
export function hereDocuments(source: SourceText): readonly SourceText[] {
  if (!source.text.includes('<<')) return []
  const lines = source.text.split('\n')
  const documents: SourceText[] = []
  for (let i = 0; i < lines.length; i++) {
    const opening = OPENING.exec(lines[i]!)
    if (opening === null) continue
    const [, , strip, , word] = opening
    const end = lines.findIndex((line, at) => at > i && (strip ? line.replace(/^\t+/, '') : line).trimEnd() === word)
    if (end < 0) continue
    const body = lines.slice(i + 1, end).map((line) => (strip ? line.replace(/^\t+/, '') : line))
    // Blank lines in front keep every line number what it is in the how-to.
    documents.push({ name: source.name, text: '\n'.repeat(i + 1) + body.join('\n') })
    i = end
  }
  return documents
}

const OPENING = /^[^#]*\b(cat|tee)\b[^<]*<<(-?)\s*(["']?)([A-Za-z_]\w*)\3/

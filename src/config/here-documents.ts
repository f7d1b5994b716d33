import type { SourceText } from './text.ts'

/**
 * The documents that a how-to prints as `cat > FILE <<EOF ... EOF`, each with its text at the lines it has in the
 * how-to. Empty if the text has none. Leading tabs, which the shell strips for `<<-`, mean nothing to a daemon and stay, so
 * that columns do; a quoted word changes nothing here. Documents that are no configuration (a check script) are left out
 * where others are.
 */
export function hereDocuments(source: SourceText): readonly SourceText[] {
  if (!source.text.includes('<<')) return []
  const lines = source.text.split('\n')
  const documents: SourceText[] = []
  for (let i = 0; i < lines.length; i++) {
    const opening = OPENING.exec(lines[i]!)
    if (opening === null) continue
    const [, , strip, , quoted, plain] = opening
    const word = quoted ?? plain
    const end = lines.findIndex((line, at) => at > i && (strip ? line.replace(/^\t+/, '') : line).trimEnd() === word)
    if (end < 0) continue
    const body = lines.slice(i + 1, end)
    // Blank lines in front keep every line number what it is in the how-to.
    documents.push({ name: source.name, text: '\n'.repeat(i + 1) + body.join('\n') })
    i = end
  }
  const configurations = documents.filter(({ text }) => CONFIGURATION.test(text))
  return configurations.length === 0 ? documents : configurations
}

/** What a document of keepalived or FRR has somewhere. */
const CONFIGURATION = /^\s*(vrrp|global_defs|virtual_server|frr version|no vrrp)/m

const OPENING = /^[^#]*\b(cat|tee)\b[^<]*<<(-?)\s*(?:(["'])(.+?)\3|\\?([\w.!+-]+))/

import type { Statement, Tree } from './parser.ts'

/** Statements whose words are secret. */
const SECRET: ReadonlySet<string> = new Set(['auth_pass', 'key'])

/** The tree that keepalived sees, one statement a line with its place in front. `mask` replaces secrets, if given. */
export function printTree(tree: Tree, mask?: string): string {
  return `${tree.statements.flatMap((statement) => linesOf(statement, '', mask)).join('\n')}\n`
}

function linesOf(statement: Statement, indent: string, mask: string | undefined): string[] {
  const { keyword, args, statements, entries } = statement
  const { file, line, column } = keyword.place
  const words = args.map(({ text }) => text)
  const shown =
    mask !== undefined && SECRET.has(keyword.text)
      ? words.map((_, i) => (i === words.length - 1 ? mask : words[i]))
      : words
  return [
    `${`${file}:${line}:${column}`.padEnd(24)} ${indent}${[keyword.text, ...shown].join(' ')}`,
    ...statements.flatMap((inner) => linesOf(inner, `${indent}  `, mask)),
    ...entries.map(({ words: entry }) => {
      const place = entry[0]!.place
      return `${`${place.file}:${place.line}:${place.column}`.padEnd(24)} ${indent}  - ${entry.map(({ text }) => text).join(' ')}`
    }),
  ]
}

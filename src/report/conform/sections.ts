import type { ReportCase } from './schema.ts'

/** The cases of one clause. */
export interface Section {
  /** `RFC 9568 6.4.3` */
  readonly clause: string
  readonly cases: readonly ReportCase[]
}

/** The cases by the first clause that they rest on: RFC by RFC, newest first, sections in their order. */
export function sectionsOf(cases: readonly ReportCase[]): readonly Section[] {
  const byClause = new Map<string, ReportCase[]>()
  for (const each of cases) {
    const clause = each.references[0] ?? 'no clause'
    byClause.set(clause, [...(byClause.get(clause) ?? []), each])
  }
  return [...byClause]
    .map(([clause, own]) => ({ clause, cases: own }))
    .sort((a, b) => compareClauses(a.clause, b.clause))
}

function compareClauses(a: string, b: string): number {
  const [ofA, ofB] = [numbersOf(a), numbersOf(b)]
  if (ofA[0] !== ofB[0]) return (ofB[0] ?? 0) - (ofA[0] ?? 0)
  for (let i = 1; i < Math.max(ofA.length, ofB.length); i++)
    if (ofA[i] !== ofB[i]) return (ofA[i] ?? -1) - (ofB[i] ?? -1)
  return a < b ? -1 : a > b ? 1 : 0
}

const numbersOf = (clause: string): number[] => (clause.match(/\d+/g) ?? []).map(Number)

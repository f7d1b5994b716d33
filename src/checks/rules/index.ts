import type { Rule } from '../rule.ts'

/** Every rule, sorted by id. */
export const rules: readonly Rule[] = []

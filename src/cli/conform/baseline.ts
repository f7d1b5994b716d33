import { readFileSync } from 'node:fs'
import { VrrpscopeError } from '../../core/errors.ts'
import { type ConformReport, conformSchema } from '../../report/conform/schema.ts'
import { reasonOf } from '../io.ts'

/** An earlier run's json report. Throws `usage/baseline`. */
export function readBaseline(file: string): { readonly file: string; readonly report: ConformReport } {
  const found = conformSchema.safeParse(parsed(file))
  if (!found.success) throw unusable(file, 'is no conformance report')
  return { file, report: found.data }
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw unusable(file, cause instanceof SyntaxError ? 'is no JSON' : `cannot be read: ${reasonOf(cause)}`)
  }
}

const unusable = (file: string, why: string): VrrpscopeError =>
  new VrrpscopeError('usage/baseline', `${file} ${why}`, 'make one with vrrpscope conform ... -f json -o FILE')

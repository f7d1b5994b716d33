import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { z } from 'zod'
import { reportSchema } from '../../src/report/schema.ts'

const shipped = JSON.parse(readFileSync(new URL('../../schema/report-1.schema.json', import.meta.url), 'utf8'))
const ajv = new Ajv2020({ allErrors: true, strictTypes: false })
const isReport = ajv.compile(shipped)
// The same definition, closed: a property that the schema does not know is a property that nobody documented.
const isDocumented = ajv.compile(z.toJSONSchema(reportSchema, { io: 'output' }))

/** Throws where a report breaks the schema that we ship, or has what it does not describe. For every test that makes one. */
export function assertValidReport(report: unknown): void {
  for (const check of [isReport, isDocumented])
    if (!check(report)) throw new Error(ajv.errorsText(check.errors, { separator: '\n' }))
}

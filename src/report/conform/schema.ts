import { z } from 'zod'
import { toolSchema } from '../schema.ts'

// What `conform --format json` writes (`vrrpscope.conformance/1`): types and schema/conformance-1.schema.json come from
// here. Durations are milliseconds.

const outcome = z.enum(['pass', 'fail', 'non-strict', 'info', 'skipped', 'inconclusive'])
const count = z.int().min(0)

const caseSchema = z.object({
  id: z.string(),
  title: z.string(),
  references: z.array(z.string()),
  level: z.enum(['MUST', 'SHOULD', 'MAY']),
  requirements: z.array(z.string()),
  virtualRouter: z.string().nullable().describe('where it ran; null where it was skipped'),
  outcome: outcome.describe('fail: a MUST broken; non-strict: a SHOULD not followed; inconclusive: never a pass'),
  expected: z.string().nullable(),
  actual: z.string().nullable(),
  why: z.string().nullable().describe('why it was skipped or could not be told; what was recorded'),
  durationMs: z.number(),
  tries: count.describe('more than one where noise disturbed it'),
  evidence: z.string().nullable().describe('pcapng of the frames during the case, where it did not pass'),
  again: z.string().nullable().describe('command that runs this case again, where it did not pass'),
})

const changeSchema = z.object({
  id: z.string(),
  virtualRouter: z.string().nullable(),
  before: outcome.nullable().describe('null: the baseline does not have it'),
  after: outcome.nullable().describe('null: this run does not have it'),
})

export const conformSchema = z.object({
  schema: z.literal('vrrpscope.conformance/1'),
  tool: toolSchema,
  device: z.object({ name: z.string(), description: z.string(), virtualRouters: z.array(z.string()) }),
  cases: z.array(caseSchema),
  summary: z.object({
    pass: count,
    fail: count,
    'non-strict': count,
    info: count,
    skipped: count,
    inconclusive: count,
  }),
  noise: z.object({
    alarmMs: z.number().describe('worst lateness of the tester itself'),
    allowanceMs: z.number().describe('added to every tolerance, from the noise measured before the run'),
  }),
  wallMs: z.number(),
  serialMs: z.number().describe('what the cases would have taken one after another'),
  complete: z.boolean().describe('false: interrupted'),
  baseline: z
    .object({ file: z.string(), changes: z.array(changeSchema) })
    .nullable()
    .describe('outcomes that differ from those of --baseline'),
  verdict: z.enum(['pass', 'fail', 'inconclusive']),
})

export type ConformReport = z.infer<typeof conformSchema>
export type ReportCase = ConformReport['cases'][number]
export type OutcomeChange = z.infer<typeof changeSchema>

/** JSON Schema (draft 2020-12) of the conformance report. Open: a later minor version may have more properties. */
export const conformJsonSchema = (): object => ({
  $id: 'urn:vrrpscope:schema:conformance-1',
  title: 'vrrpscope.conformance/1',
  ...z.toJSONSchema(conformSchema, { io: 'input' }),
})

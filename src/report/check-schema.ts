import { z } from 'zod'
import { acceptanceSchema, findingSchema, toolSchema } from './schema.ts'

// What `check --format json` writes (`vrrpscope.check/1`): types and schema/check-1.schema.json come from here.

const predictionSchema = z.object({
  virtualRouter: z.string(),
  event: z.string().describe('"start", or "loss of NODE"'),
  profile: z.string().describe('the implementation that was run; where versions differ there is one entry for each'),
  active: z.string().nullable().describe('node that is Active when all has settled'),
  alsoActive: z.array(z.string()).describe('others that stay Active beside it'),
  afterMs: z.object({ min: z.number(), max: z.number() }),
  overlapMs: z.number().describe('longest time that two were Active at once'),
})

const nodeSchema = z.object({
  name: z.string(),
  file: z.string(),
  virtualRouters: z.array(z.object({ id: z.string(), profile: z.string() })),
})

export const checkSchema = z.object({
  schema: z.literal('vrrpscope.check/1'),
  tool: toolSchema,
  files: z.array(z.string()),
  nodes: z.array(nodeSchema),
  findings: z.array(findingSchema),
  predictions: z.array(predictionSchema),
  acceptance: z
    .array(acceptanceSchema.extend({ virtualRouter: z.string() }))
    .describe('would node `by` accept the adverts of node `from`'),
  verdict: z.enum(['pass', 'findings']),
})

export type CheckReport = z.infer<typeof checkSchema>
export type CheckPrediction = z.infer<typeof predictionSchema>
export type CheckAcceptance = CheckReport['acceptance'][number]

/** JSON Schema (draft 2020-12) of the check report. Open: a later minor version may have more properties. */
export const checkJsonSchema = (): object => ({
  $id: 'urn:vrrpscope:schema:check-1',
  title: 'vrrpscope.check/1',
  ...z.toJSONSchema(checkSchema, { io: 'input' }),
})

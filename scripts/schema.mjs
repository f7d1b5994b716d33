// Writes schema/*.json from the definitions in src: npm run schema. A test fails while a file is behind.
import { writeFileSync } from 'node:fs'
import { register } from 'tsx/esm/api'

register()
const { reportJsonSchema } = await import('../src/report/schema.ts')
const { conformJsonSchema } = await import('../src/report/conform/schema.ts')
const { checkJsonSchema } = await import('../src/report/check-schema.ts')
const { configJsonSchema } = await import('../src/config/yaml-schema.ts')
write('report-1.schema.json', reportJsonSchema())
write('conformance-1.schema.json', conformJsonSchema())
write('check-1.schema.json', checkJsonSchema())
write('config-1.schema.json', configJsonSchema())

function write(name, schema) {
  writeFileSync(new URL(`../schema/${name}`, import.meta.url), `${JSON.stringify(schema, undefined, 2)}\n`)
}

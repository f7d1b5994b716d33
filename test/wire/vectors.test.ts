import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type FieldValue, fieldsOf } from '../../src/wire/fields.ts'
import { locate } from '../../src/wire/locate.ts'
import { factOf } from '../../src/wire/sighting.ts'
import { bytes, viewOfFrame } from './views.ts'

// fixtures/vectors: frames with their origin and what they say. The numbers were worked from the RFCs' drawings, the
// checksums by a separate program, never by src/.
interface Vector {
  readonly name: string
  readonly origin: string
  readonly linkType: number
  /** Where the capture is cut: length on the wire. */
  readonly wireLen?: number
  readonly hex: string
  /** Null: the frame is none of ours. Else these fields, among others. */
  readonly fields: Readonly<Record<string, FieldValue>> | null
}

for (const file of readdirSync('fixtures/vectors').sort()) {
  const vectors = JSON.parse(readFileSync(`fixtures/vectors/${file}`, 'utf8')) as Vector[]
  describe(file, () => {
    test.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
      const frame = bytes(vector.hex)
      const v = viewOfFrame(frame, vector.linkType, vector.wireLen ?? frame.length)
      const fact = factOf(v, locate(v))
      if (vector.fields === null) expect(fact).toBeUndefined()
      else expect(fact && fieldsOf(fact)).toMatchObject(vector.fields)
    })
  })
}

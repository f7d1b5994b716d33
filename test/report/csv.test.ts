import { describe, expect, it } from 'vitest'
import { csvHead, csvRow } from '../../src/report/csv.ts'

describe('csv', () => {
  it('gives the chosen fields in their order, empty where a frame has none', () => {
    expect(csvHead(['frame', 'addresses', 'target'])).toBe('frame,addresses,target\n')
    expect(csvRow({ frame: 7, addresses: ['192.0.2.1', '192.0.2.2'] }, ['frame', 'addresses', 'target'])).toBe(
      '7,192.0.2.1 192.0.2.2,\n',
    )
  })

  it('quotes what needs it and escapes control characters', () => {
    const frame = { a: 'x,y', b: 'say "hi"', c: 'a\x1b[2J\nb', d: ' pad', e: true }
    expect(csvRow(frame, ['a', 'b', 'c', 'd', 'e'])).toBe('"x,y","say ""hi""",a\\x1b[2J\\nb," pad",true\n')
  })
})

import { describe, expect, it } from 'vitest'
import { jsonDocument, jsonLine } from '../../src/report/json.ts'
import { jsonlReport } from '../../src/report/jsonl.ts'
import { sampleReport, sec } from './sample.ts'

describe('json', () => {
  it('escapes what a terminal would obey and says the same', () => {
    const value = { password: '\x1b[2J\x7f\x9b\u202e\u2028', name: 'ä' }
    const line = jsonLine(value)
    expect(line).toBe('{"password":"\\u001b[2J\\u007f\\u009b\\u202e\\u2028","name":"ä"}\n')
    expect(JSON.parse(line)).toEqual(value)
    expect(JSON.parse(jsonDocument(value))).toEqual(value)
  })
})

describe('jsonl', () => {
  const gap = { source: 0, from: sec(8), to: sec(9), reason: 'drops', dropped: 4 } as const
  const lines = jsonlReport(sampleReport({ gaps: [gap] }))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

  it('has a type on every line: captures, then what happened in order, then the summary', () => {
    expect(lines.map(({ type, at, id }) => [type, at?.slice(17, 23), id])).toEqual([
      ['capture', undefined, undefined],
      ['transition', '23.610', undefined],
      ['takeover', '23.610', undefined],
      ['finding', '23.610', 'wire/checksum-bad'],
      ['finding', '23.610', 'state/equal-priority'],
      ['finding', '23.610', 'sec/no-authentication'],
      ['gap', '28.000', undefined],
      ['transition', '30.000', undefined],
      ['transition', '30.610', undefined],
      ['takeover', '30.610', undefined],
      ['summary', undefined, undefined],
    ])
  })

  it('tells why a router is no longer Active, and not that the capture ended', () => {
    expect(lines.filter(({ type }) => type === 'transition')).toMatchObject([
      { router: '172.18.5.144', state: 'Active', virtualRouter: 'ipv4/147' },
      { router: '172.18.5.144', state: 'Backup', because: 'priority-zero' },
      { router: '172.18.5.145', state: 'Active' },
    ])
  })
})

import { describe, expect, it } from 'vitest'
import { clip, table, wrap } from '../../src/report/style.ts'

describe('clip', () => {
  it('counts columns: wide characters take two', () => {
    expect(clip('日本語版', 8)).toBe('日本語版')
    expect(clip('日本語版', 7)).toBe('日本…版')
    expect(clip('日本語版', 6)).toBe('日…版')
    expect(clip('cafe\u0301', 4)).toBe('cafe\u0301')
    expect(clip('node-a', 6)).toBe('node-a')
    expect(clip('node-a', 0)).toBe('…')
  })

  it('keeps the ends of names that begin alike', () => {
    expect(clip('ipv4/51@any.pcap:interface 2', 20)).toBe('ipv4/51@an…terface 2')
  })

  it('cuts neither an escape nor a character in two', () => {
    expect(clip('ab\x1b[31m', 6)).toBe('ab…1m')
    expect(clip('ab\x1b', 6)).toBe('ab\\x1b')
    expect(clip('ab\x1bc', 6)).toBe('ab…c')
    expect(clip('a😀b', 3)).toBe('a…b')
  })
})

it('breaks lines and pads cells by columns', () => {
  expect(wrap('日本語版 日本語版 x', 9)).toEqual(['日本語版', '日本語版', 'x'])
  expect(wrap('日本語版 日本語版 x', 11)).toEqual(['日本語版', '日本語版 x'])
  expect(
    table(
      [
        ['日本', 'a'],
        ['node', 'b'],
        ['x', 'c'],
      ],
      '',
    ),
  ).toEqual(['日本  a', 'node  b', 'x     c'])
})

import { describe, expect, it } from 'vitest'
import { printable } from '../../src/core/printable.ts'

describe('printable', () => {
  it('leaves text alone', () => {
    expect(printable('node-a 172.18.5.148 äöü ●─┤ 日本')).toBe('node-a 172.18.5.148 äöü ●─┤ 日本')
  })

  it('escapes what a terminal would obey', () => {
    expect(printable('\x1b[31mred\x07\x7f\x9b2J')).toBe('\\x1b[31mred\\x07\\x7f\\x9b2J')
    expect(printable('a\r\tb\n')).toBe('a\\x0d\\x09b\\n')
  })

  it('escapes what reorders or hides text', () => {
    expect(printable('abc\u202edef\u200b')).toBe('abc\\u{202e}def\\u{200b}')
  })

  it('escapes lone surrogates and keeps pairs', () => {
    expect(printable('\ud800 😀')).toBe('\\u{d800} 😀')
  })

  it('keeps newlines only where asked', () => {
    expect(printable('a\nb\x00', true)).toBe('a\nb\\x00')
  })
})

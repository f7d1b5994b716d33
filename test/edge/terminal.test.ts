import { describe, expect, it } from 'vitest'
import { keysOf } from '../../src/edge/terminal.ts'

describe('keys of a terminal', () => {
  it('tells sequences from characters', () => {
    expect(keysOf('\x1b[A\x1bOBq\x1b[5~/é\r\x7f\x03')).toEqual([
      'up',
      'down',
      'q',
      'page-up',
      '/',
      'é',
      'enter',
      'backspace',
      'ctrl-c',
    ])
  })

  it('takes a lone escape for the key, and leaves unknown sequences and control characters out', () => {
    expect(keysOf('\x1b')).toEqual(['escape'])
    expect(keysOf('\x1b[200~\x01\x1b[Z')).toEqual([])
  })
})

import { expect, test } from 'vitest'
import { wrapPainted } from '../../src/view/wrap.ts'

test('a line that fits stays as it is', () => {
  expect(wrapPainted('12:00  ipv4/51  TAKEOVER', 24, 4)).toEqual(['12:00  ipv4/51  TAKEOVER'])
})

test('a longer one goes on indented, without blanks at its breaks', () => {
  expect(wrapPainted('one two  three four', 12, 3)).toEqual(['one two', '   three', '   four'])
})

test('a colour ends with its line and goes on in the next', () => {
  expect(wrapPainted('ab \x1b[31mcd ef\x1b[0m gh', 8, 2)).toEqual(['ab \x1b[31mcd ef\x1b[0m', '  gh'])
  expect(wrapPainted('ab \x1b[31mcdefg hi\x1b[0m', 8, 2)).toEqual(['ab \x1b[31mcdefg\x1b[0m', '  \x1b[31mhi\x1b[0m'])
})

test('a word longer than a line is cut', () => {
  expect(wrapPainted('ab cdefghijklmnop', 8, 2)).toEqual(['ab', '  cdefgh'])
})

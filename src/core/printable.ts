// C0 but newline, DEL, C1, line and paragraph separators, and the marks that reorder or hide text (bidi, zero width).
const UNSAFE = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/gu

/**
 * Text from outside (passwords, names, file names) made safe for a terminal: control characters become `\x1b`, wider
 * ones `\u{202e}`. With `multiline` the newlines stay, else they are escaped too.
 */
export function printable(text: string, multiline = false): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text
  const safe = text.replace(UNSAFE, escapeOne)
  return multiline ? safe : safe.replaceAll('\n', '\\n')
}

function escapeOne(character: string): string {
  const code = character.codePointAt(0)!
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
}

/** The columns that printable text takes on a terminal: wide characters two, combining ones none. */
export function columnsOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  let columns = 0
  for (const character of text) columns += ZERO.test(character) ? 0 : WIDE.test(character) ? 2 : 1
  return columns
}

const ZERO = /[\p{Mn}\p{Me}]/u
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u

// DEL, C1 and what reorders text: legal in JSON, but a terminal that shows the file would obey them.
const UNSAFE = /[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

/** One document, indented. */
export const jsonDocument = (value: object): string => `${safe(JSON.stringify(value, undefined, 2))}\n`

/** One object on one line: the unit of jsonl. */
export const jsonLine = (value: object): string => `${safe(JSON.stringify(value))}\n`

const safe = (json: string): string =>
  json.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT, vrrpscope } from './run.ts'

// What README.md shows is what the program prints; a line `...` stands for what was left out.

const SEED = 'fixtures/captures/seed-unicast-start-sigterm-return'
const LINES = readFileSync(join(ROOT, 'README.md'), 'utf8').split('\n')

/** The indented lines behind one that ends with `line`, up to the next command. */
function shownBehind(line: string): string {
  const begin = LINES.findIndex((text) => text.endsWith(line)) + 1
  const end = LINES.findIndex((text, i) => i > begin && /^(?:\S| {4}\$ )/.test(text))
  const shown = LINES.slice(begin, end).map((text) => text.slice(4))
  return shown.join('\n').trim()
}

it.each([
  { behind: 'comes back:', folder: '.', words: ['audit', `${SEED}/switch.pcap`] },
  { behind: 'switch.pcap --packets 3-4', folder: SEED, words: ['decode', 'switch.pcap', '--packets', '3-4'] },
  {
    behind: 'check n144.keepalived.conf n145.keepalived.conf',
    folder: SEED,
    words: ['check', 'n144.keepalived.conf', 'n145.keepalived.conf'],
  },
])('shows what $words prints, from beginning to end', async ({ behind, folder, words }) => {
  const { stdout } = await vrrpscope(words, { cwd: join(ROOT, folder), env: { LC_ALL: 'C.UTF-8' } })
  const parts = shownBehind(behind).split(/\n*^\.\.\.$\n*/m)
  expect(parts.join('').length).toBeGreaterThan(0)
  let rest = stdout.trim()
  expect(rest.startsWith(parts[0]!), `does not begin with\n${parts[0]}`).toBe(true)
  for (const part of parts) {
    const at = rest.indexOf(part)
    expect(at, `not behind the part before it:\n${part}`).toBeGreaterThanOrEqual(0)
    rest = rest.slice(at + part.length)
  }
  if (parts.at(-1) !== '') expect(rest).toBe('')
})

it('shows a finding as it is printed', async () => {
  const { stdout } = await vrrpscope(['audit', 'fixtures/captures/v2-advert-int-mismatch/switch.pcap'])
  expect(stdout).toContain(`\n${shownBehind('dozen symptoms:')}\n`)
})

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/core/random.ts'
import { assertValidReport } from '../report/valid.ts'
import { fixture, run } from './run.ts'

// The whole way from bytes to report, with bytes that were cut off or changed: there is a report, it is valid, and the
// exit status says what was wrong; or there is one line that says why there is none.

const CAPTURES = [
  'v2-vrid-collision-two-pairs/switch.pcap',
  'v3-hmac-ipv6/switch.pcap',
  'v2-ah/switch.pcap',
  'mixed-v3-ipv6/switch.pcap',
  'vlan-tagged/trunk.pcap',
  'cooked-any/r2-any-sll2.pcap',
  'format-variants/one-way-two-interfaces.pcapng',
]

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vrrpscope-damage-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

async function auditBytes(bytes: Uint8Array): Promise<number> {
  const file = join(dir, 'damaged')
  writeFileSync(file, bytes)
  const { out, err, status } = await run('audit', file, '-f', 'json')
  expect([0, 1, 3, 5, 6], err).toContain(status)
  if (out !== '') assertValidReport(JSON.parse(out))
  else expect(err).toMatch(/^vrrpscope: \S+\/\S+: .*\nhint: .*\n$/)
  const text = await run('audit', file)
  expect(text.status).toBe(status)
  expect(text.out).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/)
  return status
}

describe.each(CAPTURES)('audit of a damaged %s', (name) => {
  const whole = readFileSync(fixture(name))
  const random = seededRandom(whole.length)
  const below = (limit: number) => Math.floor(random() * limit)

  it('cut at any byte', async () => {
    for (let cut = 0; cut < whole.length; cut += 1 + below(whole.length / 25)) await auditBytes(whole.subarray(0, cut))
  })

  it('with bytes changed', async () => {
    for (let round = 0; round < 25; round++) {
      const changed = Uint8Array.from(whole)
      for (let i = 0; i < 1 + round * 4; i++) changed[below(whole.length)] = below(256)
      await auditBytes(changed)
    }
  })
})

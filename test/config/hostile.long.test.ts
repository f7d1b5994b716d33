import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readConfig } from '../../src/config/read.ts'
import { VrrpscopeError } from '../../src/core/errors.ts'

const SEED = readFileSync('fixtures/captures/seed-unicast-sigkill/n144.keepalived.conf', 'utf8')
const FRR = readFileSync('fixtures/captures/frr-v3-ipv6/f1.frr.conf', 'utf8')
const YAML = 'version: 1\nnodes:\n  - name: a\n    virtualRouters:\n      - {vrid: 1, addresses: [192.0.2.1]}\n'

/** Reads it, or refuses it with an error of ours; anything else is a crash. */
async function survives(name: string, text: string): Promise<void> {
  try {
    const nodes = await readConfig({ name, text }, { include: () => [] })
    for (const { notes } of nodes)
      for (const { place } of notes) expect(Math.min(place.line, place.column)).toBeGreaterThan(0)
  } catch (error) {
    if (!(error instanceof VrrpscopeError)) throw error
  }
}

const words = fc.constantFrom(
  ...'{ } " # ! $ $X=1 ${X} $X=${X}${X} @ @^a ~SEQ(i,1,9) ~SEQ(i,1,0,5) ~LST({a,b},{1}) include \\ virtual_ipaddress'.split(
    ' ',
  ),
  ...'vrrp_instance track_script weight -300 192.0.2.1/99 fe80::1/64 auth_pass unicast_peer 999999999999 NaN \u0000 \u202e'.split(
    ' ',
  ),
  '\n',
  '\t',
)

test.each([
  ['n.conf', SEED],
  ['f.conf', FRR],
  ['y.yaml', YAML],
])('no change of %s crashes a reader', async (name, text) => {
  const change = fc.record({ at: fc.nat(text.length), cut: fc.nat(20), put: fc.array(words, { maxLength: 6 }) })
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
      let changed = text
      for (const { at, cut, put } of changes) changed = changed.slice(0, at) + put.join(' ') + changed.slice(at + cut)
      await survives(name, changed)
    }),
    { numRuns: 400 },
  )
})

test('nor does any text', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('n.conf', 'y.yaml'), fc.string({ unit: 'binary', maxLength: 300 }), survives),
    { numRuns: 400 },
  )
})

test('a variable that grows by itself, and sequences that multiply, end', async () => {
  const doubling = `$A=xxxxxxxxxxxxxxxx\n${'$A=${A}${A}\n'.repeat(40)}vrrp_instance V {\nstate ${'${A}'}\n}\n`
  await survives('n.conf', doubling)
  await survives('n.conf', '~SEQ(i, 1, 60000) ~SEQ(j, 1, 60000) $i\n'.repeat(10))
})

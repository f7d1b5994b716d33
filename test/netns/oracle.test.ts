import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeDifference, differences } from '../oracle/differ.ts'
import { askKeepalived, keepalivedVersion, openNamespace } from '../oracle/keepalived.ts'

// The oracle itself: keepalived -t in a namespace that has the interfaces. Over the recorded configurations it must still
// say what test/config/keepalived/oracle.test.ts compares our findings with; over random ones it must agree with us.

const DIRECTORY = fileURLToPath(new URL('../../fixtures/configs/oracle/', import.meta.url))
const FIRST_SEED = 250
const RANDOM_CONFIGURATIONS = 150

const version = keepalivedVersion()
const canRun = process.getuid?.() === 0 && version.includes('v2.2.7')
if (!canRun) console.warn(`oracle: skipped, needs root and keepalived 2.2.7 (${version || 'no keepalived'})`)

/** Complaints about the machine, and those that a second line says better; what the recording leaves out, too. */
const LEFT_OUT =
  /Script user|SECURITY|keepalived_script|firewall|nftables|outside range|invalid number|negative number|Non-existent interface|Can't find|cn_proc|process not supported|Deleting|Success|use_vmac or no_accept|Unable to set/

describe.runIf(canRun)('keepalived -t', () => {
  let namespace: ReturnType<typeof openNamespace>
  beforeAll(() => {
    namespace = openNamespace(`vso-${process.pid}`)
  })
  afterAll(() => namespace.close())

  test('says of every configuration what was recorded', async () => {
    const recorded = JSON.parse(readFileSync(`${DIRECTORY}/keepalived-2.2.7.json`, 'utf8'))
    const files = readdirSync(DIRECTORY).filter((file) => file.endsWith('.conf'))
    expect(files.length).toBeGreaterThanOrEqual(120)
    const ask = async (file: string): Promise<void> => {
      const { exit, said } = await askKeepalived(namespace.name, DIRECTORY, file)
      const lines = said
        .filter((line) => !LEFT_OUT.test(line) || line.includes('iptables not'))
        .map((line) => line.replaceAll(`(${file}: Line`, '(Line'))
      expect({ exit, said: [...new Set(lines)] }, file).toEqual(recorded[file])
    }
    for (let i = 0; i < files.length; i += 2) await Promise.all(files.slice(i, i + 2).map(ask))
  })

  test(`agrees with us on ${RANDOM_CONFIGURATIONS} random configurations`, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'vrrpscope-oracle-'))
    try {
      const found = await differences(namespace.name, directory, FIRST_SEED, RANDOM_CONFIGURATIONS)
      expect(found.map(describeDifference).join('\n')).toBe('')
    } finally {
      rmSync(directory, { recursive: true })
    }
  })
})

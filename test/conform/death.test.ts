import { describe, expect, it } from 'vitest'
import { CASES } from '../../src/conform/cases/index.ts'
import type { Device } from '../../src/conform/device.ts'
import { MUTANTS } from '../../src/conform/mutants/index.ts'
import { runCases } from '../../src/conform/runner.ts'
import { BASE_ROUTERS } from '../../src/conform/virtual/routers.ts'
import { virtualWorld } from '../../src/conform/virtual/world.ts'
import { parseIp } from '../../src/core/address.ts'
import { ns } from '../../src/core/time.ts'
import { keyedHash } from '../../src/edge/keyed-hash.ts'

// A device that dies of garbage, whole, and runs again once it is started again.

const KILLER = 'reception/active-discards-unknown-type'
const HARMLESS = ['backup/takes-over-after-silence', 'packet/type', 'packet/version']

const v3 = BASE_ROUTERS.find(({ version, family }) => version === 3 && family === 4)!
const routers = [v3, ...[1, 2, 3].map((step) => neighbour(step))]

function neighbour(step: number) {
  return { ...v3, vrid: v3.vrid + step, instance: `n${step}`, addresses: [parseIp(`192.0.2.${20 + step}`)!] }
}

async function verdicts(controlled: (device: Device) => Device): Promise<Record<string, string>> {
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  const mutant = MUTANTS.find(({ name }) => name === 'dies-of-garbage')!
  const { segment, device, drive } = virtualWorld(routers, { hash: keyedHash, settle, mutant })
  const cases = CASES.filter(({ id }) => id === KILLER || HARMLESS.includes(id))
  const run = await drive(
    runCases({
      cases,
      device: controlled(device),
      segment,
      hash: keyedHash,
      allowance: ns(0),
      isPresent: async () => true,
    }),
  )
  return Object.fromEntries(run.results.map(({ id, outcome }) => [id, outcome]))
}

describe('a device that dies of one case', () => {
  it('is started again: that case has failed, the others are told', async () => {
    expect(await verdicts((device) => device)).toEqual({
      [KILLER]: 'fail',
      ...Object.fromEntries(HARMLESS.map((id) => [id, 'pass'])),
    })
  })

  it('accuses nobody of many where nothing is known to start it again', async () => {
    const outcomes = await verdicts((device) => ({ ...device, control: {} }))
    expect(Object.values(outcomes)).not.toContain('fail')
    expect(outcomes[KILLER]).toBe('inconclusive')
  })
})

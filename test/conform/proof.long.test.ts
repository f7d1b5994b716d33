import { describe, expect, it } from 'vitest'
import type { ConformCase } from '../../src/conform/case.ts'
import { CASES } from '../../src/conform/cases/index.ts'
import { MUTANTS } from '../../src/conform/mutants/index.ts'
import type { DeviceMutant } from '../../src/conform/mutants/mutant.ts'
import type { CaseResult } from '../../src/conform/result.ts'
import { stagesOf } from '../../src/conform/virtual/suite.ts'
import { runVirtually } from '../../src/conform/virtual/world.ts'
import { keyedHash } from '../../src/edge/keyed-hash.ts'

// The suite proven against our own speaker on the virtual LAN: sound, it passes every case; with one thing wrong, it
// fails at least one, and no case is failed by nothing.

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const run = (candidate: ConformCase, mutant?: DeviceMutant): Promise<CaseResult>[] =>
  stagesOf(candidate).map(({ router, others }) =>
    runVirtually(candidate, router, others, { hash: keyedHash, settle, ...(mutant !== undefined && { mutant }) }),
  )

const isCaught = ({ outcome, expected }: CaseResult): boolean =>
  outcome === 'fail' || outcome === 'non-strict' || (outcome === 'info' && expected !== undefined)

describe('every case', () => {
  it.each(CASES.map((candidate) => [candidate.id, candidate] as const))(
    '%s passes the sound speaker',
    async (_, each) => {
      const results = await Promise.all(run(each))
      expect(results.length).toBeGreaterThan(0)
      for (const result of results) expect(result).toMatchObject({ outcome: expect.stringMatching(/^(pass|info)$/) })
      expect(results.some(isCaught)).toBe(false)
    },
  )

  it.each(
    CASES.flatMap((candidate) => candidate.caughtMutants.map((name) => [candidate.id, name, candidate] as const)),
  )('%s fails %s', async (_, name, candidate) => {
    const mutant = MUTANTS.find((each) => each.name === name)
    expect(mutant).toBeDefined()
    const results = await Promise.all(run(candidate, mutant))
    expect(results.some(isCaught)).toBe(true)
  })

  it('is proven by a mutant, and every mutant by a case', () => {
    expect(CASES.filter(({ caughtMutants }) => caughtMutants.length === 0)).toEqual([])
    const caught = new Set(CASES.flatMap(({ caughtMutants }) => caughtMutants))
    expect(MUTANTS.filter(({ name }) => !caught.has(name)).map(({ name }) => name)).toEqual([])
  })

  it('accuses a device whose takeovers show late of that, and of nothing that has to do with them', async () => {
    const mutant = MUTANTS.find(({ name }) => name === 'takes-over-silently')!
    const isFailed = async (id: string): Promise<boolean> => {
      const results = await Promise.all(run(CASES.find((each) => each.id === id)!, mutant))
      return results.some(isCaught)
    }
    expect(await isFailed('backup/takes-over-after-silence')).toBe(true)
    for (const id of [
      'reception/backup-discards-unknown-type',
      'backup/learns-longer-interval',
      'backup/priority-zero-leaves-skew',
    ])
      expect([id, await isFailed(id)]).toEqual([id, false])
  })
})

import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { CaptureRun } from '../../src/capture/run.ts'
import { Analysis } from '../../src/cli/analysis.ts'
import { Drill } from '../../src/cli/drill.ts'
import { readCaptures } from '../../src/edge/files.ts'

/** Drills what a fixture shows: cause, gap and verdict of each takeover. */
async function drilled(capture: string, asked = false) {
  const drill = new Drill()
  const analysis = new Analysis({ listeners: [drill] })
  drill.start(analysis.observer, () => asked)
  const path = fileURLToPath(new URL(`../../fixtures/captures/${capture}/switch.pcap`, import.meta.url))
  await readCaptures([path], new CaptureRun(), analysis)
  analysis.observer.end()
  return drill.results().map(({ takeover, allowed, passed }) => ({
    cause: takeover.cause,
    gapMs: takeover.gap === undefined ? undefined : Math.round(takeover.gap / 1e6),
    allowedMs: Math.round(allowed / 1e6),
    passed,
  }))
}

describe('drill', () => {
  // Priority 100, 1 s: Active_Down_Interval is 3 s + 156/256 s = 3.609 s, and 1 s more is allowed.
  it('passes a takeover after priority 0 and one after a crash', async () => {
    const [stopped] = await drilled('v2-sigterm-failover')
    expect(stopped).toMatchObject({ cause: 'priority-zero', allowedMs: 4609, passed: true })
    const [crashed] = await drilled('v2-sigkill-failover-return-preempt')
    expect(crashed).toMatchObject({ cause: 'timeout', allowedMs: 4609, passed: true })
    expect(crashed!.gapMs).toBeGreaterThan(3600)
  })

  it('fails a split', async () => {
    const results = await drilled('v2-split-brain-partition-heal')
    expect(results.filter(({ passed }) => !passed).map(({ cause }) => cause)).toEqual(['split'])
  })

  it('fails a takeover after which nobody answers, if somebody asks', async () => {
    const [unanswered] = await drilled('v2-sigkill-failover-return-preempt', true)
    expect(unanswered).toMatchObject({ cause: 'timeout', passed: false })
  })

  it('has nothing to judge where nothing was taken over', async () => {
    expect(await drilled('healthy-active-active')).toEqual([])
  })
})

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ns } from '../../src/core/time.ts'
import { IncidentRecorder } from '../../src/edge/incident-recorder.ts'
import { collect } from '../capture/collect.ts'
import { viewOfFrame } from '../wire/views.ts'

const CONTEXT = { timeline: { epochSec: 1_700_000_000 }, filter: '', application: 'test', onNote: () => {} }
const sec = (seconds: number) => ns(seconds * 1e9)

test('each incident has a file of its own, with what was before and after it', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'vrrpscope-incidents-'))
  try {
    const recorder = () => {
      const one = new IncidentRecorder(dir, sec(2), CONTEXT, () => [])
      one.onInterface({ index: 0, name: 'eth0', linkType: 1, snapLen: 0, clock: 'kernel' })
      return one
    }
    const first = recorder()
    for (let second = 0; second < 20; second++) {
      first.onFrame(Object.assign(viewOfFrame(new Uint8Array(14)), { tNs: sec(second), source: 0 }))
      if (second === 10) for (const at of [8, 10]) first.incident('takeover-ipv4/51', sec(at), sec(10))
      if (second === 11) first.incident('state/flapping', sec(11), sec(11))
      first.onTick(sec(second))
    }
    await first.close(sec(20))
    // Another program that watches at the same time.
    const second = recorder()
    second.incident('state/flapping', sec(11), sec(11))
    await second.close(sec(20))
    const kept = Object.fromEntries(
      readdirSync(dir).map((name) => {
        const { run, frames } = collect(readFileSync(join(dir, name)))
        const seconds = frames.map(({ tNs }) => run.epochSec - CONTEXT.timeline.epochSec + tNs / 1e9)
        return [name, `${seconds[0]}..${seconds.at(-1)}`]
      }),
    )
    expect(kept).toEqual({
      '2023-11-14T22-13-30.000-takeover-ipv4-51.pcapng': '6..12',
      '2023-11-14T22-13-30.000-takeover-ipv4-51-2.pcapng': '8..12',
      '2023-11-14T22-13-31.000-state-flapping.pcapng': '9..13',
      '2023-11-14T22-13-31.000-state-flapping-2.pcapng': 'undefined..undefined',
    })
  } finally {
    rmSync(dir, { recursive: true })
  }
})

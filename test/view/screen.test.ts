import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { CaptureRun } from '../../src/capture/run.ts'
import { Analysis } from '../../src/cli/analysis.ts'
import { LiveWords } from '../../src/cli/live-words.ts'
import { readCaptures } from '../../src/edge/files.ts'
import { Journal, type LiveEvent } from '../../src/view/journal.ts'
import { eventLine } from '../../src/view/lines.ts'
import { type Scene, screenOf } from '../../src/view/screen.ts'
import { INITIAL_VIEW } from '../../src/view/state.ts'
import { damaged, versionOf } from '../../src/wire/damage.ts'
import { A, advertOf } from '../checks/scene.ts'
import { viewOfFrame } from '../wire/views.ts'

// The split brain of a real capture: 192.0.2.11 (150) and .12 (100) are parted for 9 s; seen from the bridge.
const CAPTURE = 'v2-split-brain-partition-heal/switch.pcap'
const STYLE = { columns: 80, color: false, unicode: false, time: 'rel', verbose: false } as const

/** The scene at the end of the capture, or when `until` first holds, and the lines of what happened. */
async function sceneOf(until: (analysis: Analysis) => boolean): Promise<Scene> {
  const run = new CaptureRun()
  const events: LiveEvent[] = []
  const journal = new Journal((event) => events.push(event))
  const analysis = new Analysis({ listeners: [journal] })
  journal.start(analysis.observer)
  let over = false
  const path = fileURLToPath(new URL(`../../fixtures/captures/${CAPTURE}`, import.meta.url))
  await readCaptures([path], run, {
    onInterface: (face) => analysis.onInterface(face),
    onFrame: (view) => {
      if (!over) analysis.onFrame(view)
      over ||= until(analysis)
    },
  })
  const words = new LiveWords(STYLE, run, false)
  const findings = analysis.engine.findings()
  journal.update(findings, analysis.observer.now)
  const log = events.map((event) => eventLine(event, words))
  const { observer } = analysis
  return { world: observer, findings, now: observer.now, title: 'vrrpscope', log, words, unicode: false }
}

const isSplit = ({ engine }: Analysis) => engine.findings().some(({ id }) => id === 'state/split-brain')

describe('live screen', () => {
  let scene: Scene
  beforeAll(async () => {
    scene = await sceneOf(() => false)
  })

  for (const [columns, rows] of [
    [80, 24],
    [40, 10],
    [200, 60],
    [20, 5],
  ] as const)
    it(`fills ${columns}x${rows} exactly, the table and one virtual router`, () => {
      const { keys } = screenOf(scene, INITIAL_VIEW, columns, rows)
      for (const open of [undefined, keys[0]]) {
        const screen = screenOf(scene, { ...INITIAL_VIEW, open }, columns, rows)
        expect(screen.lines).toHaveLength(rows)
        expect(Math.max(...screen.lines.map((line) => line.replace(/\x1b\[[0-9;]*m/g, '').length))).toBeLessThanOrEqual(
          columns,
        )
      }
    })

  it('shows a virtual router of which no router is followed', () => {
    const analysis = new Analysis()
    analysis.onFrame(viewOfFrame(damaged(advertOf(A), versionOf(8))))
    const shown = { ...scene, world: analysis.observer, findings: analysis.engine.findings() }
    const { keys, lines } = screenOf(shown, INITIAL_VIEW, 80, 24)
    expect(lines.find((line) => line.includes('ipv4/51'))).toContain('NOBODY')
    expect(screenOf(shown, { ...INITIAL_VIEW, open: keys[0] }, 80, 24).lines.join('\n')).toContain(
      'wire/unknown-version',
    )
  })

  it('has a row for the virtual router and the worst that holds', async () => {
    const rowOf = (shown: Scene) =>
      screenOf(shown, INITIAL_VIEW, 140, 24).lines.find((line) => line.includes('ipv4/51'))
    const split = rowOf(await sceneOf(isSplit))
    expect(split).toContain('SPLIT')
    expect(split).toContain('state/split-brain')
    expect(rowOf(scene)).not.toContain('state/split-brain')
  })

  it('filters by address, name and id', () => {
    const keysFor = (filter: string) => screenOf(scene, { ...INITIAL_VIEW, filter }, 80, 24).keys
    expect(keysFor('192.0.2.100')).toHaveLength(1)
    expect(keysFor('ipv4/51')).toHaveLength(1)
    expect(keysFor('192.0.2.99')).toHaveLength(0)
  })

  it('tells a split as one line fit for grep', () => {
    const lines = scene.log
    expect(lines.filter((line) => /TAKEOVER.*split/.test(line))).toHaveLength(1)
    expect(lines.filter((line) => /ERROR\s+state\/split-brain/.test(line))).toHaveLength(1)
    for (const line of lines) expect(line).not.toMatch(/[\n\x1b]/)
  })
})

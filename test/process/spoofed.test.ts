import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { assertValidReport } from '../report/valid.ts'
import { start } from './run.ts'
import { spoofedAdverts } from './spoofed-adverts.ts'

// Every advert from a sender of its own. The long form: SPOOFED=10000000 npm run soak -- 1 process test/process/spoofed.test.ts

const COUNT = Number(process.env.SPOOFED ?? 60_000)
const MOST_MEGABYTES = 400

it(`a flood of ${COUNT} spoofed senders: an end, bounded memory, and a word on what was dropped`, async () => {
  const running = start(['audit', '-', '-f', 'json'])
  const { stdin, pid } = running.child
  for (const chunk of spoofedAdverts(COUNT)) if (!stdin.write(chunk)) await once(stdin, 'drain')
  const peak = peakMegabytes(pid!)
  stdin.end()
  const { status, stdout, stderr } = await running.ended
  expect([status, stderr]).toEqual([1, ''])
  expect(peak).toBeLessThan(MOST_MEGABYTES)
  const report = JSON.parse(stdout)
  assertValidReport(report)
  const { counts, virtualRouters, findings } = report
  expect(counts).toMatchObject({ packets: COUNT, vrrp: COUNT, malformed: 0 })
  // Each router that is in a table has sent one advert; all others are counted as not followed.
  const followed = virtualRouters.reduce((sum: number, { routers }: { routers: unknown[] }) => sum + routers.length, 0)
  expect(counts.untracked).toBe(COUNT - followed)
  expect(counts.untracked).toBeGreaterThan(0)
  expect(findings.length).toBeGreaterThan(0)
}, 1_800_000)

/** The most memory that the process has had so far; 0 where the system does not say it. */
function peakMegabytes(pid: number): number {
  const status = `/proc/${pid}/status`
  if (!existsSync(status)) return 0
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1] ?? 0) / 1024
}

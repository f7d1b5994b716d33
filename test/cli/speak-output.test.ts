import { expect, it } from 'vitest'
import { Io } from '../../src/cli/io.ts'
import { EventLines, statusJson } from '../../src/cli/speak-output.ts'
import { ns } from '../../src/core/time.ts'
import type { SpeakerEvent } from '../../src/speaker/events.ts'
import { ip, router } from '../model/routers.ts'
import { EPOCH_SEC, TestSegment } from '../speaker/segment.ts'
import { FakeHost } from './fake-host.ts'

const router51 = { instance: 'VI_1', interfaceName: 'eth0', vrid: 51, family: 4 } as const
const rejected = (at: number): SpeakerEvent => ({
  ...router51,
  at: ns(at),
  kind: 'rejected',
  from: ip('192.0.2.66'),
  reason: 'checksum',
})

it('tells no more of them when its own adverts come in between', async () => {
  const host = new FakeHost()
  const lines = new EventLines(new Io(host), { epochSec: 0 }, 'text')
  // The frames are read half a second late.
  for (let ms = 0; ms < 3000; ms++) {
    lines.print(rejected(ms * 1e6))
    lines.print({ ...router51, at: ns((ms + 500) * 1e6), kind: 'advert-sent', priority: 100 })
  }
  await new Promise((resolve) => setImmediate(resolve))
  expect(host.out.trim().split('\n').length).toBeLessThanOrEqual(4 * 11)
})

it('tells ten rejected adverts a second, and the number of the others', async () => {
  const host = new FakeHost()
  const lines = new EventLines(new Io(host), { epochSec: 0 }, 'text')
  for (let i = 0; i < 20_000; i++) lines.print(rejected(i * 50_000))
  lines.print(rejected(1_500_000_000))
  lines.flush()
  await new Promise((resolve) => setImmediate(resolve))
  const told = host.out.trim().split('\n')
  expect(told).toHaveLength(12)
  expect(told[0]).toBe('1970-01-01T00:00:00.000000Z  ipv4/51  rejected an advert of 192.0.2.66: checksum')
  expect(told[10]).toBe('1970-01-01T00:00:01.000000Z  rejected 19990 adverts more')
  expect(told[11]).toContain('00:00:01.500000Z  ipv4/51  rejected')
})

it('`ctl state -f json` has addresses as text and times as time of day', () => {
  const lan = new TestSegment()
  const { speaker } = lan.join([router()])
  lan.until(4000)
  const json = JSON.parse(JSON.stringify(statusJson({ epochSec: EPOCH_SEC }, speaker.status()[0]!)))
  expect(json).toMatchObject({ state: 'Active', source: '192.0.2.11', since: '2023-11-14T22:13:23.609375Z' })
  expect(json.deadline).toBe('2023-11-14T22:13:24.609375Z')
  expect(json).not.toHaveProperty('lastAcceptedFrom')
})

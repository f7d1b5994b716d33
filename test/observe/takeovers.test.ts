import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Mac } from '../../src/core/address.ts'
import type { Ns } from '../../src/core/time.ts'
import type { Listener } from '../../src/observe/listener.ts'
import type { LiveTakeover } from '../../src/observe/live.ts'
import { CAPTURES, capturesIn, observed } from './audit.ts'
import { macOf, Segment, type SpokenAdvert } from './segment.ts'

const B: SpokenAdvert = { src: '192.0.2.12', priority: 100 }

/** Writes down what is told of takeovers: when it was told, and in which words. */
class Diary implements Listener {
  now = 0 as Ns
  readonly told: {
    readonly takeover: LiveTakeover
    readonly what: string
    readonly name: () => string
    readonly toldNs: Ns
  }[] = []

  onTakeoverSeen = (takeover: LiveTakeover): void => this.#write(takeover, namesOf(takeover))
  onTakeover = (takeover: LiveTakeover): void => this.#write(takeover, 'settled')
  onTakeoverGone = (takeover: LiveTakeover): void => this.#write(takeover, 'gone')

  /** The takeovers as they were told at last, without those that were taken back. */
  get standing(): string[] {
    const last = new Map<LiveTakeover, () => string>()
    for (const { takeover, what, name } of this.told)
      if (what === 'gone') last.delete(takeover)
      else if (what !== 'settled') last.set(takeover, name)
    // Names are those of the end: `#1` shows only when there is a `#2`.
    return [...last].map(([takeover, name]) => `${takeover.to.virtualRouter.id} ${takeover.at} ${name()}`).sort()
  }

  lines(): string[] {
    return this.told.map(({ what, toldNs }) => `${Math.round(toldNs / 1e6) / 1e3} ${what}`)
  }

  #write(takeover: LiveTakeover, what: string): void {
    const { from, to, cause } = takeover
    this.told.push({ takeover, what, name: () => namesOf({ from, to, cause }), toldNs: this.now })
  }
}

const namesOf = ({ from, to, cause }: Pick<LiveTakeover, 'from' | 'to' | 'cause'>): string =>
  `${from?.name ?? 'nobody'} -> ${to.name} ${cause}`

function segment(): { s: Segment; diary: Diary } {
  const diary = new Diary()
  const s = new Segment({ listeners: [diary] })
  const { observer } = s
  const onFrame = observer.onFrame.bind(observer)
  observer.onFrame = (view) => {
    diary.now = view.tNs as Ns
    onFrame(view)
  }
  return { s, diary }
}

describe('a takeover is told with the first advert of the new Active router', () => {
  test('from the virtual MAC: what the one before announced as Active is not by the newcomer', () => {
    const mac = '00:00:5e:00:01:33' as Mac
    const delays = (announcedAt: number, lastOfA: number) => {
      const s = new Segment()
      s.adverts(0, lastOfA, { ...B, mac })
      s.adverts(lastOfA + 0.4, 30, { mac })
      s.announcement(announcedAt, mac)
      s.end()
      return s.observer.snapshot().virtualRouters[0]!.takeovers.map(({ announceDelay }) => announceDelay)
    }
    expect(delays(8.1, 8)).toEqual([undefined])
    expect(delays(8.399, 8)).toEqual([0])
    expect(delays(8.9, 8)).toEqual([500_000_000])
  })

  test('whoever has said priority 0 announces no more: the newcomer did, an interval before its first advert (FRR over IPv6)', () => {
    const mac = '00:00:5e:00:01:33' as Mac
    const s = new Segment()
    s.adverts(0, 8, { ...B, mac })
    s.advert(8.3, { ...B, mac, priority: 0 })
    s.announcement(8.7, mac)
    s.adverts(9.7, 30, { mac })
    s.end()
    const [takeover] = s.observer.snapshot().virtualRouters[0]!.takeovers
    expect(takeover).toMatchObject({ cause: 'priority-zero', announceDelay: 0 })
  })

  test('after priority 0, after a silence, with a pre-emption; settled 4.5 intervals later', () => {
    const { s, diary } = segment()
    s.adverts(0, 5)
    s.advert(5.5, { priority: 0 })
    s.adverts(6.11, 12.11, B)
    s.adverts(12.5, 20.5)
    s.adverts(24.11, 30.11, B)
    s.end()
    expect(diary.lines()).toEqual([
      '6.11 192.0.2.11 -> 192.0.2.12 priority-zero',
      '11.11 settled',
      '12.5 192.0.2.12 -> 192.0.2.11 preemption',
      '17.5 settled',
      '24.11 192.0.2.11 -> 192.0.2.12 timeout',
      '29.11 settled',
    ])
  })

  test('told again where the one before does not yield: with the advert that shows it', () => {
    const { s, diary } = segment()
    s.adverts(0, 5, B)
    for (let at = 5.4; at < 15; at++) {
      s.advert(at)
      s.advert(at + 0.6, B)
    }
    s.end()
    expect(diary.lines()).toEqual([
      '5.4 192.0.2.12 -> 192.0.2.11 preemption',
      '6 nobody -> 192.0.2.11 split',
      '10 settled',
    ])
  })

  test('two that are Active when the capture begins, and announce again later: neither began', () => {
    const { s, diary } = segment()
    s.begins(0)
    s.adverts(0.3, 20.3)
    s.adverts(0.7, 20.7, B)
    s.announcement(4.8, macOf('192.0.2.12'))
    s.end()
    expect(diary.lines()).toEqual([])
  })

  test('one that is proven later stands in its place of time', () => {
    const s = new Segment()
    s.begins(0)
    s.adverts(1.5, 9.5)
    s.adverts(1.6, 9.6, B)
    s.announcement(1.7)
    s.announcement(1.61, macOf('192.0.2.12'))
    s.end()
    const { takeovers } = s.observer.virtualRouters[0]!
    expect(takeovers.map(({ at, to }) => [at / 1e9, to.name])).toEqual([
      [1.5, '192.0.2.11'],
      [1.6, '192.0.2.12'],
    ])
  })

  test('a start-up with what proves it: the announcement', () => {
    const { s, diary } = segment()
    s.begins(0)
    s.adverts(1, 8)
    s.announcement(1.002)
    s.end()
    expect(diary.lines()).toEqual(['1.002 nobody -> 192.0.2.11 startup', '2 settled'])
  })

  test('a second one that the capture merely begins with is none', () => {
    const { s, diary } = segment()
    s.adverts(0, 8)
    s.adverts(0.5, 8.5, B)
    s.end()
    expect(diary.lines()).toEqual([])
  })
})

describe('what was told is what the report says', () => {
  let atOnce = 0
  let all = 0
  const directories = readdirSync(CAPTURES, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  test.each(directories.map(({ name }) => name))('%s', async (directory) => {
    const diary = new Diary()
    const listener: Listener = {
      ...diary,
      onSighting: ({ tNs }) => {
        diary.now = tNs
      },
    }
    const { virtualRouters } = await observed(capturesIn(directory), { listeners: [listener] })
    const reported = virtualRouters.flatMap(({ id, takeovers }) =>
      takeovers.map(({ at, from, to, cause }) => `${id} ${at} ${from ?? 'nobody'} -> ${to} ${cause}`),
    )
    expect(diary.standing).toEqual(reported.sort())
    for (const takeover of new Set(diary.told.map((one) => one.takeover))) {
      const words = diary.told.filter((one) => one.takeover === takeover)
      expect(words.filter(({ what }) => what === 'settled' || what === 'gone')).toHaveLength(1)
      all++
      if (words[0]!.toldNs <= takeover.at && words[0]!.name() === namesOf(takeover)) atOnce++
    }
  })

  test('and nearly all of it was told at once and for good', () => {
    expect(atOnce / all).toBeGreaterThan(0.95)
  })
})

import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/checks/finding.ts'
import { ns } from '../../src/core/time.ts'
import { FindingWatch } from '../../src/view/finding-watch.ts'

const finding = (id: string, change: Partial<Finding> = {}): Finding => ({
  id,
  severity: 'error',
  confidence: 'certain',
  key: 1,
  routers: ['192.0.2.11'],
  node: undefined,
  message: 'm',
  values: {},
  count: 1,
  firstSeen: ns(0),
  lastSeen: ns(0),
  frames: [],
  file: undefined,
  line: undefined,
  related: [],
  state: 'open',
  ...change,
})

/** What each look tells, as `change id`. */
function told(...looks: Finding[][]): string[][] {
  const watch = new FindingWatch()
  return looks.map((look) =>
    watch.update(look, () => 'ipv4/51').map(({ finding, change }) => `${change} ${finding.id}`),
  )
}

describe('finding watch', () => {
  it('tells once that a situation began and once that it ended', () => {
    const open = finding('state/no-active')
    const grown = finding('state/no-active', { count: 9, lastSeen: ns(5), routers: ['192.0.2.11', '192.0.2.12'] })
    const closed = finding('state/no-active', { state: 'closed' })
    expect(told([], [open], [grown], [closed], [closed], [open])).toEqual([
      [],
      ['open state/no-active'],
      [],
      ['closed state/no-active'],
      [],
      ['open state/no-active'],
    ])
  })

  it('tells both of what was over before it was looked at', () => {
    expect(told([finding('a', { state: 'closed' })])).toEqual([['open a', 'closed a']])
  })

  it('withdraws what has become part of another', () => {
    expect(told([finding('wire/checksum-bad')], [finding('state/split-brain')])).toEqual([
      ['open wire/checksum-bad'],
      ['withdrawn wire/checksum-bad', 'open state/split-brain'],
    ])
    expect(told([finding('a', { state: 'closed' })], [])[1]).toEqual(['withdrawn a'])
  })

  it('says where it is as it did the first time', () => {
    const watch = new FindingWatch()
    const whereOf = (state: Finding['state'], id: string) => watch.update([finding('a', { state })], () => id)[0]!.where
    expect(whereOf('open', 'ipv4/51')).toBe('ipv4/51')
    expect(whereOf('closed', 'br0/ipv4/51')).toBe('ipv4/51')
  })

  it('keeps incidents of one rule apart: by virtual router, and by their order in time', () => {
    const first = finding('a', { firstSeen: ns(1), state: 'closed' })
    const second = finding('a', { firstSeen: ns(2) })
    const elsewhere = finding('a', { key: 2 })
    expect(told([first], [second, first], [second, first, elsewhere])).toEqual([
      ['open a', 'closed a'],
      ['open a'],
      ['open a'],
    ])
  })
})

import { describe, expect, it } from 'vitest'
import type { RouterConfig } from '../../src/config/model.ts'
import type { ProfileName } from '../../src/core/profile-name.ts'
import { cs, ns } from '../../src/core/time.ts'
import { type Params, paramsOf } from '../../src/model/params.ts'
import { deadline, INITIALIZE, retimed, sentLate, step } from '../../src/model/step.ts'
import type { Action, Event, State } from '../../src/model/types.ts'
import { ip, router } from './routers.ts'

// The state table: a row for each state and event, those that do nothing too. Routers have priority 100, 1 s and
// 192.0.2.11 unless the row says otherwise, so Skew_Time is 156/256 s = 609.375 ms and Active_Down_Interval
// 3609.375 ms. Times below are in milliseconds.

const MS = 1_000_000
const at = (milliseconds: number) => ns(milliseconds * MS)

type Change = Partial<RouterConfig>
const params = (profile: ProfileName, change: Change = {}): Params => paramsOf(router({ profile, ...change }))

const backup = (downAtMs: number, more: Partial<Extract<State, { name: 'Backup' }>> = {}): State => ({
  name: 'Backup',
  activeAdverInterval: cs(100),
  activeDownAt: at(downAtMs),
  ...more,
})
const active = (adverAtMs: number, more: Partial<Extract<State, { name: 'Active' }>> = {}): State => ({
  name: 'Active',
  adverAt: at(adverAtMs),
  ...more,
})

const startup = (t: number): Event => ({ kind: 'startup', atNs: at(t) })
const shutdown = (t: number): Event => ({ kind: 'shutdown', atNs: at(t) })
const timeout = (t: number): Event => ({ kind: 'timeout', atNs: at(t) })
const rejected = (t: number): Event => ({ kind: 'rejected', atNs: at(t) })
const whoHas = (t: number, target: string): Event => ({ kind: 'who-has', atNs: at(t), target: ip(target) })
const advert = (t: number, priority: number, interval = 100, from = '192.0.2.12'): Event => ({
  kind: 'advert',
  atNs: at(t),
  from: ip(from),
  advert: { priority, maxAdvertInterval: cs(interval), reserved: 0 },
})

/** Actions in short: `advert 100`, `announce active`, `answer 192.0.2.100`, `-> Active`. */
const short = (action: Action): string => {
  switch (action.kind) {
    case 'send-advert':
      return `advert ${action.priority}`
    case 'announce':
      return `announce ${action.because}`
    case 'answer':
      return `answer ${action.target.text}`
    case 'transition':
      return `-> ${action.to}`
  }
}

type Row = [title: string, change: Change, state: State, event: Event, next: State, actions: string[]]

const table = (profile: ProfileName, rows: Row[]) =>
  it.each(rows)(`${profile}: %s`, (_, change, state, event, next, actions) => {
    const result = step(params(profile, change), state, event)
    expect(result.state).toEqual(next)
    expect(result.actions.map(short)).toEqual(actions)
  })

const V2: Change = { version: 2 }
const OWNER: Change = { priority: 255 }

describe('Initialize', () => {
  table('rfc9568', [
    ['startup waits a full Active_Down_Interval', {}, INITIALIZE, startup(1000), backup(4609.375), ['-> Backup']],
    // (256 - 254) / 256 s = 7.8125 ms
    ['startup of 254', { priority: 254 }, INITIALIZE, startup(0), backup(3007.8125), ['-> Backup']],
    [
      'state MASTER is no shortcut',
      { initialState: 'Active' },
      INITIALIZE,
      startup(0),
      backup(3609.375),
      ['-> Backup'],
    ],
    [
      'the owner is Active at once',
      OWNER,
      INITIALIZE,
      startup(1000),
      active(2000),
      ['advert 255', 'announce active', '-> Active'],
    ],
    ['shutdown', {}, INITIALIZE, shutdown(0), INITIALIZE, []],
    ['timeout', {}, INITIALIZE, timeout(0), INITIALIZE, []],
    ['advert', {}, INITIALIZE, advert(0, 50), INITIALIZE, []],
    ['priority 0', {}, INITIALIZE, advert(0, 0), INITIALIZE, []],
    ['rejected', {}, INITIALIZE, rejected(0), INITIALIZE, []],
    ['who-has', {}, INITIALIZE, whoHas(0, '192.0.2.100'), INITIALIZE, []],
  ])

  table('keepalived-2.2', [
    // 1/256 s = 3.90625 ms, in whole microseconds 3.906
    ['255 with state BACKUP waits', OWNER, INITIALIZE, startup(0), backup(3003.906), ['-> Backup']],
    [
      '255 with state MASTER does not',
      { ...OWNER, initialState: 'Active' },
      INITIALIZE,
      startup(0),
      active(1000),
      ['advert 255', 'announce active', '-> Active'],
    ],
    [
      'startup delay comes before the timer: 5500 + 3609.375',
      { startupDelay: at(5500) },
      INITIALIZE,
      startup(0),
      backup(9109.375, { listenUntil: at(5500) }),
      ['-> Backup'],
    ],
    [
      'an owner waits for the startup delay only',
      { ...OWNER, initialState: 'Active', startupDelay: at(5500) },
      INITIALIZE,
      startup(0),
      backup(5500, { listenUntil: at(5500) }),
      ['-> Backup'],
    ],
  ])

  table('frr', [
    ['startup, skew cut to 60 cs', {}, INITIALIZE, startup(0), backup(3600), ['-> Backup']],
    [
      'an owner needs no state',
      OWNER,
      INITIALIZE,
      startup(0),
      active(1000),
      ['advert 255', 'announce active', '-> Active'],
    ],
  ])
})

describe('Backup', () => {
  table('rfc9568', [
    ['startup', {}, backup(3609.375), startup(10), backup(3609.375), []],
    ['shutdown says nothing', {}, backup(3609.375), shutdown(10), INITIALIZE, ['-> Initialize']],
    ['woken early', {}, backup(3609.375), timeout(3609.374), backup(3609.375), []],
    [
      'Active_Down_Timer fires',
      {},
      backup(3609.375),
      timeout(3609.375),
      active(4609.375),
      ['advert 100', 'announce active', '-> Active'],
    ],
    [
      'woken late: the interval counts from the advert',
      {},
      backup(3609.375),
      timeout(3700),
      active(4700),
      ['advert 100', 'announce active', '-> Active'],
    ],
    [
      'goes by its own interval from then on',
      { advertInterval: cs(25) },
      backup(3609.375, { activeAdverInterval: cs(100) }),
      timeout(3700),
      active(3950),
      ['advert 100', 'announce active', '-> Active'],
    ],
    ['priority 0 sets Skew_Time', {}, backup(3609.375), advert(1000, 0), backup(1609.375), []],
    ['priority 0 with nopreempt', { preempt: false }, backup(3609.375), advert(1000, 0), backup(1609.375), []],
    [
      // 156/256 of the 300 cs followed so far, not of the 40.95 s in the farewell: 1000 + 1828.125
      'priority 0 does not teach an interval',
      {},
      backup(10_000, { activeAdverInterval: cs(300) }),
      advert(1000, 0, 4095),
      backup(2828.125, { activeAdverInterval: cs(300) }),
      [],
    ],
    ['higher priority restarts the timer', {}, backup(3609.375), advert(1000, 150), backup(4609.375), []],
    [
      'equal priority does, whatever the address',
      {},
      backup(3609.375),
      advert(1000, 100, 100, '192.0.2.1'),
      backup(4609.375),
      [],
    ],
    [
      // 3 * 300 + 156 * 300 / 256 = 1082.8125 cs
      'learns the interval',
      {},
      backup(3609.375),
      advert(1000, 150, 300),
      backup(11_828.125, { activeAdverInterval: cs(300) }),
      [],
    ],
    ['lower priority is ignored', {}, backup(3609.375), advert(1000, 99, 300), backup(3609.375), []],
    [
      'lower priority with nopreempt restarts',
      { preempt: false },
      backup(3609.375),
      advert(1000, 1),
      backup(4609.375),
      [],
    ],
    [
      'an owner preempts in spite of nopreempt',
      { ...OWNER, preempt: false },
      backup(3003),
      advert(1000, 254),
      backup(3003),
      [],
    ],
    ['rejected', {}, backup(3609.375), rejected(1000), backup(3609.375), []],
    ['answers no ARP', {}, backup(3609.375), whoHas(1000, '192.0.2.100'), backup(3609.375), []],
  ])

  table('rfc3768', [['v2 learns no interval', V2, backup(3609.375), advert(1000, 150, 300), backup(4609.375), []]])

  table('rfc5798', [
    // Nothing forbids interval 0 there: 3 * 0 + 0.
    [
      'interval 0 takes over now',
      {},
      backup(3609.375),
      advert(1000, 150, 0),
      backup(1000, { activeAdverInterval: cs(0) }),
      [],
    ],
  ])

  const delay: Change = { preemptDelay: at(6000) }
  table('keepalived-2.2', [
    [
      'preempt_delay: the first lower advert starts the clock and is obeyed',
      delay,
      backup(3609.375),
      advert(1000, 50),
      backup(4609.375, { preemptAt: at(7000) }),
      [],
    ],
    [
      'preempt_delay: so are the next, up to its end',
      delay,
      backup(7000, { preemptAt: at(7000) }),
      advert(6999, 50),
      backup(10_608.375, { preemptAt: at(7000) }),
      [],
    ],
    [
      'preempt_delay: over, the timer runs out',
      delay,
      backup(10_000, { preemptAt: at(7000) }),
      advert(7000, 50),
      backup(10_000, { preemptAt: at(7000) }),
      [],
    ],
    [
      'preempt_delay: a higher advert stops it',
      delay,
      backup(9000, { preemptAt: at(7000) }),
      advert(6000, 150),
      backup(9609.375),
      [],
    ],
    [
      // What was left of the timer, 9109.375 - 1000, starts at the end of the delay: 5500 + 8109.375. Observed with
      // 2.2.7: still Backup 11 s after its start.
      'startup delay is pushed out by each lower advert',
      { startupDelay: at(5500) },
      backup(9109.375, { listenUntil: at(5500) }),
      advert(1000, 50),
      backup(13_609.375, { listenUntil: at(5500) }),
      [],
    ],
    [
      'startup delay: a higher advert counts from its end',
      { startupDelay: at(5500) },
      backup(20_000, { listenUntil: at(5500) }),
      advert(1000, 150),
      backup(9109.375, { listenUntil: at(5500) }),
      [],
    ],
    [
      'startup delay over: as ever',
      { startupDelay: at(5500) },
      backup(9109.375, { listenUntil: at(5500) }),
      advert(6000, 50),
      backup(9109.375, { listenUntil: at(5500) }),
      [],
    ],
  ])

  table('keepalived-2.4', [
    [
      'startup delay is deaf',
      { startupDelay: at(5500) },
      backup(9109.375, { listenUntil: at(5500) }),
      advert(1000, 0),
      backup(9109.375, { listenUntil: at(5500) }),
      [],
    ],
  ])

  table('frr', [
    // 156 * 100 / 256 = 60 cs, so 600 ms after the farewell.
    ['priority 0, skew cut to 60 cs', {}, backup(3600), advert(1000, 0), backup(1600), []],
    // 3 * 300 + 182 (of 182.8) = 1082 cs
    [
      'learns in whole centiseconds',
      {},
      backup(3600),
      advert(1000, 150, 300),
      backup(11_820, { activeAdverInterval: cs(300) }),
      [],
    ],
  ])
})

describe('Active', () => {
  table('rfc9568', [
    ['startup', {}, active(1000), startup(10), active(1000), []],
    ['shutdown says priority 0', {}, active(1000), shutdown(10), INITIALIZE, ['advert 0', '-> Initialize']],
    ['woken early', {}, active(1000), timeout(999.999), active(1000), []],
    ['Adver_Timer fires', {}, active(1000), timeout(1000), active(2000), ['advert 100']],
    ['woken late: no drift', {}, active(1000), timeout(1000.4), active(2000), ['advert 100']],
    [
      'woken a little later than can be made up for at once',
      {},
      active(1000),
      timeout(1000.9),
      active(2000.4, { behindNs: at(0.4) }),
      ['advert 100'],
    ],
    [
      'woken later: the next is half a millisecond early',
      {},
      active(1000),
      timeout(1300),
      active(2299.5, { behindNs: at(299.5) }),
      ['advert 100'],
    ],
    [
      'behind: each makes up for half a millisecond',
      {},
      active(2250, { behindNs: at(250) }),
      timeout(2250),
      active(3249.5, { behindNs: at(249.5) }),
      ['advert 100'],
    ],
    [
      'behind, woken late once more: both are made up for',
      {},
      active(2250, { behindNs: at(250) }),
      timeout(3000),
      active(3999.5, { behindNs: at(999.5) }),
      ['advert 100'],
    ],
    [
      'behind by ten intervals: not made up for',
      {},
      active(12_000, { behindNs: at(9500) }),
      timeout(12_501),
      active(13_501),
      ['advert 100'],
    ],
    ['woken a whole interval late: no burst', {}, active(1000), timeout(2000), active(3000), ['advert 100']],
    ['priority 0: advert, timer from now', {}, active(1000), advert(500, 0), active(1500), ['advert 100']],
    ['higher priority: Backup', {}, active(1000), advert(500, 101), backup(4109.375), ['-> Backup']],
    [
      'higher priority: with its interval, 3 * 300 + 182.8125 cs',
      {},
      active(1000),
      advert(500, 101, 300),
      backup(11_328.125, { activeAdverInterval: cs(300) }),
      ['-> Backup'],
    ],
    [
      'nopreempt yields all the same',
      { preempt: false },
      active(1000),
      advert(500, 101),
      backup(4109.375),
      ['-> Backup'],
    ],
    [
      'tie, higher address: Backup',
      {},
      active(1000),
      advert(500, 100, 100, '192.0.2.12'),
      backup(4109.375),
      ['-> Backup'],
    ],
    [
      'tie, lower address: asserts',
      {},
      active(1000),
      advert(500, 100, 100, '192.0.2.10'),
      active(1000),
      ['advert 100'],
    ],
    // 0x80 is greater than 0x7f: unsigned, in network order.
    [
      'tie compares unsigned',
      { primaryAddress: ip('127.255.255.255') },
      active(1000),
      advert(500, 100, 100, '128.0.0.0'),
      backup(4109.375),
      ['-> Backup'],
    ],
    [
      'tie compares the first byte first',
      { primaryAddress: ip('10.0.1.255') },
      active(1000),
      advert(500, 100, 100, '10.0.2.0'),
      backup(4109.375),
      ['-> Backup'],
    ],
    ['tie with ourselves: a loop, no answer', {}, active(1000), advert(500, 100, 100, '192.0.2.11'), active(1000), []],
    ['lower priority: asserts, timer untouched', {}, active(1000), advert(500, 99), active(1000), ['advert 100']],
    [
      // Erratum 8298: 3 s + 1/256 s = 3003.90625
      'two owners compare addresses',
      OWNER,
      active(1000),
      advert(500, 255),
      backup(3503.90625),
      ['-> Backup'],
    ],
    ['rejected', {}, active(1000), rejected(500), active(1000), []],
    ['answers for its address', {}, active(1000), whoHas(500, '192.0.2.100'), active(1000), ['answer 192.0.2.100']],
    ['not for others', {}, active(1000), whoHas(500, '192.0.2.101'), active(1000), []],
  ])

  // Our address is 192.0.2.11. 3 s + 2/256 s = 3007.812 ms, cut to microseconds; 3 s + 1/256 s = 3003.906 ms.
  const LOWER = '192.0.2.10'
  const insists: Row[] = [
    [
      'an owner gives way to one with a higher address',
      OWNER,
      active(1000),
      advert(500, 255),
      backup(3503.906),
      ['-> Backup'],
    ],
    [
      'an owner insists before one with a lower address',
      OWNER,
      active(1000),
      advert(500, 255, 100, LOWER),
      active(1500, { rivalAdverts: 1 }),
      ['advert 255', 'announce lower-priority'],
    ],
    [
      'and once more',
      OWNER,
      active(1000, { rivalAdverts: 1 }),
      advert(500, 255, 100, LOWER),
      active(1500, { rivalAdverts: 2 }),
      ['advert 255', 'announce lower-priority'],
    ],
    [
      'then it goes down to 254',
      OWNER,
      active(1000, { rivalAdverts: 2 }),
      advert(500, 255, 100, LOWER),
      backup(3507.812, { demoted: true }),
      ['-> Backup'],
    ],
    [
      'its own advert does not make it forget',
      OWNER,
      active(1000, { rivalAdverts: 2 }),
      timeout(1000),
      active(2000, { rivalAdverts: 2 }),
      ['advert 255'],
    ],
    [
      'and is the owner again when the other has gone',
      OWNER,
      backup(1000, { demoted: true }),
      timeout(1000),
      active(2000),
      ['advert 255', 'announce active', '-> Active'],
    ],
  ]
  table('keepalived-2.3.3', insists)
  table('keepalived-2.4', insists)

  table('rfc5798', [['lower priority is discarded', {}, active(1000), advert(500, 99), active(1000), []]])
  table('rfc3768', [
    ['lower priority is discarded', V2, active(1000), advert(500, 99), active(1000), []],
    ['yields with its own interval', V2, active(1000), advert(500, 101, 300), backup(4109.375), ['-> Backup']],
  ])

  table('keepalived-2.2', [
    [
      'lower priority: advert, ARP, timer from now',
      {},
      active(1000),
      advert(500, 99),
      active(1500),
      ['advert 100', 'announce lower-priority'],
    ],
    [
      'lower_prio_no_advert: silent, timer untouched',
      { lowerPriorityNoAdvert: true },
      active(1000),
      advert(500, 99),
      active(1000),
      [],
    ],
    [
      'lower_prio_no_advert: priority 0 answered, timer untouched',
      { lowerPriorityNoAdvert: true },
      active(1000),
      advert(500, 0),
      active(1000),
      ['advert 100'],
    ],
    ['a rejected advert restarts the timer', {}, active(1000), rejected(500), active(1500), []],
    ['lower_prio_no_advert: not then', { lowerPriorityNoAdvert: true }, active(1000), rejected(500), active(1000), []],
    [
      'our own advert come back restarts it as well',
      {},
      active(1000),
      advert(500, 100, 100, '192.0.2.11'),
      active(1500),
      [],
    ],
    [
      'higher_prio_send_advert: one last advert',
      { higherPrioritySendAdvert: true },
      active(1000),
      advert(500, 101),
      backup(4109.375),
      ['advert 100', '-> Backup'],
    ],
    [
      // The hearer is 254 from now on, whatever the addresses: 3 s + 2/256 s, in microseconds 7.812 ms
      'two owners: the hearer gives way for good',
      OWNER,
      active(1000),
      advert(500, 255, 100, '192.0.2.10'),
      backup(3507.812, { demoted: true }),
      ['-> Backup'],
    ],
    [
      'a demoted owner says 254',
      OWNER,
      active(1000, { demoted: true }),
      timeout(1000),
      active(2000, { demoted: true }),
      ['advert 254'],
    ],
    [
      'and is still demoted after a takeover',
      OWNER,
      backup(1000, { demoted: true }),
      timeout(1000),
      active(2000, { demoted: true }),
      ['advert 254', 'announce active', '-> Active'],
    ],
  ])

  table('keepalived-2.3.3', [])

  table('frr', [
    ['lower priority is ignored', {}, active(1000), advert(500, 99), active(1000), []],
    ['a rejected advert touches nothing', {}, active(1000), rejected(500), active(1000), []],
    ['priority 0: advert, timer from now', {}, active(1000), advert(500, 0), active(1500), ['advert 100']],
  ])

  it('an unknown own address never loses a tie', () => {
    const { primaryAddress: _, ...unplaced } = router()
    expect(step(paramsOf(unplaced), active(1000), advert(500, 100)).state).toEqual(active(1000))
  })
})

describe('deadline', () => {
  it.each([
    [INITIALIZE, undefined],
    [backup(5), at(5)],
    [active(7), at(7)],
  ])('of %o', (state, expected) => {
    expect(deadline(state)).toBe(expected)
  })
})

describe('a changed priority', () => {
  const from = params('keepalived-2.2')
  const to = params('keepalived-2.2', { priority: 228 })

  it("moves a Backup's running timer by the change of its duration: 28/256 s for 156/256 s, 500 ms less", () => {
    expect(retimed(backup(3609.375), from, to)).toEqual(backup(3109.375))
  })
  it('leaves the others alone', () => {
    expect(retimed(active(1000), from, to)).toEqual(active(1000))
    expect(retimed(INITIALIZE, from, to)).toBe(INITIALIZE)
  })
})

describe('an advert that left late', () => {
  it('moves those behind it', () => {
    expect(sentLate(active(2000), ns(2 * MS))).toEqual(active(2002, { behindNs: at(2) }))
    expect(sentLate(active(2000, { behindNs: at(1) }), ns(2 * MS))).toEqual(active(2001, { behindNs: at(2) }))
    expect(sentLate(active(2000, { behindNs: at(3) }), ns(2 * MS))).toEqual(active(2000, { behindNs: at(3) }))
  })

  it('is nothing to a Backup', () => {
    expect(sentLate(backup(3609), ns(2 * MS))).toEqual(backup(3609))
  })
})

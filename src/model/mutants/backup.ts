import { compareIp } from '../../core/address.ts'
import { ns, nsFromCs } from '../../core/time.ts'
import { learnedInterval } from '../params.ts'
import { activeFrom } from '../step.ts'
import type { Step } from '../types.ts'
import { type Mutant, stay, when, withAdvert, without } from './mutant.ts'

// RFC 9568 6.4.2 with one line wrong.

export const backupMutants: readonly Mutant[] = [
  when('Backup', 'timeout', 'never-takes-over', 'stays Backup when Active_Down_Timer fires', (_, p, s, e) =>
    stay(e.atNs < s.activeDownAt ? s : { ...s, activeDownAt: ns(e.atNs + nsFromCs(p.advertInterval)) }),
  ),
  when('Backup', 'timeout', 'takes-over-silently', 'becomes Active without an advert', (right) =>
    without(right, 'send-advert'),
  ),
  when('Backup', 'timeout', 'no-announcement', 'becomes Active without gratuitous ARP or NA', (right) =>
    without(right, 'announce'),
  ),
  when(
    'Backup',
    'timeout',
    'first-interval-learned',
    'sends its second advert after the learned interval',
    (right, _, s, e) =>
      right.state.name === 'Active'
        ? { ...right, state: { ...right.state, adverAt: ns(e.atNs + nsFromCs(s.activeAdverInterval)) } }
        : undefined,
  ),
  whenTold(0, 'ignores-priority-0', 'as Backup takes no notice of priority 0', (_, s) => stay(s)),
  whenTold(0, 'priority-0-at-once', 'as Backup takes over at priority 0 without waiting for Skew_Time', (p, _, e) =>
    takeover(p, e.atNs),
  ),
  whenTold(0, 'priority-0-full-wait', 'as Backup waits Active_Down_Interval after priority 0', (p, s, e) => {
    const down = p.timers.activeDownInterval(p, p.priority, s.activeAdverInterval)
    return stay({ ...s, activeDownAt: ns(e.atNs + down) })
  }),
  whenTold(0, 'priority-0-teaches-interval', 'learns the interval of a priority 0 advert', (p, s, e) => {
    const interval = learnedInterval(p, e.advert)
    const skew = p.timers.skewTime(p, p.priority, interval)
    return stay({ ...s, activeAdverInterval: interval, activeDownAt: ns(e.atNs + skew) })
  }),
  whenTold(
    'lower',
    'never-preempts',
    'restarts Active_Down_Timer at lower priorities in spite of preempt',
    (p, s, e, step) => step({ ...p, preempt: false, priority: Math.min(p.priority, 254) }, s, e),
  ),
  whenTold('lower', 'preempts-at-once', 'takes over as soon as it hears a lower priority', (p, _, e) =>
    p.preempt ? takeover(p, e.atNs) : undefined,
  ),
  whenTold('lower', 'preempts-always', 'preempts in spite of nopreempt', (p, s, e, step) =>
    step({ ...p, preempt: true }, s, e),
  ),
  whenTold('lower', 'learns-from-ignored', 'learns the interval of an advert that it ignores', (p, s, e) => {
    if (!p.preempt) return undefined
    const interval = learnedInterval(p, e.advert)
    const change =
      p.timers.activeDownInterval(p, p.priority, interval) -
      p.timers.activeDownInterval(p, p.priority, s.activeAdverInterval)
    return stay({ ...s, activeAdverInterval: interval, activeDownAt: ns(s.activeDownAt + change) })
  }),
  whenTold('equal', 'equal-is-lower', 'as Backup ignores an advert of its own priority', (_, s) => stay(s)),
  whenTold('equal', 'tie-break-as-backup', 'as Backup ignores its own priority from a lower address', (p, s, e) =>
    p.primaryAddress && compareIp(e.from, p.primaryAddress) < 0 ? stay(s) : undefined,
  ),
  whenTold('higher', 'deaf-backup', 'takes over although it hears a higher priority', (_, s) => stay(s)),
  when('Backup', 'advert', 'interval-not-learned', 'keeps to its own interval as Backup', (_, p, s, e, step) =>
    step(p, s, { ...e, advert: { priority: e.advert.priority, maxAdvertInterval: p.advertInterval } }),
  ),
  when(
    'Backup',
    'rejected',
    'rejected-counts',
    'restarts Active_Down_Timer at an advert that it discards',
    (_, p, s, e) => {
      const down = p.timers.activeDownInterval(p, p.priority, s.activeAdverInterval)
      return stay({ ...s, activeDownAt: ns(e.atNs + down) })
    },
  ),
  when(
    'Backup',
    'rejected',
    'rejected-priority-0',
    'shortens its timer to Skew_Time at an advert that it discards',
    (_, p, s, e) => {
      const skew = p.timers.skewTime(p, p.priority, s.activeAdverInterval)
      return stay({ ...s, activeDownAt: ns(e.atNs + skew) })
    },
  ),
  when('Backup', 'shutdown', 'backup-says-goodbye', 'sends priority 0 when it stops as Backup', (right) =>
    withAdvert(right, 0),
  ),
  when('Backup', 'shutdown', 'backup-survives-shutdown', 'goes on as Backup when told to stop', (_, __, s) => stay(s)),
  when(
    'Backup',
    'who-has',
    'answers-as-backup',
    'answers ARP and NS for the virtual address as Backup',
    (_, __, s, e) => ({
      state: s,
      actions: [{ kind: 'answer', target: e.target }],
    }),
  ),
]

type Backup = Parameters<Parameters<typeof when<'Backup', 'advert'>>[4]>

/** Advert with priority 0, or compared with the receiver's own. */
function whenTold(
  told: 0 | 'lower' | 'equal' | 'higher',
  name: string,
  sentence: string,
  instead: (p: Backup[1], s: Backup[2], e: Backup[3], step: Backup[4]) => Step | undefined,
): Mutant {
  return when('Backup', 'advert', name, sentence, (_, p, s, e, step) => {
    const { priority } = e.advert
    const kind = priority === 0 ? 0 : priority < p.priority ? 'lower' : priority === p.priority ? 'equal' : 'higher'
    return kind === told ? instead(p, s, e, step) : undefined
  })
}

const takeover = (p: Backup[1], atNs: Backup[3]['atNs']): Step => ({
  state: activeFrom(p, atNs),
  actions: [
    { kind: 'send-advert', priority: p.priority },
    { kind: 'announce', because: 'active' },
    { kind: 'transition', to: 'Active', because: 'mutant' },
  ],
})

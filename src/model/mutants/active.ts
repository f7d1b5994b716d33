import { compareIp, type Ip, sameIp } from '../../core/address.ts'
import { ns, nsFromCs } from '../../core/time.ts'
import type { Params } from '../params.ts'
import { activeFrom } from '../step.ts'
import type { Event, State, Step } from '../types.ts'
import { type Mutant, stay, when, withAdvert, without } from './mutant.ts'

// RFC 9568 6.4.3 with one line wrong.

export const activeMutants: readonly Mutant[] = [
  when('Active', 'timeout', 'advertises-late', 'sends its adverts a tenth of an interval late', (right, p) =>
    right.state.name === 'Active' && right.actions.length > 0
      ? { ...right, state: { ...right.state, adverAt: ns(right.state.adverAt + nsFromCs(p.advertInterval) / 10) } }
      : undefined,
  ),
  when('Active', 'timeout', 'advertises-twice', 'sends every advert twice', (right, p) =>
    right.actions.length > 0 ? withAdvert(right, p.priority) : undefined,
  ),
  when('Active', 'timeout', 'advertises-once', 'sends no more adverts after the first', (right) =>
    without(right, 'send-advert'),
  ),
  whenHeard('zero', 'active-ignores-priority-0', 'as Active does not answer priority 0', (_, s) => stay(s)),
  whenHeard('zero', 'priority-0-keeps-timer', 'as Active answers priority 0 without restarting Adver_Timer', (p, s) =>
    withAdvert(stay(s), p.priority),
  ),
  whenHeard('zero', 'priority-0-yields', 'as Active goes to Backup at priority 0', (p, s, e, step) =>
    yields(p, s, e, step),
  ),
  whenHeard('higher', 'never-yields', 'stays Active at a higher priority', (_, s) => stay(s)),
  whenHeard('higher', 'yields-only-with-preempt', 'with nopreempt stays Active at a higher priority', (p, s) =>
    p.preempt ? undefined : stay(s),
  ),
  whenHeard('higher', 'yields-for-skew', 'after it yields waits only Skew_Time', (p, s, e, step) => {
    const right = step(p, s, e)
    if (right.state.name !== 'Backup') return right
    const skew = p.timers.skewTime(p, p.priority, right.state.activeAdverInterval)
    return { ...right, state: { ...right.state, activeDownAt: ns(e.atNs + skew) } }
  }),
  whenHeard(
    'higher',
    'yields-with-own-interval',
    'does not learn the interval of the advert it yields to',
    (p, s, e, step) =>
      step(p, s, { ...e, advert: { priority: e.advert.priority, maxAdvertInterval: p.advertInterval } }),
  ),
  whenHeard('higher', 'yields-with-goodbye', 'sends priority 0 when it yields', (p, s, e, step) =>
    withAdvert(step(p, s, e), 0),
  ),
  whenHeard('tie-lost', 'ignores-tie', 'stays Active at its own priority from a higher address', (_, s) => stay(s)),
  whenHeard('tie-won', 'yields-to-any-tie', 'goes to Backup at its own priority from any address', (p, s, e, step) =>
    yields(p, s, e, step),
  ),
  whenTie('tie-compares-signed', 'breaks ties by address bytes as signed numbers', (a, b) =>
    firstDifference(a, b, (i) => (a.bytes[i]! << 24) - (b.bytes[i]! << 24)),
  ),
  whenTie('tie-compares-host-order', 'breaks ties by the last byte of the addresses first', (a, b) => {
    const order = Array.from(a.bytes.keys()).reverse()
    const at = order.find((i) => a.bytes[i] !== b.bytes[i])
    return at === undefined ? 0 : a.bytes[at]! - b.bytes[at]!
  }),
  whenTie('tie-lower-wins', 'lets the lower address win a tie', (a, b) => compareIp(b, a)),
  whenHeard('lower', 'yields-to-anyone', 'goes to Backup at a lower priority', (p, s, e, step) =>
    yields(p, s, e, step),
  ),
  whenHeard('lower', 'silent-on-lower', 'does not assert itself against a lower priority', (_, s) => stay(s)),
  whenHeard('tie-won', 'silent-on-won-tie', 'does not assert itself against a lower address', (_, s) => stay(s)),
  whenHeard('lower', 'lower-delays-advert', 'restarts Adver_Timer at a lower priority without an advert', (p, _, e) =>
    stay(activeFrom(p, e.atNs)),
  ),
  whenHeard('itself', 'answers-its-echo', 'answers its own advert that comes back by a loop', (p, s) =>
    withAdvert(stay(s), p.priority),
  ),
  when('Active', 'rejected', 'rejected-silences', 'restarts Adver_Timer at an advert that it discards', (_, p, __, e) =>
    stay(activeFrom(p, e.atNs)),
  ),
  when('Active', 'rejected', 'rejected-provokes', 'answers an advert that it discards', (_, p, s) =>
    withAdvert(stay(s), p.priority),
  ),
  when('Active', 'shutdown', 'no-goodbye', 'stops without priority 0', (right) => without(right, 'send-advert')),
  when('Active', 'shutdown', 'goodbye-with-priority', 'says its priority, not 0, when it stops', (right, p) =>
    withAdvert(without(right, 'send-advert'), p.priority),
  ),
  when(
    'Active',
    'shutdown',
    'active-survives-shutdown',
    'goes on advertising after its priority 0',
    (right, p, _, e) => ({
      ...right,
      state: activeFrom(p, e.atNs),
    }),
  ),
  when('Active', 'who-has', 'answers-nothing', 'does not answer ARP and NS for the virtual address', (_, __, s) =>
    stay(s),
  ),
  when('Active', 'who-has', 'answers-everything', 'answers ARP and NS for any address', (_, __, s, e) => ({
    state: s,
    actions: [{ kind: 'answer', target: e.target }],
  })),
  when('Active', 'who-has', 'answers-first-only', 'answers for the first virtual address only', (right, p, s, e) =>
    p.addresses[0] && sameIp(p.addresses[0], e.target) ? right : stay(s),
  ),
]

type Active = Extract<State, { name: 'Active' }>
type Advert = Extract<Event, { kind: 'advert' }>
type StepFunction = (p: Params, s: State, e: Event) => Step

type Heard = 'zero' | 'higher' | 'lower' | 'tie-lost' | 'tie-won' | 'itself'

function whenHeard(
  wanted: Heard,
  name: string,
  sentence: string,
  instead: (p: Params, s: Active, e: Advert, step: StepFunction) => Step | undefined,
): Mutant {
  return when('Active', 'advert', name, sentence, (_, p, s, e, step) =>
    heard(p, e) === wanted ? instead(p, s, e, step) : undefined,
  )
}

function whenTie(name: string, sentence: string, compare: (a: Ip, b: Ip) => number): Mutant {
  return when('Active', 'advert', name, sentence, (_, p, s, e, step) => {
    if (e.advert.priority !== p.priority || p.primaryAddress === undefined) return undefined
    const difference = compare(e.from, p.primaryAddress)
    if (difference === 0) return undefined
    // The machine compares rightly: it is shown an advert that loses or wins where this comparison says so.
    const priority = p.priority + (difference > 0 ? 1 : -1)
    return step(p, s, { ...e, advert: { ...e.advert, priority: Math.max(1, priority) } })
  })
}

function heard(p: Params, e: Advert): Heard {
  const { priority } = e.advert
  if (priority === 0) return 'zero'
  if (priority !== p.priority) return priority > p.priority ? 'higher' : 'lower'
  const difference = p.primaryAddress === undefined ? -1 : compareIp(e.from, p.primaryAddress)
  return difference === 0 ? 'itself' : difference > 0 ? 'tie-lost' : 'tie-won'
}

/** As if the advert had been of the highest priority. */
const yields = (p: Params, s: Active, e: Advert, step: StepFunction): Step =>
  step({ ...p, priority: Math.min(p.priority, 254) }, s, { ...e, advert: { ...e.advert, priority: 255 } })

function firstDifference(a: Ip, b: Ip, compare: (index: number) => number): number {
  const at = a.bytes.findIndex((byte, i) => byte !== b.bytes[i])
  return at < 0 ? 0 : compare(at)
}

import { compareIp, sameIp } from '../core/address.ts'
import { unreachable } from '../core/errors.ts'
import { type Cs, NS_PER_MS, type Ns, ns, nsFromCs } from '../core/time.ts'
import { learnedInterval, type Params } from './params.ts'
import type { Action, ActiveState, BackupState, Event, HeardAdvert, InitializeState, State, Step } from './types.ts'

// RFC 9568 6.4 as a pure function: time comes in with each event, actions go out. Deadlines are data inside the state,
// so nothing is ever set or cancelled, and no stale timer can exist. Deviations come from `params.profile`.

export const INITIALIZE: InitializeState = { name: 'Initialize' }

/** What happens next. An event that means nothing in a state gives that same state and no action. */
export function step(params: Params, state: State, event: Event): Step {
  switch (state.name) {
    case 'Initialize':
      return stepInitialize(params, state, event)
    case 'Backup':
      return stepBackup(params, state, event)
    case 'Active':
      return stepActive(params, state, event)
    default:
      return unreachable(state)
  }
}

/** When the state wants its next `timeout`; undefined in Initialize, which waits for nothing. */
export function deadline(state: State): Ns | undefined {
  switch (state.name) {
    case 'Initialize':
      return undefined
    case 'Backup':
      return state.activeDownAt
    case 'Active':
      return state.adverAt
    default:
      return unreachable(state)
  }
}

/** The priority in force: that of the configuration, less for an owner that gave way to another. */
export const effectivePriority = (params: Params, state: State): number =>
  state.name !== 'Initialize' && state.demoted ? Math.min(params.priority, 254) : params.priority

/** Backup from now on, with a full Active_Down_Interval. */
export function backupFrom(params: Params, atNs: Ns, interval: Cs = params.advertInterval): BackupState {
  return {
    name: 'Backup',
    activeAdverInterval: interval,
    activeDownAt: ns(atNs + params.timers.activeDownInterval(params, params.priority, interval)),
  }
}

/** Active, with an advert sent just now. */
export const activeFrom = (params: Params, atNs: Ns): ActiveState => ({
  name: 'Active',
  adverAt: ns(atNs + nsFromCs(params.advertInterval)),
})

/**
 * The state after its advert left so much later than it knows: what follows makes up for that little by little, too. Adverts
 * that are all late by the same are in step.
 */
export function sentLate(state: State, by: Ns): State {
  if (state.name !== 'Active') return state
  const before = state.behindNs ?? 0
  const behindNs = ns(Math.max(before, by))
  return { ...state, adverAt: ns(state.adverAt + behindNs - before), behindNs }
}

/** The state after the parameters changed under it: a Backup's timer moves by as much as its duration changed. */
export function retimed(state: State, from: Params, to: Params): State {
  if (state.name !== 'Backup') return state
  const interval = state.activeAdverInterval
  const before = from.timers.activeDownInterval(from, effectivePriority(from, state), interval)
  const after = to.timers.activeDownInterval(to, effectivePriority(to, state), interval)
  return { ...state, activeDownAt: ns(state.activeDownAt + after - before) }
}

function stepInitialize(p: Params, s: InitializeState, e: Event): Step {
  if (e.kind !== 'startup') return stay(s)
  const owner = p.priority === 255 && (p.initialState === 'Active' || !p.profile.ownerNeedsInitialState)
  if (owner && p.startupDelay === 0) return becomeActive(p, activeFrom(p, e.atNs), 'address owner starts')
  if (p.startupDelay === 0) return { state: backupFrom(p, e.atNs), actions: [transition('Backup', 'startup')] }
  const listenUntil = ns(e.atNs + p.startupDelay)
  const state = owner
    ? { ...backupFrom(p, listenUntil), activeDownAt: listenUntil, listenUntil }
    : { ...backupFrom(p, listenUntil), listenUntil }
  return { state, actions: [transition('Backup', 'startup delay')] }
}

// 6.4.2
function stepBackup(p: Params, s: BackupState, e: Event): Step {
  switch (e.kind) {
    case 'timeout':
      if (e.atNs < s.activeDownAt) return stay(s)
      return becomeActive(p, afterSilence(p, s, e.atNs), 'Active_Down_Timer fired')
    case 'advert':
      return adviseBackup(p, s, e.advert, e.atNs)
    case 'shutdown':
      return { state: INITIALIZE, actions: [transition('Initialize', 'shutdown')] }
    case 'startup':
    case 'rejected':
    case 'who-has':
      return stay(s)
    default:
      return unreachable(e)
  }
}

function adviseBackup(p: Params, s: BackupState, advert: HeardAdvert, atNs: Ns): Step {
  const priority = effectivePriority(p, s)
  const listening = s.listenUntil !== undefined && atNs < s.listenUntil
  if (listening && p.profile.startupDelay === 'deaf') return stay(s)
  if (advert.priority === 0) {
    const skew = p.timers.skewTime(p, priority, s.activeAdverInterval)
    return stay({ ...s, activeDownAt: ns(atNs + skew) })
  }
  // "Owner always preempts, independent of this flag" (6.1).
  const preempts = p.preempt || priority === 255
  if (advert.priority >= priority || !preempts) return stay(follow(p, s, advert, atNs))
  if (p.preemptDelay > 0) {
    const preemptAt = s.preemptAt ?? ns(atNs + p.preemptDelay)
    if (atNs < preemptAt) return stay({ ...follow(p, s, advert, atNs), preemptAt })
  }
  // keepalived 2.2 takes what was left of its timer as a new duration and starts it at the end of the delay.
  if (listening) return stay({ ...s, activeDownAt: ns(s.listenUntil! + (s.activeDownAt - atNs)) })
  return stay(s)
}

/** The advert counts: Active_Down_Timer starts again, with the interval that the sender goes by. */
function follow(p: Params, s: BackupState, advert: HeardAdvert, atNs: Ns): BackupState {
  const interval = learnedInterval(p, advert)
  const down = p.timers.activeDownInterval(p, effectivePriority(p, s), interval)
  const from = s.listenUntil === undefined ? atNs : Math.max(atNs, s.listenUntil)
  const { preemptAt: _, ...rest } = s
  return { ...rest, activeAdverInterval: interval, activeDownAt: ns(from + down) }
}

// 6.4.3
function stepActive(p: Params, s: ActiveState, e: Event): Step {
  switch (e.kind) {
    case 'timeout': {
      if (e.atNs < s.adverAt) return stay(s)
      return { state: carry(s, nextBeat(p, s, e.atNs)), actions: [sendAdvert(effectivePriority(p, s))] }
    }
    case 'advert':
      return adviseActive(p, s, e)
    case 'rejected':
      return stay(heard(p, s, e.atNs))
    case 'who-has':
      return { state: s, actions: p.addresses.some((ip) => sameIp(ip, e.target)) ? [answer(e.target)] : [] }
    case 'shutdown':
      return { state: INITIALIZE, actions: [sendAdvert(0), transition('Initialize', 'shutdown')] }
    case 'startup':
      return stay(s)
    default:
      return unreachable(e)
  }
}

/** What follows a late advert makes up for it by so much each: no interval is cut short by more. */
const CATCH_UP_NS = NS_PER_MS / 2
const MOST_BEHIND = 10

/**
 * The next advert is due an Advertisement_Interval after this one was, not after the late wake-up: that keeps the mean
 * exact. What is late by a whole interval, or behind by ten in all, is not made up for.
 */
function nextBeat(p: Params, s: ActiveState, atNs: Ns): ActiveState {
  const interval = nsFromCs(p.advertInterval)
  const inStep = s.adverAt - (s.behindNs ?? 0) + interval
  const adverAt = ns(Math.max(inStep, atNs + interval - CATCH_UP_NS))
  if (atNs >= s.adverAt + interval || adverAt - inStep >= MOST_BEHIND * interval) return activeFrom(p, atNs)
  return { name: 'Active', adverAt, ...(adverAt > inStep && { behindNs: ns(adverAt - inStep) }) }
}

function adviseActive(p: Params, s: ActiveState, e: Extract<Event, { kind: 'advert' }>): Step {
  const own = effectivePriority(p, s)
  const { priority } = e.advert
  if (priority === 0) {
    // "send an ADVERTISEMENT and reset the Adver_Timer"; keepalived with lower_prio_no_advert leaves the timer.
    const keeps = p.profile.anyAdvertRestartsTimer && p.lowerPriorityNoAdvert
    return { state: keeps ? s : carry(s, activeFrom(p, e.atNs)), actions: [sendAdvert(own)] }
  }
  if (priority === 255 && own === 255 && p.profile.twoOwners === 'hearer-steps-down')
    return yieldTo(p, { ...s, demoted: true }, e, 'another address owner')
  const address = p.primaryAddress === undefined ? -1 : compareIp(e.from, p.primaryAddress)
  if (priority === 255 && own === 255 && address < 0 && p.profile.twoOwners === 'higher-waits') {
    const rivalAdverts = (s.rivalAdverts ?? 0) + 1
    if (rivalAdverts > MAX_RIVAL_ADVERTS) return yieldTo(p, { ...s, demoted: true }, e, 'another address owner')
    return { state: heard(p, { ...s, rivalAdverts }, e.atNs), actions: [sendAdvert(own), announce('lower-priority')] }
  }
  if (priority > own) return yieldTo(p, s, e, 'higher priority')
  if (priority === own && address > 0) return yieldTo(p, s, e, 'same priority, higher address')
  // Our own advert come back by a loop, or a router that is not distinguishable from us: an answer would be a storm.
  if (priority === own && address === 0) return stay(heard(p, s, e.atNs))
  if (!p.profile.assertsAgainstLower || p.lowerPriorityNoAdvert) return stay(heard(p, s, e.atNs))
  const again = p.profile.announcesAgainstLower ? [announce('lower-priority')] : []
  return { state: heard(p, s, e.atNs), actions: [sendAdvert(own), ...again] }
}

/** The first advert of another owner, and two more in which it may give way. */
const MAX_RIVAL_ADVERTS = 2

/** keepalived's Active starts its Adver_Timer again at every advert that reaches it, whatever comes of that advert. */
const heard = (p: Params, s: ActiveState, atNs: Ns): ActiveState =>
  p.profile.anyAdvertRestartsTimer && !p.lowerPriorityNoAdvert ? carry(s, activeFrom(p, atNs)) : s

function yieldTo(p: Params, s: ActiveState, e: Extract<Event, { kind: 'advert' }>, because: string): Step {
  const interval = learnedInterval(p, e.advert)
  const down = p.timers.activeDownInterval(p, effectivePriority(p, s), interval)
  const state: BackupState = {
    name: 'Backup',
    activeAdverInterval: interval,
    activeDownAt: ns(e.atNs + down),
    ...(s.demoted && { demoted: true }),
  }
  const last = p.higherPrioritySendAdvert ? [sendAdvert(effectivePriority(p, s))] : []
  return { state, actions: [...last, transition('Backup', because)] }
}

const becomeActive = (p: Params, state: ActiveState, because: string): Step => ({
  state,
  actions: [sendAdvert(effectivePriority(p, state)), announce('active'), transition('Active', because)],
})

/** The new state remembers what the old one was told. */
const carry = (from: BackupState | ActiveState, to: ActiveState): ActiveState => ({
  ...to,
  ...(from.demoted && { demoted: true }),
  ...(from.name === 'Active' && from.rivalAdverts !== undefined && { rivalAdverts: from.rivalAdverts }),
})

/** Where the other owner has gone, keepalived 2.3.3 is the owner again. */
const afterSilence = (p: Params, s: BackupState, atNs: Ns): ActiveState =>
  p.profile.twoOwners === 'higher-waits' ? activeFrom(p, atNs) : carry(s, activeFrom(p, atNs))

const stay = (state: State): Step => ({ state, actions: NO_ACTIONS })
const NO_ACTIONS: readonly Action[] = []
const sendAdvert = (priority: number): Action => ({ kind: 'send-advert', priority })
const announce = (because: 'active' | 'lower-priority'): Action => ({ kind: 'announce', because })
const answer = (target: Extract<Event, { kind: 'who-has' }>['target']): Action => ({ kind: 'answer', target })
const transition = (to: State['name'], because: string): Action => ({ kind: 'transition', to, because })

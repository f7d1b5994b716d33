import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { ipFromBytes } from '../../src/core/address.ts'
import { PROFILE_NAMES } from '../../src/core/profile-name.ts'
import { cs, type Ns, ns } from '../../src/core/time.ts'
import { type Params, paramsOf } from '../../src/model/params.ts'
import { deadline, INITIALIZE, step } from '../../src/model/step.ts'
import type { Event, State } from '../../src/model/types.ts'
import { router } from './routers.ts'

const MAX_SEC = 60e9

const anyAddress = fc.uint8Array({ minLength: 4, maxLength: 4 }).map(ipFromBytes)
const anyParams: fc.Arbitrary<Params> = fc
  .record({
    profile: fc.constantFrom(...PROFILE_NAMES),
    version: fc.constantFrom(2 as const, 3 as const),
    priority: fc.integer({ min: 1, max: 255 }),
    advertInterval: fc.integer({ min: 1, max: 4095 }).map(cs),
    primaryAddress: anyAddress,
    preempt: fc.boolean(),
    preemptDelay: fc.constantFrom(0, 6e9).map(ns),
    startupDelay: fc.constantFrom(0, 5.5e9).map(ns),
    initialState: fc.constantFrom('Backup' as const, 'Active' as const),
    downTimerAdverts: fc.integer({ min: 1, max: 100 }),
    lowerPriorityNoAdvert: fc.boolean(),
    higherPrioritySendAdvert: fc.boolean(),
  })
  .map((change) => paramsOf(router(change)))

type Happening = (atNs: Ns) => Event
const anyHappening: fc.Arbitrary<Happening> = fc.oneof(
  fc.constantFrom('startup', 'shutdown', 'timeout', 'rejected').map(
    (kind) =>
      (atNs: Ns): Event =>
        ({ kind, atNs }) as Event,
  ),
  fc
    .record({
      priority: fc.integer({ min: 0, max: 255 }),
      interval: fc.integer({ min: 1, max: 4095 }),
      from: anyAddress,
    })
    .map(
      ({ priority, interval, from }) =>
        (atNs: Ns): Event => ({ kind: 'advert', atNs, from, advert: { priority, maxAdvertInterval: cs(interval) } }),
    ),
  anyAddress.map(
    (target) =>
      (atNs: Ns): Event => ({ kind: 'who-has', atNs, target }),
  ),
)
const anyLife = fc.array(fc.tuple(fc.integer({ min: 0, max: MAX_SEC }), anyHappening), { maxLength: 40 })

/** Plays a life, with every timer kept, and shows each step. */
function play(
  params: Params,
  life: readonly (readonly [number, Happening])[],
  look: (before: State, event: Event, after: State, actions: readonly { kind: string }[]) => void,
): State {
  let state: State = INITIALIZE
  let now = 0
  const tell = (event: Event) => {
    const { state: after, actions } = step(params, state, event)
    look(state, event, after, actions)
    state = after
  }
  for (const [pause, happening] of life) {
    const until = now + pause
    for (let due = deadline(state); due !== undefined && due <= until; due = deadline(state)) {
      now = Math.max(now, due)
      tell({ kind: 'timeout', atNs: ns(now) })
    }
    now = until
    tell(happening(ns(now)))
  }
  return state
}

it('a deadline is never before the event that set it', () => {
  fc.assert(
    fc.property(anyParams, anyLife, (params, life) => {
      play(params, life, (_, event, after) => {
        const due = deadline(after)
        // Every timer that is over has been told so before anything else could happen.
        if (due !== undefined) expect(due).toBeGreaterThan(event.atNs)
      })
    }),
  )
})

it('whoever wakes early changes nothing', () => {
  fc.assert(
    fc.property(
      anyParams,
      anyLife,
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      (params, life, part) => {
        play(params, life, (_, event, after) => {
          const due = deadline(after)
          if (due === undefined) return
          const early = ns(Math.floor(event.atNs + (due - event.atNs) * part))
          if (early < due)
            expect(step(params, after, { kind: 'timeout', atNs: early })).toEqual({ state: after, actions: [] })
        })
      },
    ),
  )
})

it('times are whole nanoseconds', () => {
  fc.assert(
    fc.property(anyParams, anyLife, (params, life) => {
      play(params, life, (_, __, after) => expect(Number.isInteger(deadline(after) ?? 0)).toBe(true))
    }),
  )
})

it('only an Active router sends, announces and answers; the last word of one that stops is its priority 0', () => {
  fc.assert(
    fc.property(anyParams, anyLife, (params, life) => {
      play(params, life, (before, event, after, actions) => {
        if (before.name !== 'Active' && after.name !== 'Active')
          expect(actions.filter(({ kind }) => kind !== 'transition')).toEqual([])
        if (event.kind === 'shutdown') {
          expect(after).toBe(INITIALIZE)
          const goodbye = before.name === 'Active' ? [{ kind: 'send-advert', priority: 0 }] : []
          expect(actions.filter(({ kind }) => kind === 'send-advert')).toEqual(goodbye)
        }
      })
    }),
  )
})

it('tells every change of state, and nothing else', () => {
  fc.assert(
    fc.property(anyParams, anyLife, (params, life) => {
      play(params, life, (before, _, after, actions) => {
        const told = actions.filter(({ kind }) => kind === 'transition').length
        expect(told).toBe(before.name === after.name ? 0 : 1)
      })
    }),
  )
})

it('does not change what it was given', () => {
  fc.assert(
    fc.property(anyParams, anyLife, (params, life) => {
      play(params, life, (before, event) => {
        const copy = structuredClone(before)
        step(params, Object.freeze(before), Object.freeze(event))
        expect(before).toEqual(copy)
      })
    }),
  )
})

import type { Machine } from '../machine.ts'
import type { Params } from '../params.ts'
import type { Action, Event, State, Step } from '../types.ts'

/** A machine with one line wrong. `sentence` says what it does, with the router as its subject. */
export interface Mutant {
  readonly name: string
  readonly sentence: string
  readonly of: (machine: Machine) => Machine
}

type StepFunction = Machine['step']
type Kind<K extends Event['kind']> = Event & { readonly kind: K }
type Name<N extends State['name']> = Extract<State, { name: N }>

/**
 * A mutant that behaves otherwise in one state for one event. `instead` gets what the sound machine would do; undefined
 * means: just that.
 */
export function when<N extends State['name'], K extends Event['kind']>(
  state: N,
  event: K,
  name: string,
  sentence: string,
  instead: (right: Step, p: Params, s: Name<N>, e: Kind<K>, step: StepFunction) => Step | undefined,
): Mutant {
  const of = (machine: Machine): Machine => ({
    ...machine,
    step: (p, s, e) => {
      const right = machine.step(p, s, e)
      if (s.name !== state || e.kind !== event) return right
      return instead(right, p, s as Name<N>, e as Kind<K>, machine.step) ?? right
    },
  })
  return { name, sentence, of }
}

/** Nothing happens. */
export const stay = (state: State): Step => ({ state, actions: [] })

export const without = (right: Step, kind: Action['kind']): Step => ({
  ...right,
  actions: right.actions.filter((action) => action.kind !== kind),
})

export const withAdvert = (right: Step, priority: number): Step => ({
  ...right,
  actions: [{ kind: 'send-advert', priority }, ...right.actions],
})

import { type Ns, ns } from '../core/time.ts'
import type { Heard } from './heard.ts'
import type { Timers } from './timers.ts'

interface Waiter {
  readonly match: (fact: Heard) => boolean
  readonly found: (fact: Heard) => void
}

type Settle<T> = (value: T) => void

/**
 * What a case has seen of its virtual router, in order, and the places where it waits. All of a case's waiting goes
 * through here, so that a virtual run knows when the case has nothing left to do but wait.
 */
export class Inbox {
  readonly facts: Heard[] = []
  private readonly timers: Timers
  private readonly waiters = new Set<Waiter>()
  private readonly failures = new Set<(problem: Error) => void>()
  private problem: Error | undefined
  private read = 0

  constructor(timers: Timers) {
    this.timers = timers
  }

  put(fact: Heard): void {
    this.facts.push(fact)
    for (const waiter of [...this.waiters]) if (waiter.match(fact)) waiter.found(fact)
  }

  /** Nothing can be told any more: everything that waits, now or later, throws `problem`. */
  fail(problem: Error): void {
    this.problem ??= problem
    for (const fail of [...this.failures]) fail(problem)
  }

  /** What comes next is measured from here: nothing that is already in counts for `next`. */
  skip(): void {
    this.read = this.facts.length
  }

  /** The first unread fact that matches, or undefined when `deadline` passes. Everything before it is read then. */
  next<T extends Heard>(match: (fact: Heard) => fact is T, deadline: Ns): Promise<T | undefined> {
    while (this.read < this.facts.length) {
      const fact = this.facts[this.read++]!
      if (match(fact)) return Promise.resolve(fact)
    }
    return this.wait((done) => {
      const cancel = this.timers.at(deadline, () => settle(undefined))
      const waiter: Waiter = { match, found: (fact) => settle(fact as T) }
      const settle = (fact: T | undefined): void => {
        cancel()
        this.waiters.delete(waiter)
        if (fact !== undefined) this.read = this.facts.indexOf(fact) + 1
        done(fact)
      }
      this.waiters.add(waiter)
    })
  }

  until(atNs: Ns): Promise<void> {
    if (atNs <= this.timers.now()) return Promise.resolve()
    return this.wait((done) => {
      this.timers.at(atNs, () => done(undefined))
    })
  }

  /** Facts that match in [from, to), seen so far. */
  between<T extends Heard>(match: (fact: Heard) => fact is T, from: Ns, to: Ns = ns(Number.POSITIVE_INFINITY)): T[] {
    return this.facts.filter(match).filter((fact) => fact.tNs >= from && fact.tNs < to)
  }

  private wait<T>(begin: (done: Settle<T>) => void): Promise<T> {
    if (this.problem !== undefined) return Promise.reject(this.problem)
    return new Promise<T>((resolve, reject) => {
      const end = (): void => {
        this.timers.wakenings++
        this.failures.delete(fail)
      }
      const fail = (problem: Error): void => {
        end()
        reject(problem)
      }
      this.failures.add(fail)
      begin((value) => {
        if (!this.failures.has(fail)) return
        end()
        resolve(value)
      })
    })
  }
}

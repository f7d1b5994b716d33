import { ns } from '../../core/time.ts'
import { backupFrom } from '../step.ts'
import { type Mutant, stay, when } from './mutant.ts'

// RFC 9568 6.4.1 with one line wrong.

export const initializeMutants: readonly Mutant[] = [
  when('Initialize', 'startup', 'starts-active', 'becomes Active at once, whatever its priority', (_, p, s, e, step) =>
    step({ ...p, priority: 255, initialState: 'Active' }, s, e),
  ),
  when('Initialize', 'startup', 'starts-after-skew', 'waits only Skew_Time after its start', (right, p, _, e) =>
    right.state.name === 'Backup'
      ? {
          ...right,
          state: { ...right.state, activeDownAt: ns(e.atNs + p.timers.skewTime(p, p.priority, p.advertInterval)) },
        }
      : undefined,
  ),
  when('Initialize', 'startup', 'owner-waits', 'starts as Backup although it owns the address', (_, p, __, e) => ({
    state: backupFrom(p, e.atNs),
    actions: [{ kind: 'transition', to: 'Backup', because: 'startup' }],
  })),
  when('Initialize', 'startup', 'owner-starts-silent', 'becomes Active as owner without an advert', (right) =>
    right.state.name === 'Active'
      ? { ...right, actions: right.actions.filter(({ kind }) => kind !== 'send-advert') }
      : undefined,
  ),
  when('Initialize', 'startup', 'never-starts', 'stays in Initialize', (_, __, s) => stay(s)),
]

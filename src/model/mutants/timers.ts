import { cs, NS_PER_SEC, type Ns, ns, nsFromCs } from '../../core/time.ts'
import type { Timers } from '../params.ts'
import type { Mutant } from './mutant.ts'

// Skew_Time and Active_Down_Interval (RFC 9568 6.1) with one line wrong.

export const timerMutants: readonly Mutant[] = [
  skew('skew-of-a-second', 'skews by a part of a second, not of the interval, in version 3', (_, priority) =>
    ns(Math.floor(((256 - priority) * NS_PER_SEC) / 256)),
  ),
  skew(
    'skew-of-the-interval',
    'skews by a part of the interval, not of a second, in version 2',
    (_, priority, interval) => ns(Math.floor(((256 - priority) * nsFromCs(interval)) / 256)),
  ),
  skew('skew-inverted', 'skews the longer the higher its priority is', (_, priority, interval) =>
    ns(Math.floor((priority * nsFromCs(interval)) / 256)),
  ),
  skew('skew-missing', 'skews by nothing', () => ns(0)),
  {
    name: 'skew-of-own-interval',
    sentence: 'skews by its own interval where it learned another',
    of: (machine) => ({
      ...machine,
      timers: {
        ...machine.timers,
        skewTime: (p, priority) => machine.timers.skewTime(p, priority, p.advertInterval),
      },
    }),
  },
  down('down-without-skew', 'waits for three intervals without Skew_Time', (right, p, priority, interval, timers) =>
    ns(right - timers.skewTime(p, priority, interval)),
  ),
  down('down-after-two', 'waits for two intervals instead of three', (right, _, __, interval) =>
    ns(right - nsFromCs(interval)),
  ),
  down('down-after-four', 'waits for four intervals instead of three', (right, _, __, interval) =>
    ns(right + nsFromCs(interval)),
  ),
  down('down-in-whole-seconds', 'cuts Active_Down_Interval to whole seconds', (right) =>
    ns(Math.floor(right / NS_PER_SEC) * NS_PER_SEC),
  ),
  {
    name: 'down-of-own-interval',
    sentence: 'waits for three of its own intervals where it learned another',
    of: (machine) => ({
      ...machine,
      timers: {
        ...machine.timers,
        activeDownInterval: (p, priority) => machine.timers.activeDownInterval(p, priority, cs(p.advertInterval)),
      },
    }),
  },
]

function skew(name: string, sentence: string, skewTime: Timers['skewTime']): Mutant {
  return { name, sentence, of: (machine) => ({ ...machine, timers: { ...machine.timers, skewTime } }) }
}

type DownArguments = Parameters<Timers['activeDownInterval']>

function down(name: string, sentence: string, instead: (right: Ns, ...rest: [...DownArguments, Timers]) => Ns): Mutant {
  const of: Mutant['of'] = (machine) => {
    const { timers } = machine
    const activeDownInterval: Timers['activeDownInterval'] = (p, priority, interval) =>
      instead(timers.activeDownInterval(p, priority, interval), p, priority, interval, timers)
    return { ...machine, timers: { ...timers, activeDownInterval } }
  }
  return { name, sentence, of }
}

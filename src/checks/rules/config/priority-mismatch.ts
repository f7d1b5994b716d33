import type { RouterConfig } from '../../../config/model.ts'
import { holdAgainst } from '../../deviation.ts'
import { defineRule } from '../../rule.ts'

export const configPriorityMismatch = defineRule({
  id: 'config/priority-mismatch',
  severity: 'warning',
  rfc: ['RFC 9568 5.2.4'],
  condition: 'A router advertises a priority that is neither configured, nor 0, nor in reach of its trackers.',
  why: 'What runs is not what the file says, and another router may win the election than was planned.',
  remedy: 'Load the configuration on {node}, or look for the one that is in use.',
  messages: { differs: '{node} ({src}) advertises priority {seen}; {file}:{line} allows {allowed}.' },
  watch: (run) =>
    holdAgainst(run, ({ advert }, { router }, speaker) => {
      // Who was tied only in the end is held against all that it said.
      const said = speaker.config === undefined ? speaker.priorities : [advert.priority]
      const seen = said.find((priority) => !isAllowed(priority, router))
      if (seen === undefined) return undefined
      const allowed =
        router.priorities.length > 8
          ? `${router.priorities[0]} to ${router.priorities.at(-1)}`
          : router.priorities.join(', ')
      return { message: 'differs', field: 'priority', values: { seen, allowed } }
    }),
})

/** keepalived 2.2 goes down to 254 on hearing a second owner. */
const isAllowed = (priority: number, { priorities, priority: base }: RouterConfig): boolean =>
  priority === 0 || priorities.includes(priority) || (priority === 254 && base === 255)

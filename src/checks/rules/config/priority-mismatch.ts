import { holdAgainst } from '../../deviation.ts'
import { defineRule } from '../../rule.ts'
import { mayAdvertise } from '../../ties.ts'

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
      const seen = said.find((priority) => !mayAdvertise(router, priority))
      if (seen === undefined) return undefined
      const allowed =
        router.priorities.length > 8
          ? `${router.priorities[0]} to ${router.priorities.at(-1)}`
          : router.priorities.join(', ')
      return { message: 'differs', field: 'priority', values: { seen, allowed } }
    }),
})

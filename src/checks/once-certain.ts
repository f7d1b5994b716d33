import type { LiveTakeover } from '../observe/live.ts'
import type { Hooks } from './rule.ts'

/** Judges each takeover once, when its cause and gap cannot change any more: at once where nobody was Active beside it. */
export const onceCertain = (judge: (takeover: LiveTakeover) => void): Hooks => ({
  onTakeoverSeen(takeover) {
    if (takeover.beside.length === 0) judge(takeover)
  },
  onTakeover(takeover) {
    if (takeover.beside.length > 0) judge(takeover)
  },
})

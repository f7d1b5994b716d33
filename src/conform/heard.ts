import type { Fact } from '../wire/facts.ts'
import { locate } from '../wire/locate.ts'
import { type RouterFact, routerFactOf } from '../wire/router-messages.ts'
import { factOf } from '../wire/sighting.ts'
import { type FrameView, Kind } from '../wire/view.ts'

/** What a tester understands: all that concerns VRRP, and what routers tell hosts. */
export type Heard = Fact | RouterFact

export function heardIn(view: FrameView): Heard | undefined {
  const kind = locate(view)
  return kind === Kind.None ? routerFactOf(view) : factOf(view, kind)
}

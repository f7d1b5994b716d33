import type { Ip } from '../core/address.ts'
import type { DefectCode } from './defects.ts'
import type { Fact, FragmentFact, MalformedFact } from './facts.ts'

/** An advert of which there is only a part: its sender lives, and what it says is not known. */
export type UnreadAdvert = FragmentFact | (MalformedFact & { readonly src: Ip })

/** Whether it is a fragment, or a frame that the snap length or its sender ended before the advert. */
export const isUnreadAdvert = (fact: Fact): fact is UnreadAdvert =>
  fact.kind === 'fragment' || (fact.kind === 'malformed' && fact.src !== undefined && CUT.has(fact.defect.code))

const CUT: ReadonlySet<string> = new Set([
  'ah/cut-short',
  'ah/too-short',
  'vrrp/cut-short',
  'vrrp/too-short',
] satisfies DefectCode[])

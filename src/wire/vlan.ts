import { viewOf } from './bytes.ts'

//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------------------------+-----+-+-----------------------+
// |   0x8100, 0x88a8 or 0x9100    | PCP |D|        VLAN id        |     IEEE 802.1Q 9.6
const CONTROL = 2
const TAG_LEN = 4

/** A real stack has two; a frame of nothing but tags is not followed to its end. */
const MAX_TAGS = 8

export interface VlanTag {
  /** 0 is a priority tag: the untagged segment. */
  readonly id: number
  readonly priority?: number
  readonly dropEligible?: boolean
  /** 0x8100 where not given. */
  readonly tpid?: number
}

const isTagType = (etherType: number): boolean => etherType === 0x8100 || etherType === 0x88a8 || etherType === 0x9100

/** The tags at `at`, outermost first, and where the EtherType behind them is. */
export function parseTags(
  dv: DataView,
  at: number,
  end: number,
): { readonly tags: Required<VlanTag>[]; readonly typeAt: number } {
  const tags: Required<VlanTag>[] = []
  let typeAt = at
  while (tags.length < MAX_TAGS && typeAt + TAG_LEN <= end && isTagType(dv.getUint16(typeAt))) {
    const control = dv.getUint16(typeAt + CONTROL)
    const dropEligible = (control & 0x1000) !== 0
    tags.push({ id: control & 0xfff, priority: control >> 13, dropEligible, tpid: dv.getUint16(typeAt) })
    typeAt += TAG_LEN
  }
  return { tags, typeAt }
}

/** 4 bytes each, to stand between source address and EtherType. */
export function emitTags(tags: readonly VlanTag[]): Uint8Array {
  const bytes = new Uint8Array(tags.length * TAG_LEN)
  const dv = viewOf(bytes)
  tags.forEach((tag, i) => {
    dv.setUint16(i * TAG_LEN, tag.tpid ?? 0x8100)
    dv.setUint16(i * TAG_LEN + CONTROL, ((tag.priority ?? 0) << 13) | (tag.dropEligible ? 0x1000 : 0) | tag.id)
  })
  return bytes
}

import { viewOf } from './bytes.ts'

//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------------------------+-----+-+-----------------------+
// |   0x8100, 0x88a8 or 0x9100    | PCP |D|        VLAN id        |     IEEE 802.1Q 9.6
const CONTROL = 2
const TAG_LEN = 4

export interface VlanTag {
  /** 0 is a priority tag: the untagged segment. */
  readonly id: number
  readonly priority?: number
  readonly dropEligible?: boolean
  /** 0x8100 where not given. */
  readonly tpid?: number
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

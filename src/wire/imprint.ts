import type { FrameView } from './view.ts'
import { messageLength } from './vrrp.ts'

const IPV4_ID = 4
const IPV4_TTL = 8
const IPV4_SRC = 12
const AH_SEQUENCE = 8
/** Type, key id and reserved bytes of the HMAC trailer are constant; time, counter and HMAC are not. */
const TRAILER_CONSTANT = 4

/**
 * What a sender's last advert looked like, to tell in some 20 reads that the next one says the same. Left out is what
 * differs in every packet: IPv4 id and header checksum, AH sequence number and ICV, time, counter and HMAC of the
 * trailer. Reused: `take` overwrites.
 */
export class AdvertImprint {
  #bytes = new Uint8Array(64)
  #dv = new DataView(this.#bytes.buffer)
  /** Lengths from the first IP header byte. */
  #packetLen = -1
  #compareLen = 0
  #pduAt = 0
  #ahAt = -1
  #srcMacHi = 0
  #srcMacLo = 0
  #dstMacHi = 0
  #dstMacLo = 0

  /** Remembers the advert of a view of `Kind.Vrrp`. Allocates only where it is longer than any before. */
  take(v: FrameView): void {
    const packetLen = v.l4End - v.l3
    if (packetLen > this.#bytes.length) {
      this.#bytes = new Uint8Array(packetLen)
      this.#dv = new DataView(this.#bytes.buffer)
    }
    this.#bytes.set(new Uint8Array(v.dv.buffer, v.dv.byteOffset + v.l3, packetLen))
    this.#packetLen = packetLen
    this.#pduAt = v.l4 - v.l3
    this.#ahAt = v.ahAt < 0 ? -1 : v.ahAt - v.l3
    this.#compareLen = Math.min(packetLen, this.#pduAt + messageLength(v) + TRAILER_CONSTANT)
    this.#srcMacHi = v.srcMacAt < 0 ? -1 : v.dv.getUint32(v.srcMacAt)
    this.#srcMacLo = v.srcMacAt < 0 ? -1 : v.dv.getUint16(v.srcMacAt + 4)
    this.#dstMacHi = v.dstMacAt < 0 ? -1 : v.dv.getUint32(v.dstMacAt)
    this.#dstMacLo = v.dstMacAt < 0 ? -1 : v.dv.getUint16(v.dstMacAt + 4)
  }

  /** Whether the view, of `Kind.Vrrp`, shows the same advert in the same headers. */
  matches(v: FrameView): boolean {
    const { dv, l3 } = v
    if (v.l4End - l3 !== this.#packetLen || v.l4 - l3 !== this.#pduAt) return false
    if ((v.ahAt < 0 ? -1 : v.ahAt - l3) !== this.#ahAt || v.l4WireEnd - l3 < this.#packetLen) return false
    if (this.#srcMacLo !== (v.srcMacAt < 0 ? -1 : dv.getUint16(v.srcMacAt + 4))) return false
    if (this.#srcMacHi !== (v.srcMacAt < 0 ? -1 : dv.getUint32(v.srcMacAt))) return false
    if (this.#dstMacLo !== (v.dstMacAt < 0 ? -1 : dv.getUint16(v.dstMacAt + 4))) return false
    if (this.#dstMacHi !== (v.dstMacAt < 0 ? -1 : dv.getUint32(v.dstMacAt))) return false
    const headerEnd = this.#ahAt < 0 ? this.#pduAt : this.#ahAt + AH_SEQUENCE
    if (!this.#sameHeader(v, headerEnd)) return false
    return this.#same(dv, l3, this.#pduAt, this.#compareLen)
  }

  #sameHeader(v: FrameView, end: number): boolean {
    const { dv, l3 } = v
    if (v.family !== 4) return this.#same(dv, l3, 0, end)
    return (
      dv.getUint32(l3) === this.#dv.getUint32(0) &&
      dv.getUint16(l3 + IPV4_ID + 2) === this.#dv.getUint16(IPV4_ID + 2) &&
      dv.getUint16(l3 + IPV4_TTL) === this.#dv.getUint16(IPV4_TTL) &&
      this.#same(dv, l3, IPV4_SRC, end)
    )
  }

  #same(dv: DataView, l3: number, from: number, to: number): boolean {
    const mine = this.#dv
    let i = from
    for (; i + 4 <= to; i += 4) if (dv.getUint32(l3 + i) !== mine.getUint32(i)) return false
    for (; i < to; i++) if (dv.getUint8(l3 + i) !== mine.getUint8(i)) return false
    return true
  }
}

/** IPv4 identification of a located packet; -1 over IPv6. */
export const ipIdOf = (v: FrameView): number => (v.family === 4 ? v.dv.getUint16(v.l3 + IPV4_ID) : -1)

/** AH sequence number of a located packet; -1 without AH. */
export const ahSequenceOf = (v: FrameView): number => (v.ahAt < 0 ? -1 : v.dv.getUint32(v.ahAt + AH_SEQUENCE))

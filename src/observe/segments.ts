import type { Ip } from '../core/address.ts'
import { familyVrid } from '../core/family-vrid.ts'
import { isUnicast } from '../wire/destination.ts'
import type { Sighting } from '../wire/facts.ts'
import { paths } from '../wire/path.ts'
import { samePdu } from './copies.ts'
import type { TrackedRouter } from './router.ts'
import type { TrackedVirtualRouter } from './virtual-router.ts'

/** Pairs of vantage point and path that are followed: senders choose the tags. */
const MAX_LANES = 4096
/** Copies of one advert inside and outside a tunnel are this close. */
const TUNNEL_COPY_NS = 50e6
/** Groups of unicast peers with one number in one place that are told apart: senders choose the addresses. */
const MAX_GROUPS = 8

/** What one vantage point shows under one path: a virtual router for each family and VRID. */
class Lane {
  readonly source: number
  readonly path: number
  /** By family and VRID. */
  readonly slots: (TrackedVirtualRouter | undefined)[] = []

  constructor(source: number, path: number) {
    this.source = source
    this.path = path
  }
}

/**
 * Which vantage points look at one segment, and which virtual router a frame belongs to. Every source is a segment of
 * its own until it shows a virtual router that another one shows too: the same number with a common address.
 */
export class Segments {
  readonly #mode: 'auto' | 'one' | 'each'
  /** Source to segment; united segments have the number of the first. */
  readonly #segmentOf: number[] = []
  /** Interfaces that one capture tells apart, and the capture. */
  readonly #wholeOf = new Map<number, number>()
  readonly #lanes: (Lane | undefined)[][] = []
  #laneCount = 0
  readonly #all = new Set<TrackedVirtualRouter>()
  /** The same by family and VRID: under thousands of tags a look at every lane would be a look at all of them. */
  readonly #bySlot: (Set<TrackedVirtualRouter> | undefined)[] = []
  /** Counts changes of what there is and of where it is seen, for caches. */
  generation = 0
  #used = { generation: 0, segments: new Set<number>() }
  readonly #create: (s: Sighting, segment: number) => TrackedVirtualRouter | undefined
  readonly #merge: (retired: TrackedVirtualRouter, into: TrackedVirtualRouter) => void

  constructor(
    mode: 'auto' | 'one' | 'each',
    create: (s: Sighting, segment: number) => TrackedVirtualRouter | undefined,
    merge: (retired: TrackedVirtualRouter, into: TrackedVirtualRouter) => void,
  ) {
    this.#mode = mode
    this.#create = create
    this.#merge = merge
  }

  get virtualRouters(): ReadonlySet<TrackedVirtualRouter> {
    return this.#all
  }

  segmentOf(source: number): number {
    if (this.#mode === 'one') return 0
    this.#segmentOf[source] ??= source
    return this.#segmentOf[source]
  }

  /** A source that nothing was seen of yet goes on where others have ended: if they are of one segment, it knows what they knew. */
  follow(source: number, before: readonly number[]): void {
    const [segment, ...others] = new Set(before.map((ended) => this.segmentOf(ended)))
    if (this.#mode !== 'auto' || segment === undefined || others.length > 0) return
    this.#segmentOf[source] = segment
    for (const ended of before)
      for (const lane of this.#lanes[ended] ?? [])
        if (lane !== undefined) Object.assign(this.#laneOf(source, lane.path)?.slots ?? [], lane.slots)
  }

  /** A source is one of several interfaces of a capture. */
  addPart(source: number, whole: number): void {
    if (this.#mode === 'auto') this.#wholeOf.set(source, whole)
  }

  /**
   * Whether a moment may show that this is seen on its way to another interface of the host. One that carries VLANs shows
   * what is in each of them, without the tag.
   */
  mayPass(s: Sighting): boolean {
    const first = this.known(s.source, s.path, familyVrid(s.src.family, s.advert.vrid))
    if (!this.#wholeOf.has(s.source) || first === undefined || this.#owns(first, s)) return false
    return this.#ofOtherPart(s) === undefined
  }

  /** Segments that hold a virtual router. */
  get used(): ReadonlySet<number> {
    if (this.#used.generation !== this.generation)
      this.#used = { generation: this.generation, segments: new Set([...this.#all].map((vr) => vr.segment)) }
    return this.#used.segments
  }

  /** The virtual router of a frame, if one is known under its source and path. */
  known(source: number, path: number, slot: number): TrackedVirtualRouter | undefined {
    return this.#lanes[source]?.[path]?.slots[slot]
  }

  /** All that are known under a source and path; with holes. */
  knownAt(source: number, path: number): readonly (TrackedVirtualRouter | undefined)[] {
    return this.#lanes[source]?.[path]?.slots ?? []
  }

  /** The virtual router of an advert: known, united with one of another vantage point, or new. */
  find(s: Sighting): TrackedVirtualRouter | undefined {
    const slot = familyVrid(s.src.family, s.advert.vrid)
    const lane = this.#laneOf(s.source, s.path)
    if (lane === undefined) return undefined
    const known = lane.slots[slot]
    if (known !== undefined) {
      const group = this.#groupOf(s, known)
      return group !== known || this.#isSettled() ? group : this.#unite(s, known)
    }
    const found =
      this.#ofSegment(s) ?? this.#ofAnother(s) ?? this.#insideOut(s) ?? this.#create(s, this.segmentOf(s.source))
    if (found === undefined) return undefined
    if (this.#all.has(found)) found.paths.add(s.path)
    else this.#add(found, s)
    this.generation++
    lane.slots[slot] = found
    return found
  }

  // Unicast peers hear nothing of others that have their number, on one wire or not: each group is a virtual router.
  #groupOf(s: Sighting, first: TrackedVirtualRouter): TrackedVirtualRouter | undefined {
    if (this.#owns(first, s)) return first
    const others = first.hasNeighbours ? this.#beside(first) : []
    const known =
      others.find((vr) => this.#owns(vr, s)) ??
      this.#ofOtherPart(s) ??
      [first, ...others].find((vr) => !vr.isForeignTo(s))
    if (known !== undefined) return known
    if (others.length >= MAX_GROUPS) return first
    const found = this.#create(s, first.segment)
    if (found !== undefined) this.#add(found, s)
    return found
  }

  /** A host may have one address on several links. */
  #owns(vr: TrackedVirtualRouter, s: Sighting): boolean {
    if (!this.#wholeOf.has(s.source) || isUnicast(s)) return vr.knows(s)
    return isSameGroup(vr, s.advert.addresses, s)
  }

  /** On one segment; of the interfaces of a host, one that is joined to another may still be on a link of its own. */
  #meets(vr: TrackedVirtualRouter, s: Sighting): boolean {
    return !vr.isForeignTo(s) && (!this.#wholeOf.has(s.source) || this.#owns(vr, s))
  }

  #ofOtherPart(s: Sighting): TrackedVirtualRouter | undefined {
    const whole = this.#wholeOf.get(s.source)
    if (whole === undefined) return undefined
    const isHere = ({ flows }: TrackedRouter) => flows.some(({ source }) => this.#wholeOf.get(source) === whole)
    for (const vr of this.#sameNumber(s))
      if (vr.paths.has(s.path) && this.#owns(vr, s) && vr.routers.some(isHere)) return vr
    return undefined
  }

  #add(vr: TrackedVirtualRouter, s: Sighting): void {
    vr.paths.add(s.path)
    this.#number(vr)
    for (const other of this.#beside(vr)) {
      other.hasNeighbours = true
      vr.hasNeighbours = true
    }
    this.#all.add(vr)
    this.#numbered(familyVrid(vr.family, vr.vrid)).add(vr)
    this.generation++
  }

  #number(vr: TrackedVirtualRouter): void {
    const taken = new Set(this.#beside(vr).map(({ group }) => group))
    while (taken.has(vr.group)) vr.group++
  }

  /** The others of the same number, segment and path. */
  #beside({ key, segment, family, vrid, paths }: TrackedVirtualRouter): TrackedVirtualRouter[] {
    return [...this.#numbered(familyVrid(family, vrid))].filter(
      (vr) => vr.key !== key && vr.segment === segment && [...vr.paths].some((path) => paths.has(path)),
    )
  }

  // With one segment, or none to be united, there is nothing to look for.
  #isSettled(): boolean {
    if (this.#mode !== 'auto') return true
    const first = this.#segmentOf.find((segment) => segment !== undefined)
    return this.#segmentOf.every((segment) => segment === first)
  }

  #laneOf(source: number, path: number): Lane | undefined {
    this.#lanes[source] ??= []
    const ofSource = this.#lanes[source]
    if (ofSource[path] === undefined && this.#laneCount < MAX_LANES) {
      this.#laneCount++
      ofSource[path] = new Lane(source, path)
    }
    return ofSource[path]
  }

  #numbered(slot: number): Set<TrackedVirtualRouter> {
    this.#bySlot[slot] ??= new Set()
    return this.#bySlot[slot]
  }

  #sameNumber(s: Sighting): Iterable<TrackedVirtualRouter> {
    return this.#numbered(familyVrid(s.src.family, s.advert.vrid))
  }

  #ofSegment(s: Sighting): TrackedVirtualRouter | undefined {
    const segment = this.segmentOf(s.source)
    for (const vr of this.#sameNumber(s))
      if (vr.segment === segment && vr.paths.has(s.path) && this.#meets(vr, s)) return vr
    return undefined
  }

  #ofAnother(s: Sighting): TrackedVirtualRouter | undefined {
    if (this.#mode !== 'auto') return undefined
    for (const vr of this.#sameNumber(s))
      if (vr.paths.has(s.path) && isSameGroup(vr, s.advert.addresses, s)) {
        this.#join(vr.segment, this.segmentOf(s.source))
        return this.#ofSegment(s)
      }
    return undefined
  }

  // The same advert a moment ago under another path: inside and outside a tunnel, or with and without its tag.
  #insideOut(s: Sighting): TrackedVirtualRouter | undefined {
    if (this.#mode === 'each') return undefined
    for (const vr of this.#sameNumber(s))
      for (const r of vr.routers) {
        const last = r.lastSighting
        const together = Math.abs(s.tNs - last.tNs) <= TUNNEL_COPY_NS
        // Over IPv6 every advert is like the other, and a tag may have been taken off.
        const sameId = s.ipId > 0 ? last.ipId === s.ipId : isTunnel(s.path) !== isTunnel(last.path)
        if (together && sameId && last.src.text === s.src.text && holdsOther(s.path, last.path) && samePdu(last, s))
          return vr
      }
    return undefined
  }

  // A sender or an address that turns up later can show that two segments are one.
  #unite(s: Sighting, known: TrackedVirtualRouter): TrackedVirtualRouter {
    for (const vr of this.#sameNumber(s))
      if (
        vr !== known &&
        vr.segment !== known.segment &&
        vr.paths.has(s.path) &&
        isSameGroup(vr, s.advert.addresses, s)
      ) {
        this.#join(Math.min(vr.segment, known.segment), Math.max(vr.segment, known.segment))
        return this.known(s.source, s.path, familyVrid(s.src.family, s.advert.vrid))!
      }
    return known
  }

  #join(into: number, from: number): void {
    if (into === from) return
    this.generation++
    for (const [source, segment] of this.#segmentOf.entries()) if (segment === from) this.#segmentOf[source] = into
    for (const vr of [...this.#all]) {
      if (vr.segment !== from) continue
      vr.segment = into
      const twin = this.#beside(vr).find((v) => vr.routers.some(({ lastSighting }) => this.#meets(v, lastSighting)))
      if (twin === undefined) {
        this.#number(vr)
        continue
      }
      this.#all.delete(vr)
      this.#numbered(familyVrid(vr.family, vr.vrid)).delete(vr)
      this.#replace(vr, twin)
      this.#merge(vr, twin)
    }
  }

  #replace(retired: TrackedVirtualRouter, by: TrackedVirtualRouter): void {
    const slot = familyVrid(retired.family, retired.vrid)
    for (const lanes of this.#lanes)
      for (const path in lanes) if (lanes[path]?.slots[slot] === retired) lanes[path].slots[slot] = by
  }
}

/**
 * Whether one frame can be what is inside the other: a tunnel, or the same with fewer tags. A router in two VLANs may
 * send the same bytes in both.
 */
function holdsOther(a: number, b: number): boolean {
  if (isTunnel(a) !== isTunnel(b)) return true
  const [short, long] = [paths.text(a), paths.text(b)].sort((one, other) => one.length - other.length) as [
    string,
    string,
  ]
  return short === '' || long.endsWith(`/${short}`) || long.endsWith(short.replace(/^\w+ /, '.'))
}

const isTunnel = (path: number): boolean => /vxlan|gre|erspan|mpls/.test(paths.text(path))

// Without addresses (count 0) the advert itself must be known there.
function isSameGroup(vr: TrackedVirtualRouter, addresses: readonly Ip[], s: Sighting): boolean {
  if (vr.sharesAddress(addresses)) return true
  return vr.routers.some(
    (r) => r.address.text === s.src.text && r.lastSighting.ipId === s.ipId && samePdu(r.lastSighting, s),
  )
}

import { createHmac } from 'node:crypto'
import type { RouterConfig } from '../../src/config/model.ts'
import type { Mac } from '../../src/core/address.ts'
import type { KeyedHash } from '../../src/core/keyed-hash.ts'
import { type Ns, ns } from '../../src/core/time.ts'
import { Lan, type Port } from '../../src/simulate/lan.ts'
import { VirtualClock } from '../../src/simulate/queue.ts'
import { Speaker, type SpeakerOptions } from '../../src/speaker/driver.ts'
import type { SpeakerEvent } from '../../src/speaker/events.ts'
import type { ArpFact, Fact, NdFact, Sighting } from '../../src/wire/facts.ts'
import { locate } from '../../src/wire/locate.ts'
import { factOf } from '../../src/wire/sighting.ts'

export const MS = 1_000_000
export const SEC = 1_000 * MS
export const LATENCY = ns(100_000)
/** Unix time at which the virtual clock starts. */
export const EPOCH_SEC = 1_700_000_000

export const hash: KeyedHash = {
  hmacMd5: (key, data) => createHmac('md5', key).update(data).digest(),
  hmacSha256: (key, data) => createHmac('sha256', key).update(data).digest(),
}

export interface Member {
  readonly speaker: Speaker
  readonly port: Port
  readonly mac: Mac
  readonly events: SpeakerEvent[]
}

/** Speakers on a virtual LAN, and all that was ever sent on it. */
export class TestSegment {
  readonly clock = new VirtualClock()
  readonly lan: Lan
  readonly facts: Fact[] = []
  readonly members: Member[] = []

  constructor(latency: Ns = LATENCY) {
    this.lan = new Lan(this.clock, { latency })
    this.lan.tap({
      onFrame: (view) => {
        const fact = factOf(view, locate(view))
        if (fact) this.facts.push(fact)
      },
    })
  }

  /** A speaker at 02:00:00:00:00:NN in the order of coming, not yet started. */
  add(routers: readonly RouterConfig[], options: Partial<SpeakerOptions> = {}): Member {
    const port = this.lan.plug()
    const mac = `02:00:00:00:00:${(port.index + 1).toString(16).padStart(2, '0')}` as Mac
    const events: SpeakerEvent[] = []
    const speaker = new Speaker({
      link: port,
      clock: this.clock,
      wakeup: this.clock.wakeup(),
      mac,
      routers,
      ownHost: true,
      hash,
      epochSec: EPOCH_SEC,
      onEvent: (event) => events.push(event),
      ...options,
    })
    const member = { speaker, port, mac, events }
    this.members.push(member)
    return member
  }

  /** Adds and starts. */
  join(routers: readonly RouterConfig[], options: Partial<SpeakerOptions> = {}): Member {
    const member = this.add(routers, options)
    member.speaker.start()
    return member
  }

  /** Lets time pass up to `milliseconds` after the beginning. */
  until(milliseconds: number): void {
    this.clock.runUntil(ns(Math.round(milliseconds * MS)))
  }

  /** Adverts from this source address, or all. */
  adverts(from?: string): Sighting[] {
    return this.facts.filter((f): f is Sighting => f.kind === 'advert' && (from === undefined || f.src.text === from))
  }

  arps(): ArpFact[] {
    return this.facts.filter((f): f is ArpFact => f.kind === 'arp')
  }

  nds(): NdFact[] {
    return this.facts.filter((f): f is NdFact => f.kind === 'nd')
  }

  /** Times of adverts in milliseconds. */
  times(from: string): number[] {
    return this.adverts(from).map(({ tNs }) => tNs / MS)
  }
}

/** The only state of a speaker with one virtual router. */
export const stateOf = ({ speaker }: Member): string => speaker.status()[0]!.state

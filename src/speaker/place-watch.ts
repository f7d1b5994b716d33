import type { RouterConfig } from '../config/model.ts'
import { type Ip, type Mac, sameIp } from '../core/address.ts'
import type { Speaker } from './driver.ts'
import type { FaultCauses } from './fault-causes.ts'

/** An interface as it is now. */
export interface PlaceNow {
  /** Why nothing is heard or sent. */
  readonly trouble: 'interface-down' | 'tap-lost' | undefined
  /** Undefined: there is no such interface. */
  readonly mac: Mac | undefined
  readonly addresses: readonly Ip[]
}

export interface WatchedPlace {
  readonly interfaceName: string
  readonly speaker: Pick<Speaker, 'configs' | 'status' | 'movesTo'>
  /** The addresses are ours, not the kernel's. */
  readonly ownHost: boolean
  /** The MAC address is the interface's, and changes with it. */
  readonly followsMac: boolean
  readonly look: () => PlaceNow
}

/**
 * Makes a FAULT of what takes a router off its link: RFC 9568 6.4.1 knows no Backup on an interface that is down, and
 * silence that nobody could hear is none. It starts as Backup when all is well again.
 */
export class PlaceWatch {
  readonly #places: readonly WatchedPlace[]
  readonly #faults: FaultCauses
  readonly #onNote: (text: string) => void
  readonly #away = new Set<WatchedPlace>()
  /** Addresses that were seen, and those that are gone. */
  readonly #there = new Set<string>()
  readonly #gone = new Map<string, string>()

  constructor(places: readonly WatchedPlace[], faults: FaultCauses, onNote: (text: string) => void) {
    this.#places = places
    this.#faults = faults
    this.#onNote = onNote
  }

  /** To be called a few times a second. */
  look(): void {
    for (const place of this.#places) this.#lookAt(place, place.look())
  }

  #lookAt(place: WatchedPlace, now: PlaceNow): void {
    const { interfaceName, speaker } = place
    const away = now.trouble !== undefined || now.mac === undefined
    if (away !== this.#away.has(place)) {
      if (away) this.#away.add(place)
      else this.#return(place, now.mac!)
      // While the tap is started again an Active Router is missed by nobody; a Backup would not hear who is Active.
      const deaf = now.trouble === 'tap-lost' ? speaker.status().filter(({ state }) => state === 'Backup') : undefined
      const struck = speaker.configs.filter(({ instance }) => deaf?.some((one) => one.instance === instance) ?? true)
      this.#faults.set(`${interfaceName} is down`, away ? struck : [])
    }
    if (!away && !place.ownHost) this.#lookForAddresses(place, now.addresses)
  }

  #return(place: WatchedPlace, mac: Mac): void {
    this.#away.delete(place)
    place.speaker.movesTo(place.followsMac ? mac : undefined)
  }

  // Without it the kernel answers nobody who asks for it, and unicast peers send to nobody. One that was never there
  // was never the kernel's.
  #lookForAddresses({ interfaceName, speaker }: WatchedPlace, addresses: readonly Ip[]): void {
    const gone: RouterConfig[] = []
    for (const config of speaker.configs) {
      const address = config.primaryAddress!
      const name = `${interfaceName} ${address.text}`
      if (addresses.some((ip) => sameIp(ip, address))) this.#there.add(name)
      else if (this.#there.has(name)) gone.push(config)
    }
    const texts = [...new Set(gone.map(({ primaryAddress }) => primaryAddress!.text))].join(', ')
    const before = this.#gone.get(interfaceName) ?? ''
    if (texts === before) return
    this.#gone.set(interfaceName, texts)
    this.#onNote(
      `${interfaceName} has ${texts === '' ? `got back its address ${before}` : `lost its address ${texts}`}`,
    )
    this.#faults.set(`${interfaceName} has lost its address`, gone)
  }
}

import type { Ip, Mac } from '../core/address.ts'
import { BoundedMap } from '../core/bounded.ts'
import { NS_PER_SEC, type Ns } from '../core/time.ts'
import type { Hooks, Run } from './rule.ts'

const MAX_HOSTS = 1024
/** Whom one host asks for at a time: its peer, and others in between. */
const MAX_SOUGHT = 8
/** A kernel that gets no answer asks again each second; one that has it does not. */
const ASKS_AGAIN_NS = 3 * NS_PER_SEC
const IN_VAIN = 3

interface Sought {
  readonly target: string
  times: number
  lastNs: number
}

interface Seeker {
  /** By which it asked. */
  address: string
  lastNs: number
  readonly sought: Sought[]
}

/** Tells of hosts that ask for a neighbour by ARP or neighbour solicitation: who they are, and whom nobody answers for. */
export interface Seekers extends Required<Pick<Hooks, 'facts'>> {
  addressOf(mac: Mac): string | undefined
  soughtInVain(mac: Mac): string | undefined
}

export function noteSeekers(run: Pick<Run, 'world'>): Seekers {
  const seekers = new BoundedMap<string, Seeker>(MAX_HOSTS)
  const note = (mac: Mac | undefined, address: Ip, { text: target }: Ip, tNs: Ns): void => {
    if (mac === undefined || run.world.virtualRoutersOf(address.text).length > 0) return
    const seeker = seekers.get(mac) ?? { address: address.text, lastNs: tNs, sought: [] }
    const { sought } = seeker
    let known = sought.find((one) => one.target === target)
    if (known === undefined) {
      known = { target, times: 0, lastNs: tNs }
      if (sought.length === MAX_SOUGHT) sought.splice(sought.indexOf(sought.reduce(earlier)), 1)
      sought.push(known)
    }
    known.times = isSought(known, tNs) ? known.times + 1 : 1
    known.lastNs = tNs
    seeker.address = address.text
    seeker.lastNs = tNs
    seekers.set(mac, seeker)
  }
  return {
    facts: {
      arp({ role, senderMac, senderIp, targetIp, tNs }) {
        if (role === 'request') note(senderMac, senderIp, targetIp, tNs)
      },
      nd({ role, linkLayer, srcMac, src, target, flaw, tNs }) {
        if (role === 'solicitation' && flaw === undefined) note(linkLayer ?? srcMac, src, target, tNs)
      },
    },
    addressOf: (mac) => seekers.get(mac)?.address,
    soughtInVain(mac) {
      const { sought, lastNs } = seekers.get(mac) ?? { sought: [], lastNs: 0 }
      const inVain = sought.filter((one) => one.times >= IN_VAIN && isSought(one, lastNs))
      return inVain.length === 0 ? undefined : inVain.reduce(later).target
    },
  }
}

const isSought = ({ lastNs }: Sought, tNs: number): boolean => tNs - lastNs < ASKS_AGAIN_NS

const later = (a: Sought, b: Sought): Sought => (b.lastNs >= a.lastNs ? b : a)
const earlier = (a: Sought, b: Sought): Sought => (b.lastNs < a.lastNs ? b : a)

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
  readonly times: number
  readonly lastNs: number
}

interface Seeker {
  /** By which it asked. */
  readonly address: string
  /** The latest first. */
  readonly sought: readonly Sought[]
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
    const stillSought = (seekers.get(mac)?.sought ?? []).filter(({ lastNs }) => tNs - lastNs < ASKS_AGAIN_NS)
    const times = (stillSought.find((one) => one.target === target)?.times ?? 0) + 1
    const others = stillSought.filter((one) => one.target !== target).slice(0, MAX_SOUGHT - 1)
    seekers.set(mac, { address: address.text, sought: [{ target, times, lastNs: tNs }, ...others] })
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
    soughtInVain: (mac) => seekers.get(mac)?.sought.find(({ times }) => times >= IN_VAIN)?.target,
  }
}

import type { Mac } from '../core/address.ts'
import { BoundedMap } from '../core/bounded.ts'
import { NS_PER_SEC } from '../core/time.ts'
import type { Hooks, Run } from './rule.ts'

const MAX_HOSTS = 1024
/** A kernel that gets no answer asks again each second; one that has it does not. */
const ASKS_AGAIN_NS = 3 * NS_PER_SEC
const IN_VAIN = 3

interface Seeker {
  /** By which it asked. */
  readonly address: string
  readonly target: string
  readonly times: number
  readonly lastNs: number
}

/** Tells of hosts that ask for a neighbour by ARP: who they are, and whom nobody answers for. */
export interface Seekers extends Required<Pick<Hooks, 'facts'>> {
  addressOf(mac: Mac): string | undefined
  soughtInVain(mac: Mac): string | undefined
}

export function noteSeekers(run: Pick<Run, 'world'>): Seekers {
  const seekers = new BoundedMap<string, Seeker>(MAX_HOSTS)
  return {
    facts: {
      arp({ role, senderMac, senderIp, targetIp, tNs }) {
        if (role !== 'request' || run.world.virtualRoutersOf(senderIp.text).length > 0) return
        const before = seekers.get(senderMac)
        const isAgain = before?.target === targetIp.text && tNs - before.lastNs < ASKS_AGAIN_NS
        const times = isAgain ? before.times + 1 : 1
        seekers.set(senderMac, { address: senderIp.text, target: targetIp.text, times, lastNs: tNs })
      },
    },
    addressOf: (mac) => seekers.get(mac)?.address,
    soughtInVain(mac) {
      const seeker = seekers.get(mac)
      return seeker !== undefined && seeker.times >= IN_VAIN ? seeker.target : undefined
    },
  }
}

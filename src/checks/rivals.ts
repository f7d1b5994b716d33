import { type Ip, isVirtualMac, sameIp } from '../core/address.ts'
import { type Ns, ns } from '../core/time.ts'
import type { LivePeriod, LiveRouter, LiveVirtualRouter } from '../observe/live.ts'
import { patience } from './overlap.ts'
import type { Hooks, Run } from './rule.ts'

/** Routers of two hosts that hold one address under different VRIDs, both Active. */
export interface Rivalry {
  /** The one whose virtual router was seen first. */
  readonly first: LivePeriod
  readonly second: LivePeriod
  readonly address: Ip
  readonly from: Ns
  /** When one of them ceased to be Active; undefined while both are. */
  readonly to: Ns | undefined
}

// An advert may name 255 addresses; one in common is enough to tell.
const MAX_ADDRESSES = 32
/** Of an address under very many VRIDs the first few tell enough: a flood must not make every pair of them. */
const MAX_RIVALS = 8

/** Tells of every rivalry that lasts longer than a hand-over: when that is decided, and when it ends. */
export function watchRivals(
  run: Pick<Run, 'after' | 'world'>,
  tell: (rivalry: Rivalry) => void,
): Required<Pick<Hooks, 'onActive' | 'onPeriodEnd'>> {
  const lasting = new Set<Rivalry>()
  return {
    onPeriodEnd(period) {
      if (period.endedBy === 'capture-end') return
      for (const rivalry of lasting) {
        if (rivalry.first !== period && rivalry.second !== period) continue
        lasting.delete(rivalry)
        tell({ ...rivalry, to: period.to ?? run.world.now })
      }
    },
    onActive(period) {
      const { router, from } = period
      const ours = router.virtualRouter
      const told = new Set<LivePeriod>()
      for (const address of router.lastSighting.advert.addresses.slice(0, MAX_ADDRESSES))
        for (const other of run.world.virtualRoutersOf(address.text)) {
          if (told.size >= MAX_RIVALS) return
          if (!isOtherNumber(ours, other)) continue
          const rival = other.active.find((active) => !isOneHost(active, router))?.period
          if (rival === undefined || told.has(rival)) continue
          told.add(rival)
          const decided = ns(from + patience(router, rival.router))
          run.after(decided, () => {
            if ((period.to ?? decided) < decided || (rival.to ?? decided) < decided) return
            const isFirst = ours.firstSeenNs < other.firstSeenNs
            const [first, second] = isFirst ? [period, rival] : [rival, period]
            const rivalry = { first, second, address, from, to: undefined }
            tell(rivalry)
            if (period.to === undefined && rival.to === undefined) lasting.add(rivalry)
          })
        }
    },
  }
}

const isOtherNumber = (a: LiveVirtualRouter, b: LiveVirtualRouter): boolean =>
  a.vrid !== b.vrid && a.family === b.family && a.segment === b.segment && a.path === b.path

// A host whose VRID was changed, or that has two of them, holds the address once. Two with one source address show two
// MACs of their own.
const isOneHost = (a: LiveRouter, b: LiveRouter): boolean =>
  sameIp(a.address, b.address) && (a.mac === b.mac || [a, b].some(({ mac }) => mac === undefined || isVirtualMac(mac)))

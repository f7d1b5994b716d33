import { virtualMac } from '../../../core/address.ts'
import { BoundedMap } from '../../../core/bounded.ts'
import { ms, ns, nsFromMs } from '../../../core/time.ts'
import type { LiveRouter } from '../../../observe/live.ts'
import { inMs } from '../../quantity.ts'
import { defineRule } from '../../rule.ts'
import { type Resumption, watchResumptions } from '../../silence.ts'

const TOGETHER = nsFromMs(ms(1000))
const MAX_HOSTS = 256

export const pausedHost = defineRule({
  id: 'state/paused-host',
  severity: 'warning',
  absence: true,
  ends: 'quiet',
  rfc: { none: 'VRRP does not speak of hosts that are stopped and continued by their hypervisor.' },
  condition: 'Every virtual router of one host, two or more, stops and resumes together.',
  why: 'The host stood still as a whole: a snapshot, a live migration, a backup. Its daemons did nothing wrong.',
  remedy:
    'Exclude the machine of {host} from stunning backups and snapshots, or use an `advert_int` that outlasts them; ' +
    '`garp_master_refresh 60` repairs the tables afterwards.',
  messages: { paused: 'All {count} virtual routers of {host} stood still for {silenceMs} ms and resumed together.' },
  watch(run) {
    const resumed = new BoundedMap<string, Map<LiveRouter, Resumption>>(MAX_HOSTS)
    return watchResumptions((resumption) => {
      const { router, at } = resumption
      if (!stoodStill(router)) return
      const { segment } = router.virtualRouter
      const host = `${segment} ${router.address.text}`
      const known = resumed.get(host)
      const first = known?.values().next().value
      if (known !== undefined && first !== undefined && at - first.at <= TOGETHER) {
        known.set(router, resumption)
        return
      }
      const together = new Map([[router, resumption]])
      resumed.set(host, together)
      run.after(ns(at + TOGETHER), () => {
        const all = run.world.virtualRouters.filter(
          (vr) => vr.segment === segment && vr.active.some(({ address }) => address.text === router.address.text),
        )
        if (together.size < 2 || all.length > together.size) return
        run.report('paused', {
          routers: [...together.keys()],
          incident: `${host} ${at}`,
          from: resumption.from,
          seen: [...together.values()].map((one) => ({ tNs: one.at, frameNo: one.frameNo })),
          confidence: router.address.family === 4 ? 'certain' : 'likely',
          values: { host: router.address.text, count: together.size, silenceMs: inMs(ns(at - resumption.from)) },
        })
      })
    })
  },
})

/**
 * By its IP ids it sent nothing meanwhile. IPv6 has none: there a new daemon shows by its joins, if it has a MAC of its own
 * by which to tell them.
 */
const stoodStill = ({ address, idsLeftOut, mac, virtualRouter: { family, vrid } }: LiveRouter): boolean =>
  address.family === 4 ? idsLeftOut === 0 : mac !== virtualMac(family, vrid)

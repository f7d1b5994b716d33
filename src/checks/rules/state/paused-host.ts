import { BoundedMap } from '../../../core/bounded.ts'
import { ms, type Ns, ns, nsFromMs } from '../../../core/time.ts'
import type { LivePeriod } from '../../../observe/live.ts'
import { inMs } from '../../quantity.ts'
import { defineRule } from '../../rule.ts'

const TOGETHER = nsFromMs(ms(1000))
const MAX_HOSTS = 256

/** Virtual routers of one host that resumed together. */
interface Resumption {
  readonly at: Ns
  readonly silence: Ns
  readonly periods: LivePeriod[]
}

export const pausedHost = defineRule({
  id: 'state/paused-host',
  severity: 'warning',
  absence: true,
  rfc: { none: 'VRRP does not speak of hosts that are stopped and continued by their hypervisor.' },
  condition: 'Every virtual router of one host, two or more, stops and resumes together.',
  why: 'The host stood still as a whole: a snapshot, a live migration, a backup. Its daemons did nothing wrong.',
  remedy:
    'Exclude the machine of {host} from stunning backups and snapshots, or use an `advert_int` that outlasts them; ' +
    '`garp_master_refresh 60` repairs the tables afterwards.',
  messages: { paused: 'All {count} virtual routers of {host} stood still for {silenceMs} ms and resumed together.' },
  watch(run) {
    const resumed = new BoundedMap<string, Resumption>(MAX_HOSTS)
    return {
      onActive(period) {
        const { router, from, silenceBefore } = period
        if (silenceBefore === undefined || !period.ipIdContinues || silenceBefore < router.activeDownNs(router)) return
        const host = `${router.virtualRouter.segment} ${router.address.text}`
        const known = resumed.get(host)
        if (known !== undefined && from - known.at <= TOGETHER) {
          known.periods.push(period)
          return
        }
        const fresh: Resumption = { at: from, silence: silenceBefore, periods: [period] }
        resumed.set(host, fresh)
        run.after(ns(from + TOGETHER), () => {
          const all = run.world.virtualRouters.filter(
            ({ segment, active }) =>
              segment === router.virtualRouter.segment &&
              active.some(({ address }) => address.text === router.address.text),
          )
          if (fresh.periods.length < 2 || all.length > fresh.periods.length) return
          run.report('paused', {
            routers: [router],
            incident: `${host} ${from}`,
            from: ns(from - fresh.silence),
            seen: fresh.periods.map((p) => ({ tNs: p.from, frameNo: p.firstFrameNo })),
            values: { host: router.address.text, count: fresh.periods.length, silenceMs: inMs(fresh.silence) },
          })
        })
      },
    }
  },
})

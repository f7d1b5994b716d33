import { compareIp } from '../../../core/address.ts'
import { ns, nsFromCs } from '../../../core/time.ts'
import type { LivePeriod, LiveRouter } from '../../../observe/live.ts'
import { tolerance } from '../../../observe/tolerance.ts'
import { inMs } from '../../quantity.ts'
import { defineRule } from '../../rule.ts'

export const deafAtBoot = defineRule({
  id: 'state/deaf-at-boot',
  severity: 'warning',
  absence: true,
  ends: 'quiet',
  rfc: ['RFC 9568 6.4.1', 'RFC 9568 6.4.2'],
  condition:
    'A newcomer becomes Active one Active_Down_Interval after its first own frame, although a valid higher or equal advert ' +
    'was on the wire throughout.',
  why:
    'It looks like a broken `nopreempt`, but the router could not hear: its switch port did not forward yet (STP, LACP, ' +
    'bond), or its firewall was shut.',
  remedy:
    'Set the port of {router} to portfast / edge, or `vrrp_startup_delay 30` (`vrrp_delay_after_boot`) in its ' +
    '`global_defs`.',
  messages: {
    deaf: '{router} became Active {sinceBootMs} ms after its first frame although {active} was advertising: it did not hear it.',
  },
  watch: (run) => ({
    onActive(period) {
      const boot = bootOf(period)
      if (boot === undefined || isFromTheStart(boot, period)) return
      const { router, from } = period
      const waited = ns(from - boot)
      const heard = router.virtualRouter.active.find(
        (other) => other !== router && shouldHaveHeard(router, other, boot),
      )
      if (heard === undefined || Math.abs(waited - router.activeDownNs(router)) > 0.1 * waited + tolerance(waited))
        return
      run.report('deaf', {
        virtualRouter: router.virtualRouter,
        routers: [router, heard],
        from: boot,
        seen: [{ tNs: from, frameNo: period.firstFrameNo }],
        confidence: 'likely',
        values: { router: router.name, active: heard.name, sinceBootMs: inMs(waited) },
      })
    },
  }),
})

/** The first frame of a router that had never advertised before. */
const bootOf = ({ router, silenceBefore }: LivePeriod) =>
  silenceBefore === undefined ? router.host?.firstNs : undefined

/** It may have been there before the capture began: then nothing is known of its boot. */
const isFromTheStart = (boot: number, { router }: LivePeriod): boolean =>
  boot - router.virtualRouter.watchedSinceNs < nsFromCs(router.advertised)

function shouldHaveHeard(router: LiveRouter, other: LiveRouter, boot: number): boolean {
  const outranked =
    other.priority > router.priority ||
    (other.priority === router.priority && compareIp(other.address, router.address) !== 0)
  return (
    outranked && (other.period?.from ?? boot) < boot && router.virtualRouter.acceptance(other, router)?.accepts === true
  )
}

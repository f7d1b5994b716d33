import { describe, expect, it } from 'vitest'
import { SpeakerMetrics } from '../../src/cli/speak-metrics.ts'
import { ip, router } from '../model/routers.ts'
import { TestSegment } from '../speaker/segment.ts'

const ROUTER = 'interface="eth0",vlan="20",family="ipv4",vrid="51"'

/** A speaker of priority 150 at 192.0.2.11 that comes where another serves with 100, and its metrics. */
function measured() {
  const lan = new TestSegment()
  lan.join([router({ primaryAddress: ip('192.0.2.12') })])
  lan.until(5000)
  const { speaker } = lan.add([router({ priority: 150 })], { onEvent: (event) => metrics.onEvent(event) })
  const metrics = new SpeakerMetrics(speaker, () => lan.clock.now(), '20')
  speaker.start()
  return { lan, metrics, lines: async () => (await metrics.metrics.text()).split('\n') }
}

describe('the metrics of speak', () => {
  it('have the names of sniff: its own state, and the takeover with its cause and silence', async () => {
    const { lan, lines } = measured()
    lan.until(10_500)
    const text = await lines()
    const own = `${ROUTER},source="192.0.2.11"`
    expect(text).toContain(`vrrpscope_router_active{${own}} 1`)
    expect(text).toContain(`vrrpscope_router_priority{${own}} 150`)
    expect(text).toContain(`vrrpscope_active_routers{${ROUTER}} 1`)
    // Active at 5000 + 3414.0625 ms: adverts then, and at 9414.0625 and 10414.0625.
    expect(text).toContain(`vrrpscope_adverts_total{${own}} 3`)
    expect(text).toContain(`vrrpscope_takeovers_total{${ROUTER},cause="preemption"} 1`)
    // The other one's last advert left at 7609.375 ms and took 0.1: 804.5875 ms before.
    const sum = text.find((line) => line.startsWith(`vrrpscope_takeover_seconds_sum{${ROUTER}}`))
    expect(Number(sum?.split(' ')[1])).toBeCloseTo(0.8045875, 9)
  })

  it('unknown senders are distinguished up to a bound', async () => {
    const { metrics, lines } = measured()
    const event = { at: 0, instance: 'VI_1', interfaceName: 'eth0', vrid: 51, family: 4, kind: 'rejected' } as const
    for (let i = 1; i <= 200; i++)
      metrics.onEvent({ ...event, at: 0 as never, from: ip(`198.51.100.${i}`), reason: 'checksum' })
    const rejected = (await lines()).filter((line) => line.startsWith('vrrpscope_rejected_adverts_total{'))
    expect(rejected).toHaveLength(9)
    expect(rejected.at(-1)).toContain('source="other"')
    expect(rejected.at(-1)).toMatch(/ 192$/)
  })
})

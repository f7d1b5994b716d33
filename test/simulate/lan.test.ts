import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/core/random.ts'
import { ns } from '../../src/core/time.ts'
import { Lan, type LanOptions } from '../../src/simulate/lan.ts'
import { VirtualClock } from '../../src/simulate/queue.ts'

function three(options: Partial<LanOptions> = {}) {
  const clock = new VirtualClock()
  const lan = new Lan(clock, { latency: ns(100), ...options })
  const ports = [lan.plug(), lan.plug(), lan.plug()]
  const heard: string[] = []
  ports.forEach((port, i) => {
    port.onFrame((view) => heard.push(`${i} hears ${view.dv.getUint8(view.start)} at ${view.tNs}`))
  })
  return { clock, lan, ports, heard }
}

describe('a virtual LAN', () => {
  it('brings a frame to all others after its latency, never back to its sender', () => {
    const { clock, ports, heard } = three()
    ports[1]!.send(Uint8Array.of(7))
    expect(heard).toEqual([])
    clock.runUntil(ns(200))
    expect(heard).toEqual(['0 hears 7 at 100', '2 hears 7 at 100'])
  })

  it('cuts one way, isolates, heals', () => {
    const { clock, lan, ports, heard } = three()
    lan.cut(ports[0]!, ports[1]!)
    ports[0]!.send(Uint8Array.of(1))
    ports[1]!.send(Uint8Array.of(2))
    clock.runFor(ns(100))
    expect(heard.splice(0)).toEqual(['2 hears 1 at 100', '0 hears 2 at 100', '2 hears 2 at 100'])
    lan.isolate(ports[2]!)
    ports[2]!.send(Uint8Array.of(3))
    ports[1]!.send(Uint8Array.of(4))
    clock.runFor(ns(100))
    expect(heard.splice(0)).toEqual(['0 hears 4 at 200'])
    lan.heal()
    ports[0]!.send(Uint8Array.of(5))
    clock.runFor(ns(100))
    expect(heard).toEqual(['1 hears 5 at 300', '2 hears 5 at 300'])
  })

  it('shows its tap each frame when it is sent, also one that does not arrive', () => {
    const { clock, lan, ports } = three()
    const seen: string[] = []
    lan.tap({ onFrame: (view) => seen.push(`${view.frameNo}: ${view.wireLen} bytes at ${view.tNs}`) })
    lan.isolate(ports[0]!)
    clock.runUntil(ns(50))
    ports[0]!.send(new Uint8Array(60))
    expect(seen).toEqual(['1: 60 bytes at 50'])
  })

  it('loses the share that it is told, the same with the same seed', () => {
    const lost = (seed: number) => {
      const { clock, ports, heard } = three({ loss: 0.25, random: seededRandom(seed) })
      for (let i = 0; i < 1000; i++) ports[0]!.send(Uint8Array.of(i & 255))
      clock.runUntil(ns(200))
      return 2000 - heard.length
    }
    expect(lost(1)).toBe(lost(1))
    // 500 expected; a standard deviation is sqrt(2000 * 0.25 * 0.75) = 19.
    expect(Math.abs(lost(1) - 500)).toBeLessThan(100)
  })
})

import { describe, expect, it } from 'vitest'
import type { RouterConfig } from '../../src/config/model.ts'
import { cs, ns } from '../../src/core/time.ts'
import { MACHINE, type Machine } from '../../src/model/machine.ts'
import { mutants, mutated } from '../../src/model/mutants.ts'
import { paramsOf } from '../../src/model/params.ts'
import { INITIALIZE } from '../../src/model/step.ts'
import type { Event, State } from '../../src/model/types.ts'
import { ip, router, sighting, sighting2 } from './routers.ts'

// A mutant that behaves like the machine proves nothing. Each must show itself in one of these lives of a router.

const MS = 1_000_000
const at = (milliseconds: number) => ns(milliseconds * MS)

const configs: RouterConfig[] = [
  router(),
  router({ preempt: false }),
  router({ priority: 255 }),
  router({ profile: 'rfc3768', version: 2, advertInterval: cs(300) }),
  router({ profile: 'rfc5798', priority: 255 }),
  router({ family: 6, advertInterval: cs(25) }),
  router({ profile: 'keepalived-2.2', version: 2, authentication: { kind: 'simple', password: new Uint8Array(8) } }),
  router({ profile: 'keepalived-2.2', version: 2, authentication: { kind: 'ah', password: new Uint8Array(8) } }),
  router({
    profile: 'keepalived-2.4',
    authentication: { kind: 'hmac', keys: [], activeKeyId: 1, mode: 'enforce', antiReplay: 'time', windowSec: 5 },
  }),
]

const heard = (priority: number, from: string, interval = 300): Event => ({
  kind: 'advert',
  atNs: at(500),
  from: ip(from),
  advert: { priority, maxAdvertInterval: cs(interval) },
})
// 192.0.2.11 is the router: .200 is signed lower, 10.0.0.12 lower but with a greater last byte.
const senders = ['192.0.2.11', '192.0.2.12', '192.0.2.10', '192.0.2.200', '10.0.0.12']
const events: Event[] = [
  ...(['startup', 'shutdown', 'rejected'] as const).map((kind): Event => ({ kind, atNs: at(500) })),
  { kind: 'timeout', atNs: at(20_000) },
  ...['192.0.2.100', '192.0.2.101', '192.0.2.99'].map(
    (target): Event => ({ kind: 'who-has', atNs: at(500), target: ip(target) }),
  ),
  ...[0, 99, 100, 101, 255].flatMap((priority) => senders.map((from) => heard(priority, from))),
]
const states: State[] = [
  INITIALIZE,
  { name: 'Backup', activeAdverInterval: cs(200), activeDownAt: at(7000) },
  { name: 'Active', adverAt: at(1000) },
]
const seen = [
  sighting(),
  sighting({ hopLimit: 254 }),
  sighting({ dst: ip('224.0.0.19') }),
  sighting({ srcMac: '02:00:00:00:00:01' as never }),
  ...[
    { version: 2 },
    { type: 2 },
    { checksums: [] },
    { addressCount: 2 },
    { vrid: 52 },
    { addressCount: 0, addresses: [] },
    { addresses: [ip('192.0.2.101')] },
    { maxAdvertInterval: cs(300) },
    { reserved: 1 },
    { priority: 255 },
  ].map((advert) => sighting({}, advert)),
  sighting({ src: ip('fe80::12'), dst: ip('ff02::12') }, { addresses: [ip('2001:db8::1')] }),
  sighting2(),
  sighting2({}, { auth: 'simple', authType: 1, authData: new Uint8Array(8).fill(1) }),
  sighting2({}, { authType: 2, ah: { nextHeader: 112, spi: 0xc000020c, sequence: 5, icv: new Uint8Array(12) } }),
  sighting2({}, { maxAdvertInterval: cs(300), addressCount: 0, addresses: [] }),
]

function life(machine: Machine): string[] {
  const steps = configs.flatMap((config) => {
    const params = {
      ...paramsOf({ ...config, addresses: [ip('192.0.2.100'), ip('192.0.2.101')] }),
      timers: machine.timers,
    }
    return states.flatMap((state) => events.map((event) => JSON.stringify(machine.step(params, state, event))))
  })
  const verdicts = configs.flatMap((config) =>
    seen.map((one) => String(machine.accept(config, one, { ahSequence: 5, nowSec: 0 }))),
  )
  return [...steps, ...verdicts]
}

const right = life(MACHINE)

describe('mutants', () => {
  it.each(mutants.map((mutant) => [mutant.name, mutant] as const))('%s shows itself', (_, mutant) => {
    expect(life(mutant.of(MACHINE))).not.toEqual(right)
  })

  it('behave in as many ways as there are', () => {
    const lives = new Set(mutants.map((mutant) => life(mutant.of(MACHINE)).join('\n')))
    expect(lives.size).toBe(mutants.length)
  })

  it('have names and sentences of their own', () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length)
    expect(new Set(mutants.map(({ sentence }) => sentence)).size).toBe(mutants.length)
    for (const { name, sentence } of mutants) {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      expect(sentence).toMatch(/^[a-z].*[^.]$/)
    }
  })

  it('combine by name, and an unknown name is none', () => {
    const both = mutated(['never-yields', 'no-goodbye'])!
    const params = paramsOf(router())
    const active = states[2]!
    expect(both.step(params, active, heard(255, '192.0.2.12')).state).toEqual(active)
    expect(both.step(params, active, { kind: 'shutdown', atNs: at(1) }).actions.map(({ kind }) => kind)).toEqual([
      'transition',
    ])
    expect(mutated(['no-such'])).toBeUndefined()
    expect(mutated([])).toBe(MACHINE)
  })
})

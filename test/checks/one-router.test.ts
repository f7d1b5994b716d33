import { describe, expect, test } from 'vitest'
import type { Mac } from '../../src/core/address.ts'
import { router } from '../model/routers.ts'
import { A, B, ip, type Node, Scene } from './scene.ts'

// One router with another MAC or another source address is one router still.

const REPLACED: Node = { ...A, mac: '02:00:5e:10:77:01' as Mac }
const problems = (scene: Scene, options: Parameters<Scene['findings']>[0] = {}) =>
  scene
    .findings(options)
    .filter(({ severity }) => severity !== 'info')
    .map(({ id }) => id)

describe('another MAC', () => {
  /** A announces from its new MAC and goes on advertising from there. */
  const moved = () => new Scene().active(A, 4, 10).announce(REPLACED, 10.9).adverts(REPLACED, 11, 20)

  test('while it runs is no other host that claims its addresses', () => {
    expect(problems(moved())).toEqual([])
  })

  test('whoever claims them from the MAC that it had is another', () => {
    expect(problems(moved().announce(A, 15))).toEqual(['net/duplicate-address'])
  })

  test('after a restart is no peer of the same priority', () => {
    const restarted = new Scene().active(A, 4, 10).advert(A, 10.5, { priority: 0 }).active(B, 11.11, 20)
    for (let i = 0; i < 5; i++) restarted.advert(REPLACED, 20.2 + i, { ipId: i + 1 })
    restarted.announce(REPLACED, 20.201)
    expect(problems(restarted)).toEqual([])

    const configs = [A, B].map(({ priority }) => {
      const { primaryAddress: _, ...unnamed } = router({ priority, virtualMac: false, profile: 'keepalived-2.2' })
      return unnamed
    })
    const { observer } = restarted.play({ configs })
    const nodes = observer.virtualRouters[0]!.routers.map(({ name, config }) => `${name} ${config?.priority}`)
    expect(nodes).toEqual([`${A.ip.text}#1 150`, `${B.ip.text} 100`, `${A.ip.text}#2 150`])
  })
})

test('a router that changes its source address twice stays one', () => {
  const [nameless, later] = ['0.0.0.0', '192.0.2.61'].map((text): Node => ({ ...A, ip: ip(text) }))
  const scene = new Scene().active(A, 4, 10)
  for (let i = 0; i < 5; i++) scene.advert(nameless!, 11 + i, { ipId: 8 + i })
  for (let i = 0; i < 5; i++) scene.advert(later!, 16 + i, { ipId: 13 + i })
  expect(problems(scene)).toEqual(['wire/source-is-virtual-address'])
  expect(scene.play().observer.virtualRouters[0]!.takeovers.map(({ cause }) => cause)).toEqual(['startup'])
})

import { expect, test } from 'vitest'
import { A, B, ip, type Node, Scene } from './scene.ts'

// A router that changes its source address goes on: it is no second one beside itself, on the way there nor back.

const SIX: Node = { ...A, ip: ip('fe80::b'), addresses: [ip('fe80::100')] }

const errors = (scene: Scene) => scene.findings().flatMap(({ id, severity }) => (severity === 'error' ? [id] : []))

/** Adverts each second by one address after the other, `seconds` of each; IP ids go on. */
function speaks(node: Node, addresses: readonly string[], seconds = 10): Scene {
  const scene = new Scene().announce(node, 4.001)
  addresses.forEach((address, turn) => {
    for (let i = 0; i < seconds; i++) {
      const at = 4 + turn * seconds + i
      scene.advert({ ...node, ip: ip(address) }, at, { ipId: at })
    }
  })
  return scene
}

test('back to its first address, and to a third one', () => {
  for (const addresses of [
    ['192.0.2.11', '192.0.2.77', '192.0.2.11'],
    ['192.0.2.11', '192.0.2.77', '192.0.2.78'],
  ]) {
    const { engine, observer } = speaks(A, addresses).play()
    observer.end()
    expect(
      engine.findings().flatMap(({ id, severity, message }) => (severity === 'info' ? [] : [`${id} ${message}`])),
    ).toEqual([])
    expect(observer.virtualRouters[0]!.takeovers).toMatchObject([{ cause: 'startup' }])
  }
})

test('over IPv6, where no IP id goes on: the next advert comes in time, whichever address is higher', () => {
  expect(errors(speaks(SIX, ['fe80::b', 'fe80::77', 'fe80::b']))).toEqual([])
  expect(errors(speaks(SIX, ['fe80::b', 'fe80::5']))).toEqual([])
})

test('another MAC, or an advert out of time, is another router', () => {
  const other = { ...SIX, ip: ip('fe80::77'), mac: B.mac }
  expect(errors(new Scene().adverts(SIX, 4, 10).adverts(other, 11, 20).adverts(SIX, 11.5, 20))).toContain(
    'state/split-brain',
  )
  const sameMac = { ...SIX, ip: ip('fe80::5') }
  expect(errors(new Scene().adverts(SIX, 4, 20).adverts(sameMac, 8.4, 20))).toContain('state/split-brain')
})

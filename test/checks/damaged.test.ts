import { expect, test } from 'vitest'
import { A, advertOf, B, Scene } from './scene.ts'

// Adverts that are there and cannot be obeyed: signs of life, which the capture does not lack.

const VRRP_AT = 34

const changed = (ipId: number, change: (frame: Uint8Array) => void): Uint8Array => {
  const frame = advertOf(A, { ipId })
  change(frame)
  return frame
}

const badSum = (frame: Uint8Array): void => {
  frame[VRRP_AT + 6]! ^= 0x55
}

const BROKEN: Readonly<Record<string, (frame: Uint8Array) => void>> = {
  'wire/unknown-type': (frame) => {
    frame[VRRP_AT] = 0x32
  },
  'wire/unknown-version': (frame) => {
    frame[VRRP_AT] = 0x41
  },
  'wire/vrid-zero': (frame) => {
    frame[VRRP_AT + 1] = 0
  },
  // An IP packet of 4 bytes behind its header.
  'wire/malformed': (frame) => {
    frame[16] = 0
    frame[17] = 24
  },
}

const CLAIMS = ['net/capture-gap', 'state/no-active', 'state/starved-active', 'state/near-failover']

const idsOf = (scene: Scene) => scene.findings().flatMap(({ id, severity }) => (severity === 'info' ? [] : [id]))

test('the capture does not lack adverts that it shows and nobody can read', () => {
  for (const [id, change] of Object.entries(BROKEN)) {
    const scene = new Scene().active(A, 4, 10)
    for (let i = 1; i <= 6; i++) scene.frame(10 + i, changed(7 + i, change))
    for (let i = 7; i <= 12; i++) scene.advert(A, 10 + i, { ipId: 7 + i })
    const found = idsOf(scene)
    expect(found).toContain(id)
    expect(found.filter((one) => CLAIMS.includes(one))).toEqual([])
  }
})

test('a split that begins with bad checksums is put down to them', () => {
  const scene = new Scene().active(A, 4, 10)
  for (let i = 1; i <= 14; i++) scene.frame(10 + i, changed(7 + i, badSum))
  const split = scene
    .active(B, 13.61, 24)
    .findings()
    .find(({ id }) => id === 'state/split-brain')
  expect(split?.values).toMatchObject({ kind: 'mutual-rejection', cause: 'state/mutual-rejection' })
})

test('two damaged adverts do not say what their sender sends', () => {
  const scene = new Scene().active(A, 4, 10)
  for (const i of [1, 2, 4, 5]) scene.frame(10 + i, changed(7 + i, badSum))
  const { observer } = scene.advert(A, 13, { ipId: 10 }).play()
  expect(observer.virtualRouters[0]!.routers[0]!.checksum).not.toBe('bad')
})

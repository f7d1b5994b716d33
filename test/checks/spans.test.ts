import { expect, test } from 'vitest'
import { spokenBy } from '../../src/checks/advert.ts'
import { A, B, HOST, type Node, nsOf, Scene, VIP } from './scene.ts'

// What lasts is told with all its time: to its end, or to that of the capture.

const spanOf = (id: string, scene: Scene, options: Parameters<Scene['findings']>[0] = {}) => {
  const found = scene.findings(options).find((one) => one.id === id)
  return [found?.firstSeen, found?.lastSeen]
}
const seconds = (from: number, to: number) => [nsOf(from), nsOf(to)]

test('an outage that nobody ends lasts to the end of the capture', () => {
  expect(spanOf('state/no-active', new Scene().active(A, 4, 10).until(300))).toEqual(seconds(10, 300))
})

const other: Node = { ...B, vrid: 52 }

test('one address under two VRIDs, to the end or until one leaves', () => {
  const both = () => new Scene().active(A, 4, 30).active(other, 10, 30)
  expect(spanOf('state/split-brain', both())).toEqual(seconds(10, 30))
  const left = new Scene().active(A, 4, 30).active(other, 10, 20).advert(other, 20.5, { priority: 0 })
  expect(spanOf('state/split-brain', left)).toEqual(seconds(10, 20.5))
})

test('a group that is apart, to the end or until one of its members moves', () => {
  const group = { given: { groups: [{ name: 'pair', members: ['51', '52'] }], watched: [] } }
  const apart = { ...other, addresses: [HOST.ip] }
  expect(spanOf('state/group-split', new Scene().active(A, 4, 30).active(apart, 4.2, 30), group)).toEqual(
    seconds(4.2, 30),
  )
  const left = new Scene().active(A, 4, 30).active(apart, 4.2, 15).advert(apart, 15.5, { priority: 0 })
  expect(spanOf('state/group-split', left, group)).toEqual(seconds(4.2, 15.5))
})

test('a storm begins with its first announcement', () => {
  const storm = new Scene()
  for (let i = 0; i <= 102; i++) storm.announce(B, 10 + i / 200)
  expect(spanOf('net/announcement-storm', storm.adverts(A, 4, 12))).toEqual(seconds(10, 10.51))
})

test('an address is contested from its first change', () => {
  const contested = new Scene()
  for (let i = 0; i < 8; i++) contested.announce(i % 2 === 0 ? A : B, 10 + 2 * i)
  const found = contested.findings().find(({ id }) => id === 'net/address-contested')
  expect(found).toMatchObject({ count: 7, firstSeen: nsOf(12), lastSeen: nsOf(24), values: { address: VIP.text } })
  expect(found?.frames).toHaveLength(7)
})

test('who is not configured is told with all its adverts, not with the last one', () => {
  const { observer } = new Scene().active(A, 4, 30).play()
  const [router] = observer.virtualRouters[0]!.routers
  const { times, from, to, seen } = spokenBy(router!)
  expect([times, from, to, seen?.length]).toEqual([27, ...seconds(4, 30), 2])
})

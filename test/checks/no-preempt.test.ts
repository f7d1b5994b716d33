import { expect, test } from 'vitest'
import { router } from '../model/routers.ts'
import { A, B, type Node, Scene } from './scene.ts'

// A higher router that its file keeps from pre-empting, and that comes although the lower one advertises.

const configs = [router({ primaryAddress: A.ip, priority: 150, profile: 'keepalived-2.2', preempt: false })]
const early = (scene: Scene, given = configs) =>
  scene.findings({ configs: given }).filter(({ id }) => id === 'state/early-takeover')
const taken = (from: Node, to: Node) => new Scene().active(from, 4, 14).active(to, 14.41, 22)

test('it did not hear the Active one', () => {
  expect(early(taken(B, A))).toMatchObject([{ message: 'deaf', confidence: 'likely', values: { to: A.ip.text } }])
})

test('without the configuration, and as address owner, it had the right', () => {
  expect(early(taken(B, A), [])).toEqual([])
  const owner = { ...A, priority: 255 }
  expect(early(taken(B, owner))).toEqual([])
})

test('who only fell silent for a while, and went on as Active, is not deaf', () => {
  const paused = () => new Scene().active(A, 1, 8).active(B, 11.61, 20.61)
  expect(early(paused().adverts(A, 21, 30))).toEqual([])
  // Its daemon started anew: the IP id counts from 1.
  expect(early(paused().advert(A, 21, { ipId: 1 }).adverts(A, 22, 30))).toMatchObject([{ message: 'deaf' }])
})

test('after a silence it takes over by right', () => {
  expect(early(new Scene().active(B, 4, 14).active(A, 17.42, 22))).toEqual([])
})

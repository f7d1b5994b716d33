import { expect, it } from 'vitest'
import { SpeakKeys } from '../../src/cli/speak-keys.ts'
import { router } from '../model/routers.ts'
import { TestSegment } from '../speaker/segment.ts'

function pressing() {
  const lan = new TestSegment()
  const { speaker } = lan.join([router({ priority: 250 })])
  lan.until(4000)
  const told: string[] = []
  const keys = new SpeakKeys(
    speaker,
    () => told.push('quit'),
    () => told.push('state'),
    (text) => told.push(text),
  )
  const press = (text: string) => {
    for (const key of text) keys.press(key)
  }
  return { lan, speaker, told, press }
}

it('a sends an advert, b drops to Backup', () => {
  const { lan, speaker, press } = pressing()
  press('ab')
  expect(lan.adverts().map(({ advert }) => advert.priority)).toEqual([250, 250, 0])
  expect(speaker.status()[0]!.state).toBe('Backup')
})

it('+ and - move the priority within 1 to 254', () => {
  const { speaker, press } = pressing()
  const priority = () => speaker.status()[0]!.priority
  press('+')
  expect(priority()).toBe(254)
  press('--')
  expect(priority()).toBe(234)
  press('-'.repeat(30))
  expect(priority()).toBe(1)
})

it('p holds everything, and again lets it go', () => {
  const { lan, press } = pressing()
  press('p')
  lan.until(9000)
  expect(lan.adverts()).toHaveLength(1)
  press('p')
  expect(lan.adverts()).toHaveLength(2)
})

it('says what it did where no event tells it', () => {
  const { told, press } = pressing()
  press('a-+ppba')
  expect(told).toEqual([
    'advert sent',
    'priority 240',
    'priority 250',
    'paused: hears and says nothing',
    'resumed',
    'not Active: no advert',
  ])
})

it('q quits, s shows the state, others do nothing', () => {
  const { told, press } = pressing()
  press('xsq')
  expect(told).toEqual(['state', 'quit'])
})

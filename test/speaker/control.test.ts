import { describe, expect, it } from 'vitest'
import { control } from '../../src/speaker/control.ts'
import { router } from '../model/routers.ts'
import { TestSegment } from './segment.ts'

function running() {
  const lan = new TestSegment()
  const { speaker } = lan.join([router()])
  lan.until(4000)
  return { lan, speaker, say: (line: string) => control(speaker, line.split(' ')) }
}

describe('what an operator may say', () => {
  it('state', () => {
    expect(running().say('state')).toMatchObject({
      ok: true,
      routers: [{ instance: 'VI_1', state: 'Active', priority: 100, advertsSent: 1 }],
    })
  })
  it('set priority', () => {
    const { say } = running()
    expect(say('set priority 42 VI_1')).toEqual({ ok: true })
    expect(say('state')).toMatchObject({ routers: [{ priority: 42 }] })
  })
  it('backup, advert', () => {
    const { lan, say } = running()
    expect(say('advert')).toEqual({ ok: true })
    expect(say('backup')).toEqual({ ok: true })
    expect(lan.adverts().map(({ advert }) => advert.priority)).toEqual([100, 100, 0])
    expect(say('state')).toMatchObject({ routers: [{ state: 'Backup' }] })
  })
  it('pause and resume', () => {
    const { lan, say } = running()
    say('pause')
    lan.until(10_000)
    expect(lan.adverts()).toHaveLength(1)
    say('resume')
    expect(lan.adverts()).toHaveLength(2)
  })
  it('mute and unmute', () => {
    const { lan, say } = running()
    say('mute tx')
    lan.until(10_000)
    expect(lan.adverts()).toHaveLength(1)
    say('unmute tx')
    lan.until(11_000)
    expect(lan.adverts()).toHaveLength(2)
  })
  it('shutdown', () => {
    const { lan, say } = running()
    expect(say('shutdown')).toEqual({ ok: true, ends: true })
    expect(lan.adverts().at(-1)!.advert.priority).toBe(0)
  })
  it.each(['', 'frobnicate', 'set', 'set interval 5', 'mute', 'mute both'])('not %j', (line) => {
    expect(running().say(line)).toMatchObject({ ok: false, error: expect.stringContaining('not understood') })
  })
  it.each(['set priority', 'set priority 0', 'set priority 255', 'set priority x', 'set priority 1.5'])(
    'not %j',
    (line) => {
      expect(running().say(line)).toEqual({ ok: false, error: 'a priority is a number from 1 to 254' })
    },
  )
  it('nor to a virtual router that is not there', () => {
    expect(running().say('backup VI_9')).toEqual({ ok: false, error: 'no virtual router VI_9' })
  })
})

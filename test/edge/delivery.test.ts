import { describe, expect, it } from 'vitest'
import type { Ns } from '../../src/core/time.ts'
import { Delivery } from '../../src/edge/delivery.ts'

const at = (ms: number) => (ms * 1e6) as Ns

function setUp() {
  const questions: number[] = []
  const delivery = new Delivery(() => questions.push(questions.length))
  return { delivery, questions }
}

describe('what a child has captured is here', () => {
  it('once as many frames have come as it had taken when it was asked', () => {
    const { delivery, questions } = setUp()
    expect(delivery.reaches(at(100), at(130))).toBe(false)
    delivery.frames = 5
    delivery.answered(6)
    expect(delivery.reaches(at(100), at(140))).toBe(false)
    delivery.frames = 6
    expect(delivery.reaches(at(100), at(150))).toBe(true)
    expect(delivery.reaches(at(130), at(160))).toBe(true)
    expect(questions).toHaveLength(1)
    expect(delivery.reaches(at(131), at(161))).toBe(false)
    expect(questions).toHaveLength(2)
  })

  it('no matter how many more arrive meanwhile', () => {
    const { delivery } = setUp()
    delivery.reaches(at(100), at(130))
    delivery.answered(1000)
    delivery.frames = 1000
    delivery.answered(5000) // said unasked
    expect(delivery.reaches(at(100), at(150))).toBe(true)
  })

  it('does not take the answer to an earlier question for that to a later one', () => {
    const { delivery, questions } = setUp()
    delivery.ask(at(50))
    expect(delivery.reaches(at(100), at(130))).toBe(false)
    expect(questions).toHaveLength(1)
    delivery.answered(0)
    expect(delivery.reaches(at(100), at(140))).toBe(false)
    expect(questions).toHaveLength(2)
    delivery.answered(0)
    expect(delivery.reaches(at(100), at(150))).toBe(true)
  })

  it('also of a child that counts frames which it never hands on', () => {
    const { delivery } = setUp()
    delivery.reaches(at(100), at(130))
    delivery.answered(12)
    delivery.frames = 6
    expect(delivery.reaches(at(100), at(400))).toBe(false)
    delivery.giveUp()
    delivery.reaches(at(500), at(530))
    delivery.answered(20)
    expect(delivery.reaches(at(500), at(540))).toBe(false)
    delivery.frames = 14
    expect(delivery.reaches(at(500), at(550))).toBe(true)
  })

  it('and what was only late counts again', () => {
    const { delivery } = setUp()
    delivery.reaches(at(100), at(130))
    delivery.answered(10)
    delivery.giveUp()
    delivery.frames = 10
    delivery.ask(at(200))
    delivery.answered(10)
    delivery.reaches(at(300), at(330))
    delivery.answered(11)
    expect(delivery.reaches(at(300), at(340))).toBe(false)
    delivery.frames = 11
    expect(delivery.reaches(at(300), at(350))).toBe(true)
  })
})

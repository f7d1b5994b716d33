import { expect, test } from 'vitest'
import { captureOf, frameBase, numberInCapture } from '../../src/core/frame-number.ts'

test('one number says which capture and which frame in it, exactly', () => {
  const lastOfThird = frameBase(2) + 4_294_967_296
  expect([captureOf(lastOfThird), numberInCapture(lastOfThird)]).toEqual([2, 4_294_967_296])
  expect([captureOf(7), numberInCapture(7)]).toEqual([0, 7])
  // 4096 captures fit.
  expect(frameBase(4095) + 2 ** 40 - 1).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER)
})

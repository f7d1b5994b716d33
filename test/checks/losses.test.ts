import { describe, expect, test } from 'vitest'

import { A, nsOf, Scene } from './scene.ts'

/** Ten seconds without an advert, and at the end of the capture the count of frames that it lost in all that time. */
function outage(dropped: number, from = 0, to = 40) {
  const { engine, observer } = new Scene().active(A, 4, 19).active(A, 30, 40).play()
  observer.onGap({ source: 0, from: nsOf(from), to: nsOf(to), reason: 'drops-unplaced', dropped })
  observer.end()
  return engine.findings().find(({ id }) => id === 'state/no-active')
}

describe('what the capture may have lost', () => {
  test('is possible, and no error', () => {
    expect(outage(500)).toMatchObject({ confidence: 'possible', severity: 'warning' })
  })

  test.each([
    { name: 'fewer frames were lost than adverts are missing', finding: () => outage(9) },
    { name: 'they were lost before', finding: () => outage(500, 0, 18) },
    { name: 'they were lost afterwards', finding: () => outage(500, 31, 40) },
  ])('$name: it was not there', ({ finding }) => {
    expect(finding()).toMatchObject({ confidence: 'certain', severity: 'error' })
  })

  test('at another vantage point of the segment alone is not lost', () => {
    const { engine, observer } = new Scene().adverts(A, 4, 19, {}, [0, 1]).adverts(A, 30, 40, {}, [0, 1]).play()
    observer.onGap({ source: 1, from: nsOf(0), to: nsOf(40), reason: 'drops-unplaced', dropped: 500 })
    observer.end()
    expect(engine.findings().find(({ id }) => id === 'state/no-active')).toMatchObject({ confidence: 'certain' })
  })
})

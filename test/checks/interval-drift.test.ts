import { expect, test } from 'vitest'
import { cs } from '../../src/core/time.ts'
import { A, Scene } from './scene.ts'

test('an interval that was set anew while the router was Active is no drift', () => {
  const made = new Scene().active(A, 4, 24).adverts({ ...A, interval: cs(200) }, 26, 40)
  const { engine, observer } = made.play()
  observer.end()
  expect(engine.findings().map(({ id }) => id)).not.toContain('state/interval-drift')
})

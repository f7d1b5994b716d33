import { expect, test } from 'vitest'
import { fuzzFrames, seeds } from './frames.ts'

// A fixed seed: a red run is red for everybody. `npm run fuzz` goes on from here.
test('200 000 mutated frames break no decoder and no bound', { timeout: 60_000 }, () => {
  const list = seeds()
  expect(list.length).toBeGreaterThan(1500)
  const result = fuzzFrames(20260101, 200_000, list)
  // Enough of them still are frames of ours, else nothing was tested.
  expect(result.ours).toBeGreaterThan(50_000)
})

#!/usr/bin/env node
// Mutated frames through every decoder, longer than the tests do: npm run fuzz -- --frames 5000000 --seed 1
// A crash prints seed, frame and hex: make a vector of it in fixtures/vectors.
import { parseArgs } from 'node:util'
import { register } from 'tsx/esm/api'

const { values } = parseArgs({ options: { frames: { type: 'string' }, seed: { type: 'string' } } })
const frames = Number(values.frames ?? 5_000_000)
const firstSeed = Number(values.seed ?? Date.now() % 1_000_000)
if (!Number.isSafeInteger(frames) || !Number.isSafeInteger(firstSeed)) throw new Error('--frames N --seed N')

register()
const { fuzzFrames, seeds } = await import('../test/fuzz/frames.ts')
const list = seeds()
const PER_SEED = 250_000
console.log(`${list.length} different frames, ${frames} mutations, first seed ${firstSeed}`)
const started = Date.now()
let done = 0
let ours = 0
for (let seed = firstSeed; done < frames; seed++) {
  const result = fuzzFrames(seed, Math.min(PER_SEED, frames - done), list)
  done += result.frames
  ours += result.ours
  console.log(
    `seed ${seed}: ${done} mutated frames, ${ours} of them ours, ${Math.round((Date.now() - started) / 1000)} s`,
  )
}

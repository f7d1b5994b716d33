import { expect, test } from 'vitest'
import { rules } from '../../src/checks/rules/index.ts'
import { wordsOf } from '../../src/checks/words.ts'
import { cs } from '../../src/core/time.ts'
import { A, B, Scene } from './scene.ts'

test('the interval byte 0 of version 2 is an interval that others reject: both are Active for it', () => {
  const scene = new Scene()
  for (let at = 1; at < 20; at++)
    scene.advert({ ...A, version: 2, interval: cs(0) }, at).advert({ ...B, version: 2 }, at + 0.4)
  const split = scene.findings().find(({ id }) => id === 'state/split-brain')
  expect(split?.values).toMatchObject({ cause: 'state/interval-mismatch' })
  expect(wordsOf(split!, rules).message).toContain('every 1000 ms, in version 2')
})

test('intervals that differ in version 3 are no reason to change the version', () => {
  const slower = { ...B, interval: cs(200) }
  const scene = new Scene().active(A, 4, 9).advert(A, 9.3, { priority: 0 }).active(slower, 9.91, 20)
  const mismatch = scene.findings().find(({ id }) => id === 'state/interval-mismatch')
  expect(mismatch).toMatchObject({ message: 'learned', severity: 'info' })
  expect(wordsOf(mismatch!, rules).remedy).not.toContain('version')
})

test('in version 3 an interval of 0 is a fault of its own', () => {
  const scene = new Scene().active(A, 4, 9).advert({ ...B, interval: cs(0) }, 9.3)
  const ids = scene.findings().flatMap(({ id, related }) => [id, ...related])
  expect(ids).toContain('wire/interval-zero')
  expect(ids).not.toContain('state/interval-mismatch')
})

test('missed adverts are counted in the interval that the Backup heard', () => {
  const slower = { ...B, interval: cs(200) }
  const scene = new Scene().active(A, 4, 10).active(slower, 10 + 5.609, 24)
  expect(scene.findings().find(({ id }) => id === 'state/slow-takeover')).toMatchObject({
    message: 'adverts',
    values: { missed: 5 },
  })
})

test('of an interval of 0 no missed adverts are counted', () => {
  const scene = new Scene()
  for (let at = 4; at <= 10; at++) scene.advert({ ...A, interval: cs(0) }, at)
  // Nothing explains the outage then: it is a finding of its own.
  const findings = scene.active(B, 21, 30).findings()
  expect(findings.map(({ id }) => id)).toContain('state/no-active')
})

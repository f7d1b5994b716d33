import { cs, type Ns, ns, nsFromCs } from '../core/time.ts'
import type { Sighting } from '../wire/facts.ts'
import type { Defect } from './defects.ts'
import { type Harness, inMs } from './harness.ts'
import type { AdvertChanges } from './peer.ts'
import { Inconclusive, Unmet } from './verdict.ts'

// The reusable experiments of the suite. Each discard test proves itself: the same packet without its defect must have
// the opposite effect, or nothing can be told.

/**
 * Device Backup behind a better peer, which then sends only defective adverts at the same rate. Discarded: the device
 * takes over one Active_Down_Interval after the last good advert. Several defects take turns.
 */
export async function starve(h: Harness, defects: readonly Defect[]): Promise<void> {
  const { times } = h
  const peer = h.peer()
  const lastGood = peer.stop()
  const words = defects.map((defect) => defect.words).join(', ')
  const horizon = ns(lastGood + times.activeDown() + times.intervals(2))
  peer.repeat((turn) => defects[turn % defects.length]!.changes)
  h.inbox.skip()
  const takeover = await h.advertIfAny(ns(horizon - h.now()))
  peer.stop()
  if (takeover === undefined)
    throw new Unmet(`the device discards ${words} and takes over`, 'it stays Backup: the advert was accepted')
  await h.takeoverOnTime(takeover, lastGood, times.activeDown(), `takeover in spite of ${words}`)
}

const CHALLENGES = 10
const CHALLENGE_SPACING = 0.7

/**
 * Device Active; ten defective adverts of higher priority. Discarded: it goes on advertising in step. The control is the same
 * advert without the defect: the device must step down for it.
 */
export async function challenge(h: Harness, defects: readonly Defect[]): Promise<void> {
  const { times } = h
  const peer = h.peer()
  const words = defects.map((defect) => defect.words).join(', ')
  const from = h.now()
  for (let turn = 0; turn < CHALLENGES; turn++) {
    peer.send({ priority: OUTBID, ...defects[turn % defects.length]!.changes })
    await h.pause(times.intervals(CHALLENGE_SPACING))
  }
  inStep(h, from, words)
  h.inbox.skip()
  await h.advert(ns(times.intervals(1) + times.late), `the device discards ${words} and stays Active`)
  await control(h)
}

/** A device that yields and takes over again at once advertises all the time, but out of step. */
function inStep(h: Harness, from: Ns, words: string): void {
  const adverts = h.advertsBetween(from)
  for (let i = 1; i < adverts.length; i++) {
    const gap = ns(adverts[i]!.tNs - adverts[i - 1]!.tNs)
    if (gap < h.times.interval - h.times.early)
      throw new Unmet(`adverts in step in spite of ${words}`, `two adverts within ${inMs(gap)}`, true)
  }
}

/** A good advert of higher priority silences an Active device. */
async function control(h: Harness): Promise<void> {
  const { times } = h
  h.peer().serve({ priority: OUTBID })
  // One advert may be in flight.
  await h.pause(ns(times.late))
  h.inbox.skip()
  const still = await h.advertIfAny(times.intervals(2))
  if (still !== undefined)
    throw new Inconclusive('the control failed: the device does not step down for the same advert without its defect')
}

/** The priority that outbids every router but an owner. */
export const OUTBID = 254

/** The device, Backup behind a peer, takes over after that falls silent. Returns the last advert's time and the first. */
export async function takeoverBySilence(h: Harness): Promise<{ lastGood: Ns; at: Ns }> {
  const lastGood = h.peer().stop()
  h.inbox.skip()
  const first = await h.advert(ns(h.times.activeDown() + h.times.intervals(2)), 'takeover after silence')
  return { lastGood, at: first.tNs }
}

/** `count` adverts in a row of an Active device. */
export async function watch(h: Harness, count: number): Promise<readonly Sighting[]> {
  const adverts: Sighting[] = []
  while (adverts.length < count)
    adverts.push(await h.advert(ns(h.times.intervals(1) + h.times.late), 'an advert every interval'))
  return adverts
}

/** Every advert of a row has what `fault` looks for right; `fault` tells what is wrong with one, or undefined. */
export async function everyAdvert(
  h: Harness,
  expected: string,
  fault: (sighting: Sighting) => string | number | undefined,
): Promise<void> {
  for (let seen = 0; seen < 3; seen++) {
    // When they come is not what is asked here.
    const sighting = await h.advertIfAny(h.times.intervals(4))
    if (sighting === undefined) throw new Inconclusive('the device does not advertise')
    const wrong = fault(sighting)
    if (wrong !== undefined) throw new Unmet(expected, String(wrong))
  }
}

/** The device follows what `changes` makes of the serving peer's adverts: it stays Backup well beyond its timer. */
export async function follows(h: Harness, changes: AdvertChanges, words: string): Promise<void> {
  const { times } = h
  h.peer().repeat(() => changes)
  await h.silence(ns(2 * times.activeDown() + times.intervals(2)), `the device accepts ${words} and stays Backup`)
}

/** The better peer serves at `factor` of the device's interval and falls silent: takeover by the learned interval. */
export async function takeoverByLearnedInterval(h: Harness, factor: number): Promise<void> {
  const learned = h.times.scaled(factor)
  const peer = h.peer()
  peer.serve({ maxAdvertInterval: learned })
  await h.pause(nsFromCs(cs(3 * learned)))
  const lastGood = peer.stop()
  h.inbox.skip()
  const first = await h.advert(ns(h.times.activeDown(learned) + h.times.intervals(4)), 'takeover after silence')
  await h.takeoverOnTime(first, lastGood, h.times.activeDown(learned), 'takeover')
}

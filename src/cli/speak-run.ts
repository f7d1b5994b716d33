import { spawn } from 'node:child_process'
import { CaptureRun } from '../capture/run.ts'
import type { RouterConfig, ScriptConfig } from '../config/model.ts'
import type { Ip, Mac } from '../core/address.ts'
import { seededRandom } from '../core/random.ts'
import { NS_PER_MS, type Ns } from '../core/time.ts'
import { Alarm, currentSecond, SpinBudget } from '../edge/clock.ts'
import { listenControl } from '../edge/control-socket.ts'
import { keyedHash } from '../edge/keyed-hash.ts'
import { LiveLink } from '../edge/link.ts'
import { Priority, prefer, runInRealTime } from '../edge/priority.ts'
import { ScriptRunner } from '../edge/script-runner.ts'
import { keysOf } from '../edge/terminal.ts'
import { control } from '../speaker/control.ts'
import { Speaker } from '../speaker/driver.ts'
import type { SpeakerEvent } from '../speaker/events.ts'
import { FaultCauses } from '../speaker/fault-causes.ts'
import type { Fault } from '../speaker/faults.ts'
import { PlaceWatch, type WatchedPlace } from '../speaker/place-watch.ts'
import type { Clock } from '../speaker/ports.ts'
import { type Controlled, Speakers } from '../speaker/speakers.ts'
import { SyncGroups } from '../speaker/sync-groups.ts'
import { TrackScripts } from '../speaker/track-scripts.ts'
import type { VlanTag } from '../wire/vlan.ts'
import { Exit } from './exit.ts'
import type { Io } from './io.ts'
import { rehearse } from './rehearsal.ts'
import { SPEAK_KEYS, SpeakKeys } from './speak-keys.ts'
import type { SpeakerMetrics } from './speak-metrics.ts'
import { EventLines, type SpeakFormat, statusJson, statusLine } from './speak-output.ts'

/** How often interfaces are looked at. */
const LOOK_MS = 250

/** The virtual routers of one interface, and what they are there. */
export interface Place {
  readonly interfaceName: string
  readonly mac: Mac
  readonly tags: readonly VlanTag[]
  readonly sources: readonly Ip[]
  /** The MAC address is the interface's. */
  readonly followsMac: boolean
  readonly ownHost: boolean
  readonly routers: readonly RouterConfig[]
}

export interface RunOptions {
  readonly format: SpeakFormat
  readonly faults: readonly Fault[]
  readonly seed: number
  readonly takeover: boolean
  readonly maxRuntime?: Ns
  readonly control?: string
  readonly onTransition?: string
  readonly metrics?: string
  readonly scripts: readonly ScriptConfig[]
}

/** Speaks on every interface until a signal, a key, the control socket or the time given ends it, with priority 0. */
export async function runSpeakers(io: Io, places: readonly Place[], options: RunOptions): Promise<void> {
  const run = new CaptureRun()
  run.startAt(currentSecond())
  const links = await openLinks(io, places, run)
  const undo: (() => void)[] = []
  try {
    await speakOn(io, places, links, run, options, undo)
  } finally {
    for (const one of undo) one()
    await Promise.all(links.map((link) => link.close()))
  }
}

/** What is to be done in any case at the end goes to `undo`. */
async function speakOn(
  io: Io,
  places: readonly Place[],
  links: readonly LiveLink[],
  run: CaptureRun,
  options: RunOptions,
  undo: (() => void)[],
): Promise<void> {
  const { promise: ended, resolve: end } = ending()
  const lines = new EventLines(io, run, options.format)
  let metrics: OpenMetrics | undefined
  const onEvent = (event: SpeakerEvent): void => {
    lines.print(event)
    metrics?.source.onEvent(event)
    if (event.kind === 'transition' && options.onTransition !== undefined) runScript(options.onTransition, event)
    if (event.kind === 'refused' && all.status().every(({ state }) => state === 'Initialize')) {
      io.exitWith(Exit.usage)
      end()
    }
  }
  const syncGroups = new SyncGroups()
  const budget = new SpinBudget()
  const random = seededRandom(options.seed)
  const speakers = places.map((place, i) => {
    const link = links[i]!
    return new Speaker({
      link,
      clock: link.clock,
      wakeup: new Alarm(link.clock, budget),
      mac: place.mac,
      routers: place.routers,
      ownHost: place.ownHost,
      tags: place.tags,
      hash: keyedHash,
      epochSec: run.epochSec,
      faults: options.faults,
      random,
      mayPreempt: options.takeover,
      syncGroups,
      onEvent,
    })
  })
  const all = new Speakers(speakers)
  if (options.metrics !== undefined) {
    metrics = await openMetrics(io, options.metrics, places, all, links[0]!.clock)
    undo.push(metrics.close)
  }
  const answer = (words: readonly string[]) => {
    const reply = control(all, words)
    if (reply.ok && reply.ends) setImmediate(end)
    if (!reply.ok || reply.routers === undefined) return reply
    return { ...reply, routers: reply.routers.map((status) => statusJson(run, status)) }
  }
  if (options.control !== undefined) undo.push(await listenControl(options.control, answer))
  undo.push(
    listenKeys(
      io,
      new SpeakKeys(
        all,
        end,
        () => showState(io, all),
        (text) => io.note(text),
      ),
    ),
  )
  io.onInterrupt(end)
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, end)
  const timer = options.maxRuntime === undefined ? undefined : setTimeout(end, options.maxRuntime / NS_PER_MS)
  const routers = places.flatMap((place) => place.routers)
  const faults = new FaultCauses(speakers)
  const watch = new PlaceWatch(
    places.map((place, i) => watched(place, links[i]!, speakers[i]!)),
    faults,
    (text) => io.note(text),
  )
  const looks = setInterval(() => watch.look(), LOOK_MS)
  const tracking = new TrackScripts(options.scripts, routers, all, faults)
  tracking.begin()
  for (const place of places) rehearse(place, run.epochSec)
  for (const speaker of speakers) speaker.start()
  const scripts = new ScriptRunner(options.scripts, (script, success) => tracking.result(script, success))
  runInRealTime(Priority.first)
  await ended
  clearTimeout(timer)
  clearInterval(looks)
  scripts.close()
  all.shutdown()
  lines.flush()
}

interface OpenMetrics {
  readonly source: SpeakerMetrics
  readonly close: () => void
}

/** Loads the library only for who wants it. */
async function openMetrics(
  io: Io,
  listen: string,
  places: readonly Place[],
  speaker: Controlled,
  clock: Clock,
): Promise<OpenMetrics> {
  const { SpeakerMetrics, serveSpeakerMetrics } = await import('./speak-metrics.ts')
  const vlan = places[0]!.tags.map(({ id }) => id).join('.')
  const source = new SpeakerMetrics(speaker, () => clock.now(), vlan)
  return { source, close: await serveSpeakerMetrics(listen, source, (text) => io.note(text)) }
}

const watched = (place: Place, link: LiveLink, speaker: Speaker): WatchedPlace => ({
  ...place,
  speaker,
  look: () => {
    const face = link.interface
    return { trouble: link.trouble, mac: face?.mac, addresses: face?.addresses.map(({ ip }) => ip) ?? [] }
  },
})

/** All or none. */
async function openLinks(io: Io, places: readonly Place[], run: CaptureRun): Promise<LiveLink[]> {
  const links: LiveLink[] = []
  try {
    for (const { interfaceName } of places)
      links.push(await LiveLink.open(interfaceName, { run, onNote: (text) => io.note(text) }))
  } catch (error) {
    await Promise.all(links.map((link) => link.close()))
    throw error
  }
  return links
}

function ending(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {}
  const promise = new Promise<void>((end) => {
    resolve = end
  })
  return { promise, resolve }
}

/** On a terminal only; what it gives back undoes it. */
function listenKeys(io: Io, keys: SpeakKeys): () => void {
  const { stdin } = io.host
  if (stdin.isTTY !== true) return () => {}
  io.note(SPEAK_KEYS)
  const onData = (chunk: Buffer): void => {
    for (const key of keysOf(chunk.toString('utf8'))) keys.press(key)
  }
  stdin.setRawMode(true)
  stdin.on('data', onData)
  stdin.resume()
  const restore = (): void => {
    stdin.off('data', onData)
    stdin.setRawMode(false)
    stdin.pause()
    process.off('exit', restore)
  }
  process.on('exit', restore)
  return restore
}

function showState(io: Io, speakers: Speakers): void {
  for (const router of speakers.status()) io.print(`${statusLine(router)}\n`)
}

function runScript(command: string, event: SpeakerEvent & { kind: 'transition' }): void {
  const env = { ...process.env, VRRP_INSTANCE: event.instance, VRRP_FROM: event.from, VRRP_TO: event.to }
  const script = spawn('/bin/sh', ['-c', command], { env, stdio: 'ignore', detached: true })
  prefer(script.pid, Priority.usual)
  script.unref()
}

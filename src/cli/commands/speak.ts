import { Command, InvalidArgumentError, Option } from 'commander'
import type { ChecksumStyle, RouterConfig, ScriptConfig } from '../../config/model.ts'
import { type Ip, isLinkLocal, type Mac, parseMac, sameIp, vrrpGroup } from '../../core/address.ts'
import { VrrpscopeError } from '../../core/errors.ts'
import { PROFILE_NAMES, type ProfileName } from '../../core/profile-name.ts'
import { NS_PER_MS, type Ns, ns } from '../../core/time.ts'
import { currentSecond } from '../../edge/clock.ts'
import { keyedHash } from '../../edge/keyed-hash.ts'
import { Authenticator } from '../../speaker/authenticator.ts'
import { type Fault, faults, faultsNamed } from '../../speaker/faults.ts'
import { advertOf, announcementsOf } from '../../speaker/frames.ts'
import { listeningFirst, refusalOf } from '../../speaker/safety.ts'
import { describe } from '../../wire/describe.ts'
import { advertFrame } from '../../wire/frames.ts'
import { locate } from '../../wire/locate.ts'
import { factOf } from '../../wire/sighting.ts'
import { FrameView } from '../../wire/view.ts'
import { configsOf } from '../configs.ts'
import { nsOfDuration } from '../durations.ts'
import { withConfigFlag, withOutputFlags } from '../flags.ts'
import type { Io } from '../io.ts'
import { SPEAK_FORMATS, type SpeakFormat } from '../speak-output.ts'
import { addressOf, routerOf } from '../speak-router.ts'
import type { Place } from '../speak-run.ts'

interface Flags {
  readonly config: readonly string[]
  readonly format: SpeakFormat
  readonly vrid?: number
  readonly address: readonly string[]
  readonly vrrpVersion?: 2 | 3
  readonly priority: number
  readonly interval: Ns
  readonly checksum: ChecksumStyle
  readonly auth?: string
  readonly peer: readonly string[]
  readonly source: readonly string[]
  readonly mac: 'auto' | 'virtual' | Mac
  readonly vlan?: number
  readonly preempt: boolean
  readonly accept: boolean
  readonly profile?: ProfileName
  readonly fault: readonly string[]
  readonly seed: number
  readonly owner: boolean
  readonly takeover: boolean
  readonly listen: boolean
  readonly allowFaults: boolean
  readonly maxRuntime?: Ns
  readonly dryRun: boolean
  readonly control?: string
  readonly onTransition?: string
  readonly metrics?: string
  readonly runScripts: boolean
}

/** `vrrpscope speak <interface>`: a full VRRP router. */
export const speakCommand = (io: Io): Command =>
  withConfigFlag(withOutputFlags(new Command('speak'), SPEAK_FORMATS))
    .description('a full VRRP router, by flags or in place of a configured node')
    .argument('[interface]', 'or several, with commas; with -c, all of the file if none is named')
    .option('--vrid <n>', 'virtual router id', inRange(1, 255))
    .option('--address <address>', 'virtual address; repeat for more', collect, [])
    .option('--vrrp-version <n>', '2 with --auth pass or ah, else 3', inRange(2, 3))
    .option('--priority <n>', '1 to 255', inRange(1, 255), 100)
    .addOption(
      new Option('--interval <time>', 'between adverts: 500ms, 1s, 25cs')
        .argParser(parseTime)
        .default(ns(1000 * NS_PER_MS), '1s'),
    )
    .addOption(
      new Option('--checksum <style>', 'of version 3 over IPv4')
        .choices(['message-only', 'pseudo-header', 'pseudo-header-group'])
        .default('pseudo-header'),
    )
    .option('--auth <how>', 'pass:SECRET, ah:SECRET or hmac:ID:KEY')
    .option('--peer <address>', 'unicast to this peer; repeat for more', collect, [])
    .option('--source <address>', 'live at this address, which no kernel owns; one per family', collect, [])
    .option('--mac <mac>', 'auto (of the interface), virtual, or an address', parseMacFlag, 'auto')
    .option('--vlan <id>', 'tag everything with this VLAN', inRange(1, 4094))
    .option('--no-preempt', 'stay Backup behind a lower priority')
    .option('--accept', 'answer echo to the virtual addresses', false)
    .addOption(new Option('--profile <name>', 'behave like this implementation').choices(PROFILE_NAMES))
    .option('--fault <name>', 'do this wrong; list shows what there is; repeat for more', collect, [])
    .option('--seed <n>', 'makes faults that throw dice repeat', inRange(0, 0xffffffff), 1)
    .option('--owner', 'priority 255 is meant', false)
    .option('--takeover', 'may take over from a router of lower priority that serves', false)
    .option('--no-listen', 'an owner starts without listening for 3 intervals')
    .option('--allow-faults', 'faults also outside a network namespace of its own', false)
    .option('--max-runtime <time>', 'end after this time', parseTime)
    .option('--dry-run', 'show what would be sent, and end', false)
    .option('--control <path>', 'take commands at this Unix socket; see vrrpscope ctl')
    .option('--on-transition <command>', 'run this at each change of state: $VRRP_INSTANCE $VRRP_FROM $VRRP_TO')
    .option('--run-scripts', 'run the tracked scripts of the file, as the user who runs this', false)
    .option('--metrics <[host:]port>', 'serve Prometheus metrics; on the loopback unless a host is given')
    .option('-v, --verbose', 'every advert', false)
    .action((interfaceNames: string | undefined, flags: Flags) =>
      flags.fault.includes('list') ? listFaults(io) : speak(io, interfaceNames, flags),
    )

async function speak(io: Io, interfaceNames: string | undefined, flags: Flags): Promise<void> {
  const { routers, scripts } = await givenBy(io, flags, interfaceNames?.split(',').filter(Boolean))
  const set = knownFaults(flags.fault)
  const places: Place[] = []
  for (const interfaceName of new Set(routers.map((router) => router.interfaceName)))
    places.push(await placeOf(interfaceName, routers, flags))
  const placed = places.flatMap((place) => place.routers)
  await mustBeSafe(placed, flags)
  if (flags.dryRun) {
    for (const place of places) show(io, place)
    return
  }
  if (flags.source.length === 0 && placed.some(({ unicastPeers }) => unicastPeers.length > 0))
    io.note(
      'the kernel, which owns this address, answers unicast adverts with ICMP protocol unreachable; ' +
        'give --source an address it does not own, or: nft add rule inet filter input ip protocol vrrp drop',
    )
  if (scripts.length > 0 && !flags.runScripts)
    io.note(`${scripts.length} tracked scripts of the file are not run: --run-scripts runs them`)
  const { runSpeakers } = await import('../speak-run.ts')
  await runSpeakers(io, places, { ...flags, faults: set, scripts: flags.runScripts ? scripts : [] })
}

async function placeOf(interfaceName: string, routers: readonly RouterConfig[], flags: Flags): Promise<Place> {
  const { findInterface } = await import('../../edge/interfaces.ts')
  const face = findInterface(interfaceName)
  if (face?.mac === undefined)
    throw new VrrpscopeError(
      'interface/missing',
      `no Ethernet interface ${interfaceName}`,
      'ip link shows what there is',
    )
  const sources = flags.source.length > 0 ? flags.source.map(addressOf) : face.addresses.map(({ ip }) => ip)
  return {
    interfaceName,
    mac: flags.mac === 'auto' || flags.mac === 'virtual' ? face.mac : flags.mac,
    tags: flags.vlan === undefined ? [] : [{ id: flags.vlan }],
    sources,
    followsMac: flags.mac === 'auto' || flags.mac === 'virtual',
    ownHost: flags.source.length > 0,
    routers: routers
      .filter((router) => router.interfaceName === interfaceName)
      .map((router) => (flags.listen ? listeningFirst(router) : router))
      .map((router) => withSource(router, sources, flags.source.length > 0)),
  }
}

interface Given {
  readonly routers: readonly RouterConfig[]
  readonly scripts: readonly ScriptConfig[]
}

/** By flags on each interface named; of a file those on the interfaces named, or all. */
async function givenBy(io: Io, flags: Flags, named: readonly string[] | undefined): Promise<Given> {
  if (flags.config.length === 0) {
    if (named === undefined)
      throw new VrrpscopeError('usage/no-interface', 'no interface given', 'vrrpscope sniff --list-interfaces')
    return { routers: named.map((interfaceName) => routerOf(flags, interfaceName)), scripts: [] }
  }
  const nodes = await configsOf(io, flags.config, flags.profile)
  if (nodes.length !== 1)
    throw new VrrpscopeError('usage/config', 'a speaker takes the place of one node', 'give -c once')
  const [node] = nodes
  const routers = node!.routers.filter((router) => named?.includes(router.interfaceName) ?? true)
  const isRun = (instance: string) => routers.some((router) => router.instance === instance)
  const scripts = node!.scripts?.filter(({ tracks }) => tracks.some((track) => isRun(track.instance))) ?? []
  if (routers.length > 0) return { routers, scripts }
  const where = named === undefined ? '' : ` on ${named.join(', ')}`
  throw new VrrpscopeError('config/no-virtual-router', `no virtual router${where} in it`, 'name its interface')
}

async function mustBeSafe(routers: readonly RouterConfig[], flags: Flags): Promise<void> {
  const { inOwnNetworkNamespace } = await import('../../edge/namespace.ts')
  const refusal = refusalOf(routers, {
    owner: flags.owner,
    faults: flags.fault,
    allowFaults: flags.allowFaults,
    ownNamespace: inOwnNetworkNamespace(),
  })
  if (refusal !== undefined) throw new VrrpscopeError(`usage/${refusal.code}`, refusal.message, refusal.hint)
}

function knownFaults(names: readonly string[]): readonly Fault[] {
  const found = faultsNamed(names)
  if (typeof found !== 'string') return found
  throw new VrrpscopeError('usage/unknown-fault', `no fault ${found}`, 'vrrpscope speak --fault list')
}

/** An address of our own stands over a configured one that is none of ours. To the IPv6 group it must be link-local (RFC 9568 5.1.2.1). */
function withSource(config: RouterConfig, sources: readonly Ip[], own: boolean): RouterConfig {
  const fit = sources.filter(({ family }) => family === config.family)
  const anyWill = config.family === 4 || config.unicastPeers.length > 0
  const best = fit.find(isLinkLocal) ?? (anyWill ? fit[0] : undefined)
  const named = config.primaryAddress
  const mayBeNamed = named !== undefined && (!own || fit.some((ip) => sameIp(ip, named)))
  const primaryAddress = mayBeNamed ? named : (best ?? named)
  if (primaryAddress !== undefined) return { ...config, primaryAddress }
  throw new VrrpscopeError(
    'usage/no-source',
    `${config.instance}: no ${config.family === 4 ? 'IPv4' : 'link-local IPv6'} address to send from`,
    'give --source ADDRESS',
  )
}

/** The first advert and the announcements of each virtual router, as decode would show them. */
function show(io: Io, { routers, mac, tags }: Place): void {
  const seat = { mac, tags }
  for (const config of routers) {
    const src = config.primaryAddress!
    const protection = new Authenticator(config, keyedHash, currentSecond()).protection(ns(0))
    const peers = config.unicastPeers.map(({ address }) => ({ address, mac: '00:00:00:00:00:00' as Mac }))
    for (const peer of peers.length > 0 ? peers : [undefined]) {
      const advert = { priority: config.priority, src, peer, ipId: 1, protection }
      io.print(`${lineOf(advertFrame(advertOf(config, seat, advert)))}\n`)
    }
    for (const frame of announcementsOf(config, seat)) io.print(`${lineOf(frame)}\n`)
    if (config.unicastPeers.length === 0) io.note(`joins ${vrrpGroup(config.family).text}`)
  }
}

function lineOf(frame: Uint8Array): string {
  const view = new FrameView()
  view.dv = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  view.end = frame.byteLength
  view.wireLen = frame.byteLength
  const fact = factOf(view, locate(view))
  return fact === undefined ? '' : describe(fact)
}

function listFaults(io: Io): void {
  const width = Math.max(...faults.map(({ name }) => name.length))
  for (const { name, sentence } of faults) io.print(`${name.padEnd(width)}  ${sentence}\n`)
}

const collect = (value: string, before: readonly string[]): string[] => [...before, value]

const inRange =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`Give a number from ${least} to ${most}.`)
  }

function parseTime(text: string): Ns {
  const length = nsOfDuration(text)
  if (length === undefined || length < NS_PER_MS)
    throw new InvalidArgumentError('Give a time with its unit: 500ms, 1s.')
  return length
}

function parseMacFlag(text: string): Mac | 'auto' | 'virtual' {
  if (text === 'auto' || text === 'virtual') return text
  const mac = parseMac(text)
  if (mac === undefined) throw new InvalidArgumentError('Give auto, virtual, or an address like 02:00:00:00:00:01.')
  return mac
}
